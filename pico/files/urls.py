from django.urls import path

from pico.files import views

app_name = "files"
urlpatterns = [
    path("file/<uuid:public_id>/<str:name>", views.download, name="download"),
    path("verifica/", views.verify_start, name="verify_start"),
    path("verifica/<str:code>/", views.verify, name="verify"),
]
