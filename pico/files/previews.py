"""What people see of a file before they open it: a picture, its text, or why there is neither."""

from dataclasses import dataclass
from typing import Literal

from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.files.extraction import PDF, READABLE
from pico.files.models import DocumentVersion, Picture, StoredFile
from pico.files.pictures import DRAWABLE
from pico.files.reading import type_of
from pico.files.templatetags.files import file_url

MOST_LINES, MOST_CHARACTERS = 60, 6000
PLAIN = {"text/plain", "text/csv"}
TextState, PictureState = StoredFile.TextState, StoredFile.PictureState


@dataclass(frozen=True)
class Preview:
    """What the sheet of a document shows of its file.

    Args:
        kind: ``picture``, ``text``, ``waiting`` (a job is about to make it) or ``none``.
        url, width, height, alt: of the picture.
        open_url, open_label: where the browser shows the whole file by itself; empty for what it downloads.
        text, shortened: the first lines, and whether there are more.
        note: what to know about it, or why there is none.
    """

    kind: Literal["picture", "text", "waiting", "none"]
    url: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""
    open_url: str = ""
    open_label: str = ""
    text: str = ""
    shortened: bool = False
    note: str = ""

    @property
    def tells_content(self) -> bool:
        return self.kind in {"picture", "text"}


def thumbnail_url(version: DocumentVersion) -> str:
    """Return the address of the small picture of a version; empty while there is none."""
    if version.file.picture_state != PictureState.DONE:
        return ""
    return reverse("files:thumbnail", args=[version.public_id])


def alt_of(version: DocumentVersion, title: str) -> str:
    """Return what a picture shows, for who does not see it."""
    if type_of(version) == PDF:
        return _("Prima pagina di «%(title)s»") % {"title": title}
    return _("Immagine «%(title)s»") % {"title": title}


def preview_of(version: DocumentVersion, title: str) -> Preview:
    """Return what to show of a version to somebody who may read it.

    Args:
        version: with its file.
        title: how people call the document.
    """
    file, content_type = version.file, type_of(version)
    if file.scan_state == StoredFile.ScanState.INFECTED:
        return Preview("none", note=_("Il controllo antivirus ha fermato questo file."))
    if content_type in DRAWABLE and file.picture_state == PictureState.DONE:
        return _picture(version, title, content_type)
    waits = content_type in DRAWABLE and file.picture_state == PictureState.QUEUED
    if waits or (content_type in READABLE and file.text_state == TextState.QUEUED):
        return Preview("waiting")
    if content_type in READABLE and file.text_state == TextState.DONE:
        return _text(version, content_type)
    reason = file.text_note or _("Questo tipo di file si vede solo dopo averlo scaricato.")
    return Preview("none", note=reason)


def _picture(version: DocumentVersion, title: str, content_type: str) -> Preview:
    rows = Picture.objects.unrestricted("the row whose picture it is was found for whoever may read it")
    found = rows.filter(file=version.file_id, size=Picture.Size.LARGE).first()
    if found is None:
        return Preview("waiting")
    is_pdf = content_type == PDF
    return Preview(
        "picture",
        url=reverse("files:picture", args=[version.public_id]),
        width=found.width,
        height=found.height,
        alt=alt_of(version, title),
        open_url=file_url(version),
        open_label=_("Apri il PDF nel browser") if is_pdf else _("Apri l'immagine intera"),
        note=_("Qui vedi la prima pagina.") if is_pdf and (version.file.pages or 2) > 1 else "",
    )


def _text(version: DocumentVersion, content_type: str) -> Preview:
    stored = StoredFile.objects.unrestricted("the row whose text it is was found for whoever may read it")
    start = stored.filter(pk=version.file_id).values_list(Substr("text", 1, MOST_CHARACTERS + 1), flat=True)
    whole = (start.first() or "").strip("\n")
    lines = whole[:MOST_CHARACTERS].splitlines()
    shown = "\n".join(lines[:MOST_LINES])
    only_text = _("È solo il testo del file: per impaginazione, immagini e formule scaricalo.")
    return Preview(
        "text",
        text=shown,
        shortened=len(lines) > MOST_LINES or len(whole) > MOST_CHARACTERS,
        note="" if content_type in PLAIN else only_text,
    )
