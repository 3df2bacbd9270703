"""Office documents are zips of XML: opened before they are stored, refused when they could act or hide."""

from typing import IO

from django.utils.translation import gettext as _

from pico.base.errors import Refused
from pico.base.xml import BadXml, parse_xml, root_tag
from pico.base.zips import Archive, open_archive
from pico.files.kinds import MACRO_EXTENSIONS

CONTENT_TYPES = "[Content_Types].xml"
MAIN_PARTS = {
    "docx": {"wordprocessingml.document.main+xml"},
    "xlsx": {"spreadsheetml.sheet.main+xml"},
    "pptx": {"presentationml.presentation.main+xml", "presentationml.slideshow.main+xml"},
}
MACRO_PARTS = ("vbaproject", "vbadata", "macrosheets/", "activex/", "basic/", "scripts/")
MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet", "activex")  # whatever the part is called
MACRO_RELATIONS = ("/vbaproject", "/xlmacrosheet", "/xlintlmacrosheet")
MACRO_NAMES = tuple(f".{extension}" for extension in MACRO_EXTENSIONS)  # embedded in a harmless document
MARKUP_STARTS = (b"<", b"\xfe\xff\x00<", b"\xff\xfe<\x00")
ENCRYPTED = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}encryption-data"


class Parts:
    """The parts of one document, which remember how they are read."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def read(self, name: str) -> bytes:
        if name not in self.archive.names:
            raise not_what_it_says()
        return self.archive.read(name)

    def check_each(self) -> None:
        """Refuse macros by name and document types in every part that is XML."""
        for name in self.archive.names:
            low = name.lower()
            if any(
                part in low if part.startswith("vba") else f"/{part}" in f"/{low}" for part in MACRO_PARTS
            ) or low.endswith(MACRO_NAMES):
                raise with_macros()
            if low.endswith(".rels"):
                self._check_relations(name)
            else:
                self._check_prolog(name, low.endswith(".xml"))

    def _check_relations(self, name: str) -> None:
        """A project of macros is found by its relation, also when its part has another name and type."""
        content = self.read(name)
        if not content:
            return
        kinds = [element.get("Type", "").lower() for element in parse_xml(content)]
        if any(kind.endswith(MACRO_RELATIONS) for kind in kinds):
            raise with_macros()

    def _check_prolog(self, name: str, must_be_xml: bool) -> None:
        """Read the start of what is XML by its name, or looks like it: a part may have any name."""
        source = _Source(self.archive, name)
        if source.begins_with_markup() or (must_be_xml and source.size_hint()):
            try:
                root_tag(source)  # type: ignore[arg-type]
            except BadXml as error:
                if must_be_xml or error.code == "dtd":
                    raise
        source.drain()


class _Source:
    """One part as a file for the XML reader, without holding it in memory."""

    def __init__(self, archive: Archive, name: str) -> None:
        self._pieces = archive.chunks(name)
        self._rest = next(self._pieces, b"")

    def size_hint(self) -> bool:
        """Some writers leave empty parts: nothing to check there."""
        return bool(self._rest)

    def begins_with_markup(self) -> bool:
        return self._rest.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(MARKUP_STARTS)

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        if size < 0:
            size = len(self._rest)
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    def drain(self) -> None:
        for _piece in self._pieces:
            pass


def not_what_it_says() -> Refused:
    """Return the refusal of a file whose content is not what its name says."""
    return Refused(
        _("Il contenuto non corrisponde al tipo indicato dal nome: salva di nuovo il file e riprova."),
        code="disguised",
    )


def with_macros() -> Refused:
    """Return the refusal of a document that could act by itself."""
    return Refused(_("Il file contiene macro: salva il documento senza macro e riprova."), code="macro")


def protected() -> Refused:
    return Refused(_("Il file è protetto da password: togli la password e riprova."), code="encrypted")


def check_office(file: IO[bytes], extension: str) -> None:
    """Refuse an office document that is not what it says, has macros, is protected or defines XML types.

    Args:
        file: seekable.
        extension: docx, xlsx, pptx, odt, ods or odp.

    Raises:
        Refused: with the sentence for the person.
    """
    with open_archive(file) as archive:
        parts = Parts(archive)
        if extension in MAIN_PARTS:
            _check_ooxml(parts, extension)
        else:
            _check_odf(parts, extension)
        parts.check_each()


def _check_ooxml(parts: Parts, extension: str) -> None:
    root = parse_xml(parts.read(CONTENT_TYPES))
    declared = [element.get("ContentType", "").lower() for element in root]
    if any(word in kind for kind in declared for word in MACRO_TYPES):
        raise with_macros()
    if not any(kind.endswith(main) for kind in declared for main in MAIN_PARTS[extension]):
        raise not_what_it_says()


def _check_odf(parts: Parts, extension: str) -> None:
    kinds = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
    mimetype = parts.read("mimetype").decode("ascii", "replace").strip()
    if mimetype != f"application/vnd.oasis.opendocument.{kinds[extension]}":
        raise not_what_it_says()
    if "META-INF/manifest.xml" in parts.archive.names:
        manifest = parse_xml(parts.read("META-INF/manifest.xml"))
        if any(element.tag == ENCRYPTED for element in manifest.iter()):
            raise protected()
