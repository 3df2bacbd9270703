"""Copying a whole folder: what the person sees of it, into another folder, of whichever organisation."""

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.files import trees
from pico.files.actions.folders import create_folder
from pico.files.actions.moving import copy_document
from pico.files.models import Document, Folder
from pico.files.models.folders import FolderQuerySet
from pico.files.rules import has_room, may_add

AT_ONCE = 200


def copy_folder(*, actor: Actor, folder: Folder, destination: Folder) -> Folder:
    """Put a copy of a folder, with the sub-folders and current versions the actor sees, into another.

    The copies belong to the destination's organisation and follow it.

    Raises:
        Refused: when the actor may not add there, it would be copied into itself, there is too much of it,
            the tree would be too deep, the name is taken or the quota would be exceeded.
    """
    if not may_add(actor, destination):
        raise trees.not_yours()
    if destination.path.startswith(folder.path):
        raise Refused(
            _("Non puoi copiare una cartella dentro sé stessa."), field="destination", code="descendant"
        )
    folders = list(_seen(actor).filter(path__startswith=folder.path).order_by("depth", "name_key"))
    documents = _documents(actor, folders)
    if len(folders) + len(documents) > AT_ONCE:
        message = _("Si copiano al massimo %(count)s fra cartelle e documenti: copia una sottocartella.")
        raise Refused(message % {"count": AT_ONCE}, field="destination", code="too many")
    if not has_room(destination.owner, sum(_size(row) for row in documents)):
        raise trees.no_room()
    with transaction.atomic():
        made: dict[int, Folder] = {}
        for row in folders:
            above = destination if row.pk == folder.pk else made.get(row.parent_id or 0)
            if above is not None:  # what lies in a folder that the actor does not see stays behind
                made[row.pk] = create_folder(
                    actor=actor, owner=destination.owner, parent=above, name=row.name,
                    description=row.description, area=row.area, tags=row.tag_list,
                )  # fmt: skip
        for document in documents:
            if target := made.get(document.folder_id or 0):
                copy_document(actor=actor, document=document, destination=target)
    return made[folder.pk]


def _seen(actor: Actor) -> FolderQuerySet:
    return (
        trees.folders().filter(trashed_at=None) if actor.is_system else Folder.objects.visible_to(actor.user)
    )


def _documents(actor: Actor, folders: list[Folder]) -> list[Document]:
    seen = trees.documents() if actor.is_system else Document.objects.library_of(actor.user)
    rows = seen.filter(folder__in=[row.pk for row in folders], trashed_at=None, current_version__isnull=False)
    return list(
        rows.select_related("current_version__file", "type").defer("current_version__file__text")[
            : AT_ONCE + 1
        ]
    )


def _size(document: Document) -> int:
    return document.current_version.file.size if document.current_version else 0
