from django.urls import path

from pico.files import views
from pico.files.models import Picture

app_name = "files"
FILE = "file/<uuid:public_id>/"
urlpatterns = [
    path(f"{FILE}<str:name>", views.download, name="download"),
    path(f"{FILE}miniatura/", views.picture, {"size": Picture.Size.SMALL}, name="thumbnail"),
    path(f"{FILE}anteprima/", views.picture, {"size": Picture.Size.LARGE}, name="picture"),
    path("file/archivio/<uuid:public_id>/", views.archive, name="archive"),
    path("verifica/", views.verify_start, name="verify_start"),
    path("verifica/<str:code>/", views.verify, name="verify"),
]
