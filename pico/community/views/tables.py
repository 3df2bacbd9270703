"""Rows of lists, shaped for the templates."""

from typing import Any

from django.utils.translation import gettext as _

from pico.base.errors import Conflict
from pico.community.views.common import TONES, page_of
from pico.files.kinds import label_of
from pico.files.models import Document, DocumentType, Folder
from pico.files.models.folders import tags_of
from pico.files.previews import alt_of, thumbnail_url
from pico.files.reading import type_of
from pico.files.templatetags.files import file_url
from pico.sharing.levels import Level


def folder_row(folder: Folder, *, owner: bool = False) -> dict[str, Any]:
    """Return a folder as lists show it; with the name of its organisation in lists of several."""
    return {
        "name": folder.name,
        "url": page_of(folder),
        "text": folder.description,
        "level": Level(folder.level).label,
        "tone": TONES[Level(folder.level)],
        "meta": [
            folder.owner.name if owner else "",
            folder.get_area_display() if folder.area != "GENERAL" else "",
            ", ".join(folder.tag_list),
        ],
    }


def document_row(document: Document, here: Folder | None = None, *, names: bool = True) -> dict[str, Any]:
    """Return a document as lists show it; its level and folder only where they are not those of the list.

    Args:
        here: the folder whose list it is.
        names: whether people are named: not to visitors who did not sign in.
    """
    version = document.current_version
    other = here is not None and document.folder_id != here.pk and document.folder is not None
    return {
        "id": document.public_id,
        "title": document.title,
        "url": page_of(document),
        "download": file_url(version) if version else "",
        "thumbnail": thumbnail_url(version) if version else "",
        "alt": alt_of(version, document.title) if version else "",
        "format": label_of(type_of(version)) if version else "",
        "size": version.file.size if version else None,
        "type": document.type.label if document.type else "",
        "date": document.reference_date,
        "updated": document.updated_at,
        "author": document.author.get_full_name() if names and document.author else "",
        "level": Level(document.level).label if document.own_level else "",
        "tone": TONES[Level(document.level)],
        "tags": document.tag_list,
        "folder": document.folder.name if other and document.folder else "",
    }


def conflict_pairs(form: Any, conflict: Conflict | None) -> list[tuple[Any, str, str]]:
    """Return label, stored value and own value of each field on which two people differ."""
    if conflict is None:
        return []
    return [
        (form.fields[name].label, _told(form, name, conflict.theirs[name]), _told(form, name, mine))
        for name, mine in conflict.mine.items()
    ]


def _told(form: Any, name: str, value: Any) -> str:
    if name == "tags":
        return ", ".join(tags_of(value)) or _("nessuna")
    if isinstance(value, DocumentType):
        return value.label
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value) if value not in (None, "") else _("vuoto"))
