"""Folders as the search finds them; documents are in ``pico.config.searching``, with those on other rows.

What changes for many rows at once (level, invitations, place, trash) is told by files: they are not saved one
by one.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.base import jobs
from pico.base.actor import system_actor
from pico.files.changes import Change, on_change
from pico.files.keys import keys_of_folder
from pico.files.models import Document, Folder
from pico.search import actions
from pico.search.searchables import Found, Searchable, register

AT_ONCE = 500  # rows written in the transaction that changed them; more are left to a job
ACTOR = system_actor("indice di ricerca")


def all_folders() -> Any:
    """Return every folder: the index holds them all, its keys say who finds which."""
    return Folder.objects.unrestricted("the index holds every folder and document; its keys say who finds it")


def _all_documents() -> Any:
    return Document.objects.unrestricted(
        "the index holds every folder and document; its keys say who finds it"
    )


def _document(folder: Folder) -> Found:
    return Found(
        title=folder.name,
        keys=keys_of_folder(folder),
        text="\n".join(part for part in [folder.description, " ".join(folder.tag_list)] if part),
        organisation_id=folder.owner_id,
        day=folder.updated_at.date(),
    )


def write_below(folder: Folder) -> int:
    """Write a folder and all that is under it to the index as they are now. Returns how many changed."""
    folders = all_folders().below(folder).select_related("ruler__owner", "owner")
    documents = (
        _all_documents()
        .below(folder)
        .select_related("current_version__file", "target_type", "folder__ruler__owner", "owner")
    )
    return actions.refresh(actor=ACTOR, rows=[*folders, *documents.iterator(100)])


def _placed(change: Change) -> None:
    if change.what != "placed" or change.folder is None:
        return
    rows = all_folders().below(change.folder).count() + _all_documents().below(change.folder).count()
    if rows <= AT_ONCE:
        write_below(change.folder)
    else:
        jobs.enqueue("community.write_index", folder_id=change.folder.pk)


on_change("search", _placed)
register(
    Searchable(
        model=Folder,
        module="community",
        kind="folder",
        label=_("Cartella"),
        icon="folder",
        document=_document,
        queryset=Folder.objects.visible_to,
        rows=all_folders,
        address=lambda folder, request: reverse("community:folder", args=[folder.public_id]),
    )
)
