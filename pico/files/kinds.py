"""Which files may be uploaded: one table of types (security.md 5.6), with their groups and limits."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from pico.base.errors import Refused

IMAGE, DOCUMENT, ARCHIVE, MEDIA = "image", "document", "archive", "media"
# bytes; settings.PICO_UPLOAD_LIMITS may change some of them
LIMITS = {IMAGE: 10_000_000, DOCUMENT: 50_000_000, ARCHIVE: 500_000_000, MEDIA: 2_000_000_000}
ANYTHING = {
    "",
    "application/octet-stream",
    "binary/octet-stream",
}  # what a browser says when it does not know
MACRO_EXTENSIONS = {
    "docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam", "sldm",
}  # fmt: skip
OLD_OFFICE = {"doc": "DOCX", "dot": "DOCX", "xls": "XLSX", "xlt": "XLSX", "ppt": "PPTX", "pps": "PPTX"}


@dataclass(frozen=True)
class Kind:
    """One type of file.

    Args:
        extension: without dot; ``others`` are its other spellings.
        label: how people call it.
        group: image, document, archive or media.
        content_type: what it is served as.
        declared: what browsers also say it is.
        looks: what content must look like: a content type of puremagic's, or one of our own tests
            (``text``, ``pdf``, ``zip``, ``p7m``, ``mp4``, ``mp3``).
    """

    extension: str
    label: str
    group: str
    content_type: str
    looks: str
    declared: Collection[str] = ()
    others: Collection[str] = field(default=())

    @property
    def limit(self) -> int:
        return limit_of(self.group)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
ZIPPED = ("application/zip", "application/x-zip-compressed")
KINDS = (
    Kind("jpg", "JPEG", IMAGE, "image/jpeg", "image/jpeg", ("image/pjpeg",), ("jpeg", "jpe", "jfif")),
    Kind("png", "PNG", IMAGE, "image/png", "image/png"),
    Kind("webp", "WEBP", IMAGE, "image/webp", "image/webp"),
    Kind("gif", "GIF", IMAGE, "image/gif", "image/gif"),
    Kind("pdf", "PDF", DOCUMENT, "application/pdf", "pdf", ("application/x-pdf",)),
    Kind("docx", "DOCX", DOCUMENT, f"{_OFFICE}.wordprocessingml.document", "zip", ZIPPED),
    Kind("xlsx", "XLSX", DOCUMENT, f"{_OFFICE}.spreadsheetml.sheet", "zip", ZIPPED),
    Kind("pptx", "PPTX", DOCUMENT, f"{_OFFICE}.presentationml.presentation", "zip", ZIPPED),
    Kind("odt", "ODT", DOCUMENT, f"{_ODF}.text", "zip", ZIPPED),
    Kind("ods", "ODS", DOCUMENT, f"{_ODF}.spreadsheet", "zip", ZIPPED),
    Kind("odp", "ODP", DOCUMENT, f"{_ODF}.presentation", "zip", ZIPPED),
    Kind("txt", "TXT", DOCUMENT, "text/plain", "text"),
    Kind(
        "csv", "CSV", DOCUMENT, "text/csv", "text",
        ("text/plain", "application/csv", "application/vnd.ms-excel"),
    ),
    Kind(
        "rtf", "RTF", DOCUMENT, "application/rtf", "application/rtf",
        ("text/rtf", "application/msword", "text/richtext"),
    ),
    Kind(
        "p7m", "P7M", DOCUMENT, "application/pkcs7-mime", "p7m",
        ("application/x-pkcs7-mime", "application/pkcs7"),
    ),
    Kind("xml", "XML", DOCUMENT, "application/xml", "text", ("text/xml",)),
    Kind("eml", "EML", DOCUMENT, "message/rfc822", "text", ("text/plain",)),
    Kind("zip", "ZIP", ARCHIVE, "application/zip", "zip", ZIPPED),
    Kind("mp4", "MP4", MEDIA, "video/mp4", "mp4"),
    Kind("webm", "WEBM", MEDIA, "video/webm", "video/webm"),
    Kind("mp3", "MP3", MEDIA, "audio/mpeg", "mp3", ("audio/mp3", "audio/x-mp3")),
    Kind("m4a", "M4A", MEDIA, "audio/mp4", "audio/mp4", ("audio/x-m4a", "audio/m4a", "video/mp4")),
    Kind("vtt", "VTT", MEDIA, "text/vtt", "text", ("text/plain",)),
)  # fmt: skip
BY_EXTENSION = {extension: kind for kind in KINDS for extension in (kind.extension, *kind.others)}
BY_CONTENT_TYPE = {kind.content_type: kind for kind in KINDS}


def limit_of(group: str) -> int:
    """Return how many bytes a file of the group may have."""
    return {**LIMITS, **getattr(settings, "PICO_UPLOAD_LIMITS", {})}[group]


def kinds_of(groups: Collection[str]) -> list[Kind]:
    """Return the types of some groups, in the order of the table."""
    return [kind for kind in KINDS if kind.group in groups]


def kind_of(name: str, groups: Collection[str]) -> Kind:
    """Return the type a name's extension promises.

    Raises:
        Refused: when such files may not be uploaded here; the sentence says what to do.
    """
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = BY_EXTENSION.get(extension)
    if kind is not None and kind.group in groups:
        return kind
    if extension in MACRO_EXTENSIONS:
        raise Refused(_("I file con macro non sono ammessi: salva il documento senza macro."), code="macro")
    if extension in OLD_OFFICE and DOCUMENT in groups:
        message = _("Questo formato non è più ammesso: salva il documento come %(new)s o PDF.")
        raise Refused(message % {"new": OLD_OFFICE[extension]}, code="type")
    allowed = ", ".join(kind.label for kind in kinds_of(groups))
    raise Refused(
        _("Qui non puoi caricare questo tipo di file. Tipi ammessi: %(allowed)s.") % {"allowed": allowed},
        code="type",
    )


def type_of_name(name: str) -> str:
    """Return what a file of this name is served as; empty for an extension of no kind."""
    kind = BY_EXTENSION.get(name.rpartition(".")[2].lower())
    return kind.content_type if kind else ""


def label_of(content_type: str) -> str:
    """Return how people call a type: «PDF»."""
    kind = BY_CONTENT_TYPE.get(content_type)
    return kind.label if kind else "FILE"
