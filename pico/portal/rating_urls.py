"""Addresses of the page rating, part of the portal's."""

from django.urls import path

from pico.portal.views import rating, ratings

AREA = "area-riservata/portale/valutazioni/"

urlpatterns = [
    path("valuta/", rating.rate, name="rate"),
    path("valuta/inizio/", rating.begin, name="rate_begin"),
    path("valuta/grazie/", rating.thanks, name="rate_thanks"),
    path(AREA, ratings.ratings, name="ratings"),
    path(AREA + "esporta.<str:file_format>", ratings.download, name="ratings_export"),
]
