"""Addresses of published tenders on a Province's site."""

from django.urls import path

from pico.sua.views import public

app_name = "tenders"
urlpatterns = [
    path("", public.tenders, name="list"),
    path("esporta/<slug:format>/", public.export, name="export"),
    path("<str:number>/", public.tender, name="tender"),
]
