"""What an upload must be before it is stored: name, size, declared type and content must all agree.

Nothing is believed of what the browser says. Every refusal is a sentence that says what to do.
"""

import io
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import IO, Any

import puremagic
from django.utils.translation import gettext as _

from pico.base.errors import Refused
from pico.base.money import number
from pico.base.xml import elements, root_tag
from pico.base.zips import open_archive
from pico.files.images import redraw
from pico.files.kinds import ANYTHING, ARCHIVE, DOCUMENT, IMAGE, Kind, kind_of
from pico.files.office import check_office, not_what_it_says, protected

HEAD = 16_384
LONGEST_NAME = 150
MOST_ELEMENTS = 1_000_000  # reading more of them keeps a person waiting
# Direction marks can make «fattura\u202efdp.exe» read as «fatturaexe.pdf».
DIRECTION_MARKS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
RUNS = (b"MZ", b"\x7fELF", b"#!", b"<?php", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<iframe", b"<?php")
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # the object identifier of a CMS signed envelope
NOT_MP4 = (b"qt  ", b"heic", b"heix", b"avif", b"crx ")  # brands of the same container that are no MP4
SIGNED_TEXT = (b"-----BEGIN PKCS7", b"-----BEGIN CMS", b"MII")


@dataclass(frozen=True)
class Checked:
    """An upload that passed.

    Args:
        name: the cleaned original name.
        content_type: what it really is.
        content: seekable; images are already drawn anew.
        size: bytes of ``content``.
    """

    name: str
    content_type: str
    content: IO[bytes]
    size: int


def check_upload(upload: Any, groups: Collection[str] = (DOCUMENT, IMAGE)) -> Checked:
    """Check one uploaded file.

    Args:
        upload: Django's UploadedFile, or any File with a name (a job's, the demo's).
        groups: which groups of ``kinds`` are welcome here.

    Raises:
        Refused: with an Italian sentence and a ``code``.
    """
    name = clean_name(upload.name or "")
    kind = kind_of(name, groups)
    _check_size(upload.size, kind)
    _check_declared(getattr(upload, "content_type", None), kind)
    content = upload.file if hasattr(upload, "file") else upload
    content.seek(0)
    _check_head(content.read(HEAD), kind)
    content.seek(0)
    content = _check_inside(content, kind)
    size = content.seek(0, 2)
    content.seek(0)
    return Checked(name, kind.content_type, content, size)


def clean_name(raw: str) -> str:
    """Return the name as it is kept: no folders, NFC, at most 150 characters with its extension.

    Raises:
        Refused: when it holds control or direction characters, or nothing is left.
    """
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rpartition("/")[2].strip(" .")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in DIRECTION_MARKS for c in name):
        raise Refused(
            _("Il nome del file contiene caratteri non ammessi: rinominalo e riprova."), code="name"
        )
    stem, dot, extension = name.rpartition(".")
    if not name or (dot and not stem):
        raise Refused(_("Il file non ha un nome: rinominalo e riprova."), code="name")
    if len(name) > LONGEST_NAME:
        name = f"{stem[: LONGEST_NAME - len(extension) - 1].rstrip()}.{extension}"[-LONGEST_NAME:]
    return name


def _check_size(size: int | None, kind: Kind) -> None:
    if not size:
        raise Refused(_("Il file è vuoto: controllalo e riprova."), code="empty")
    if size > kind.limit:
        message = _("Il file supera la dimensione massima di %(limit)s MB: riducilo o dividilo.")
        raise Refused(message % {"limit": number(kind.limit / 1_000_000, 0)}, code="too large")


def _check_declared(declared: str | None, kind: Kind) -> None:
    said = (declared or "").partition(";")[0].strip().lower()
    if said not in {kind.content_type, *kind.declared, *ANYTHING}:
        raise not_what_it_says()


def _check_head(head: bytes, kind: Kind) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(RUNS) or start.lower().startswith(MARKUP):
        raise not_what_it_says()
    if head.startswith(OLE) and kind.looks == "zip":
        raise protected()  # an encrypted office file, or an old one renamed: both are opened and saved again
    looks = {
        "text": lambda: b"\0" not in head and not head.startswith((ZIP, OLE, b"%PDF-")),
        "pdf": lambda: b"%PDF-" in head[:1024],
        "zip": lambda: head.startswith(ZIP),
        "p7m": lambda: SIGNED_DATA in head[:64] or start.startswith(SIGNED_TEXT),
        "mp4": lambda: head[4:8] == b"ftyp" and head[8:12] not in NOT_MP4,
        "mp3": lambda: head.startswith(b"ID3") or _is_mp3_frame(head),
    }
    if not (looks[kind.looks]() if kind.looks in looks else _looks_like(head, kind)):
        raise not_what_it_says()


def _is_mp3_frame(head: bytes) -> bool:
    """Eleven bits of synchronism, then MPEG audio layer III."""
    return len(head) > 4 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 == 0x02


def _looks_like(head: bytes, kind: Kind) -> bool:
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return False
    extensions = {f".{extension}" for extension in (kind.extension, *kind.others)}
    return any(match.mime_type == kind.looks or match.extension in extensions for match in found)


def _check_inside(content: IO[bytes], kind: Kind) -> IO[bytes]:
    if kind.group == IMAGE:
        return redraw(content, kind.content_type)
    if kind.group == ARCHIVE:
        with open_archive(content) as archive:
            archive.check_content()
    elif kind.looks == "zip":
        check_office(content, kind.extension)
    elif kind.extension == "xml":
        _check_xml(content)
    elif kind.looks == "text":
        _check_text(content, kind)
    return content


def _check_xml(content: IO[bytes]) -> None:
    if root_tag(content).rpartition("}")[2].lower() in {"html", "svg"}:
        raise not_what_it_says()
    content.seek(0)
    for count, _element in enumerate(elements(content)):
        if count > MOST_ELEMENTS:
            raise Refused(_("Il file XML contiene troppi elementi: dividilo."), code="too large")


def _check_text(content: IO[bytes], kind: Kind) -> None:
    """Text holds no NUL anywhere; subtitles and messages begin as their formats say."""
    head = content.read(HEAD)
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    if kind.extension == "vtt" and not first.startswith(b"WEBVTT"):
        raise not_what_it_says()
    if kind.extension == "eml" and b":" not in first:
        raise not_what_it_says()
    while head:
        if b"\0" in head:
            raise Refused(_("Il file non è testo: salvalo come testo UTF-8 e riprova."), code="disguised")
        head = content.read(io.DEFAULT_BUFFER_SIZE * 32)
