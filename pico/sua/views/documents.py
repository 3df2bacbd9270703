"""One document as the pages draw it."""

from typing import Any

from django.urls import reverse

from pico.base import dates
from pico.sua.rules import checklist


def document_row(line: checklist.Line) -> dict[str, Any]:
    """Return one document as components/file_row.html draws it."""
    version = line.document.document.current_version if line.document else None
    if version is None:
        return {"item": line.item, "missing": line.is_missing, "name": ""}
    return {
        "item": line.item,
        "missing": False,
        "name": version.original_name,
        "url": version_url(version),
        "size": version.file.size,
        "meta": [
            f"versione {version.number}",
            f"caricato il {dates.italian_datetime(version.created_at, short=True)}",
            f"SHA-256 {version.file.sha256[:16]}…",
        ],
        "document": line.document,
    }


def version_url(version: Any) -> str:
    return reverse("files:download", args=[version.public_id, version.original_name])
