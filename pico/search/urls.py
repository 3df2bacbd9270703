from django.urls import path

from pico.search import views

app_name = "search"
urlpatterns = [
    path("cerca/", views.search, name="search"),
    path("cerca/recenti/cancella/", views.erase_recent, name="erase_recent"),
    path("amministrazione/stato/indice/", views.repair, name="repair"),
]
