"""Documents as the search finds them, with the text of their file.

Found by whoever finds the row they hang on, or by the keys of their folder and their own.

Files and search are siblings that know nothing of each other.
"""

from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.files.attachable import targets
from pico.files.keys import keys_of_document
from pico.files.models import Document, StoredFile
from pico.search.models import SearchEntry
from pico.search.searchables import Found, Searchable, register, searchables


def all_documents() -> Any:
    """Return every document: the index holds them all, its keys say who finds which."""
    return Document.objects.unrestricted("documents are found by whom their row is found by")


def _rows() -> Any:
    return all_documents().select_related(
        "current_version__file", "target_type", "folder__ruler__owner", "owner"
    )


def _entry_of_target(document: Document) -> SearchEntry | None:
    model = document.target_type.model_class() if document.target_type else None
    if model is None or model._meta.label_lower not in searchables:
        return None
    entries = SearchEntry.objects.of_everybody().select_for_update()
    return entries.filter(target_type=model._meta.label_lower, target_id=document.target_id or 0).first()


def _in_folder(document: Document) -> Found | None:
    version = document.current_version
    if version is None:
        return None
    told = [document.description, " ".join(document.tag_list), version.original_name, version.file.text]
    return Found(
        title=document.title,
        keys=keys_of_document(document),
        text="\n".join(part for part in told if part),
        module="community",
        organisation_id=document.owner_id,
        day=document.reference_date or version.created_at.date(),
    )


def _document(document: Document) -> Found | None:
    if document.folder_id is not None:
        return _in_folder(document)
    version, entry = document.current_version, _entry_of_target(document)
    if version is None or document.trashed_at is not None or entry is None:
        return None
    return Found(
        title=document.title,
        keys=frozenset(entry.keys),
        text="\n".join(part for part in [entry.title, version.original_name, version.file.text] if part),
        module=entry.module,
        organisation_id=document.owner_id,
        day=version.created_at.date(),
    )


def _address(document: Document, request: Any) -> str:
    """Lead to its sheet, or to the row it hangs on, where people read it in its place."""
    if document.folder_id is not None:
        return reverse("community:document", args=[document.public_id])
    label = apps.get_model(document.target_type.app_label, document.target_type.model)._meta.label_lower  # type: ignore[union-attr]
    if label in searchables and document.target is not None:
        return searchables.get(label).address(document.target, request)
    version = document.current_version
    return reverse("files:download", args=[version.public_id, version.original_name])  # type: ignore[union-attr]


def _hanging_on(entry: SearchEntry) -> Any:
    """Return the documents of the row whose entry was written: they follow its keys."""
    if entry.words_only or entry.target_type not in targets:
        return []
    app, _dot, model = entry.target_type.partition(".")
    return _rows().filter(target_type__app_label=app, target_type__model=model, target_id=entry.target_id)


register(
    Searchable(
        model=Document,
        module="files",
        kind="document",
        label=_("Documento"),
        icon="file",
        document=_document,
        queryset=lambda user: (
            Document.objects.visible_to(user)
            .select_related("current_version", "target_type")
            .prefetch_related("target")
        ),
        rows=_rows,
        address=_address,
        follows=[
            (SearchEntry, _hanging_on),
            (StoredFile, lambda stored: _rows().filter(current_version__file=stored)),
        ],
    )
)
