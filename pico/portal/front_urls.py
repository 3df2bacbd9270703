"""Addresses of the page rating and of the home's blocks, part of the portal's."""

from django.urls import path

from pico.portal.views import own_home, rating, ratings

AREA = "area-riservata/portale/valutazioni/"
HOME = "area-riservata/portale/home/"

urlpatterns = [
    path("valuta/", rating.rate, name="rate"),
    path("valuta/inizio/", rating.begin, name="rate_begin"),
    path("valuta/grazie/", rating.thanks, name="rate_thanks"),
    path(AREA, ratings.ratings, name="ratings"),
    path(AREA + "esporta.<str:file_format>", ratings.download, name="ratings_export"),
    path(HOME, own_home.blocks, name="home_blocks"),
    path(HOME + "menu/", own_home.menu, name="home_menu"),
    path(HOME + "<slug:code>/titolo/", own_home.title, name="home_block_title"),
    path(HOME + "<slug:code>/<slug:move>/", own_home.arrange, name="home_block_move"),
]
