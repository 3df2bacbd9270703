from django.urls import path

from pico.community.views import documents, editing, folders, levels, moves, trash, types, uploads, zips
from pico.files.models import Document, Folder

app_name = "community"

FOLDER, DOCUMENT = "documenti/cartella/<uuid:public_id>/", "documenti/documento/<uuid:public_id>/"
OF_FOLDER, OF_DOCUMENT = {"model": Folder}, {"model": Document}
urlpatterns = [
    path("documenti/", folders.library, name="library"),
    path("documenti/nuova/", folders.new_root, name="root_new"),
    path("documenti/condivisi-con-me/", folders.shared_with_me, name="shared_with_me"),
    path("documenti/cestino/", trash.bin, name="trash"),
    path("documenti/tipi/", types.types, name="types"),
    path("documenti/tipi/<int:pk>/chiusura/", types.close, name="type_close"),
    path(FOLDER, folders.folder, name="folder"),
    path(f"{FOLDER}nuova/", folders.new, name="folder_new"),
    path(f"{FOLDER}modifica/", editing.folder, name="folder_edit"),
    path(f"{FOLDER}caricamento/", uploads.upload, name="upload"),
    path(f"{FOLDER}zip/", zips.zip_of_folder, name="zip"),
    path(f"{FOLDER}condivisione/", levels.share, OF_FOLDER, name="folder_share"),
    path(f"{FOLDER}inviti/", levels.invite, OF_FOLDER, name="folder_invite"),
    path(f"{FOLDER}inviti/<int:pk>/fine/", levels.uninvite, OF_FOLDER, name="folder_uninvite"),
    path(f"{FOLDER}spostamento/", moves.move, OF_FOLDER, name="folder_move"),
    path(f"{FOLDER}copia/", moves.copy, OF_FOLDER, name="folder_copy"),
    path(f"{FOLDER}eliminazione/", trash.throw, OF_FOLDER, name="folder_trash"),
    path(f"{FOLDER}ripristino/", trash.restore, OF_FOLDER, name="folder_restore"),
    path(DOCUMENT, documents.document, name="document"),
    path(f"{DOCUMENT}modifica/", editing.document, name="document_edit"),
    path(f"{DOCUMENT}versione/", documents.add_version, name="version_new"),
    path(f"{DOCUMENT}versione/<int:number>/ripristino/", documents.restore, name="version_restore"),
    path(f"{DOCUMENT}condivisione/", levels.share, OF_DOCUMENT, name="document_share"),
    path(f"{DOCUMENT}inviti/", levels.invite, OF_DOCUMENT, name="document_invite"),
    path(f"{DOCUMENT}inviti/<int:pk>/fine/", levels.uninvite, OF_DOCUMENT, name="document_uninvite"),
    path(f"{DOCUMENT}spostamento/", moves.move, OF_DOCUMENT, name="document_move"),
    path(f"{DOCUMENT}copia/", moves.copy, OF_DOCUMENT, name="document_copy"),
    path(f"{DOCUMENT}eliminazione/", trash.throw, OF_DOCUMENT, name="document_trash"),
    path(f"{DOCUMENT}ripristino/", trash.restore, OF_DOCUMENT, name="document_restore"),
]
