"""Documents in pages of every app: rows that say name, type and size and lead to the one download view."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse

from pico.base.dates import italian_date
from pico.files.kinds import label_of
from pico.files.models import Attachment, Document, DocumentVersion, Paper
from pico.files.reading import type_of

register = template.Library()


@register.simple_tag
def file_url(row: Any) -> str:
    """Return the address of a version, an attachment or a paper; empty while it has no content."""
    if getattr(row, "file_id", None) is None:
        return ""
    return reverse("files:download", args=[row.public_id, row.original_name])


def row_of(
    row: DocumentVersion | Attachment | Paper, *, title: str = "", remove_url: str = ""
) -> dict[str, Any]:
    """Return what ``components/file_row.html`` takes."""
    waiting = isinstance(row, Paper) and row.file_id is None
    failed = isinstance(row, Paper) and row.state == Paper.State.FAILED
    version = f"versione {row.number}" if isinstance(row, DocumentVersion) and row.number > 1 else ""
    author = row.author.get_full_name() if row.author else ""
    return {
        "name": title or row.original_name,
        "url": file_url(row),
        "type": "PDF" if waiting or not row.file else label_of(type_of(row)),
        "size": row.file.size if row.file else None,
        "meta": [version, italian_date(row.created_at), author],
        "badge_label": ("Non riuscito" if failed else "In preparazione") if waiting else "",
        "badge_tone": "danger" if failed else "info",
        "remove_url": remove_url,
    }


@register.inclusion_tag("files/rows.html")
def file_row(row: DocumentVersion | Attachment | Paper, title: str = "", remove_url: str = "") -> dict:
    """One file: ``{% file_row document.current_version title=document.title %}``."""
    return {"rows": [row_of(row, title=title, remove_url=remove_url)]}


@register.inclusion_tag("files/rows.html")
def document_list(documents: Iterable[Document]) -> dict:
    """Documents with their current version; give them ``.with_file()`` so that a list costs one query."""
    return {
        "rows": [
            row_of(document.current_version, title=document.title)
            for document in documents
            if document.current_version is not None
        ]
    }


@register.inclusion_tag("files/rows.html")
def attachment_list(attachments: Iterable[Attachment]) -> dict:
    """Attachments of a row; give them ``.with_file()``."""
    return {"rows": [row_of(attachment) for attachment in attachments]}
