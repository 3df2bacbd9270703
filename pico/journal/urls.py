from django.urls import path

from pico.journal import views

app_name = "journal"
urlpatterns = [
    path("amministrazione/registro/", views.register, name="register"),
    path("amministrazione/registro/<slug:file_format>/", views.download, name="export"),
]
