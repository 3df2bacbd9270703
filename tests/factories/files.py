"""Files for tests: small real ones made on the spot, and rows as the actions leave them."""

import io
import zipfile
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from pico.base.actor import Actor, system_actor
from pico.files.actions import add_document, attach, issue_paper, request_paper
from pico.files.models import Attachment, Document, Paper
from pico.organisations.models import Organisation

SYSTEM = system_actor("test")
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_numbers = count(1)


def upload(name: str = "atto.pdf", content: bytes | None = None, declared: str | None = None) -> Any:
    """An uploaded file; without content a PDF that no other test has."""
    content = PDF + f"% {next(_numbers)}".encode() if content is None else content
    return SimpleUploadedFile(name, content, declared or "application/octet-stream")


def zipped(*files: tuple[str, bytes | str]) -> bytes:
    """A zip of these (name, content) pairs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def word(*more: tuple[str, bytes | str], body: str = "<w/>", main: str = WORD) -> bytes:
    """The least DOCX that is one, with more parts."""
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )
    return zipped(("[Content_Types].xml", types), ("word/document.xml", body), *more)


def odf(*more: tuple[str, bytes | str], kind: str = "text", manifest: str = "<m/>") -> bytes:
    """The least ODF document that is one, with more parts."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return zipped(("mimetype", mimetype), ("content.xml", "<x/>"), ("META-INF/manifest.xml", manifest), *more)


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 6), **options: Any) -> bytes:
    """A small image."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, kind, **options)
    return buffer.getvalue()


def make_document(
    owner: Organisation,
    *,
    target: Any = None,
    title: str = "Capitolato",
    actor: Actor = SYSTEM,
    **fields: Any,
) -> Document:
    """Add a document with one version."""
    file = fields.pop("upload", None) or upload()
    return add_document(actor=actor, owner=owner, target=target, title=title, upload=file, **fields)


def make_attachment(owner: Organisation, *, target: Any, actor: Actor = SYSTEM, **fields: Any) -> Attachment:
    """Attach a file to a row."""
    file = fields.pop("upload", None) or upload()
    return attach(actor=actor, owner=owner, target=target, upload=file, **fields)


def make_paper(owner: Organisation, *, target: Any = None, issued: bool = True, **fields: Any) -> Paper:
    """Ask for a plain paper and, unless told otherwise, make it at once as the job would."""
    values = {
        "kind": "Ricevuta di richiesta",
        "template": "files/plain.typ",
        "number": "SUA-2027-0042",
        "title": "Ricevuta della richiesta SUA-2027-0042",
        "data": {"sections": [{"heading": "Richiesta", "facts": [["Ente", owner.name]]}]},
        **fields,
    }
    paper = request_paper(actor=SYSTEM, target=target, owner=owner, **values)
    return issue_paper(actor=SYSTEM, paper_id=paper.pk) if issued else paper


def access_rows(world: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Sample address for the access matrix: who holds a paper's code may verify it, whoever they are."""
    paper = make_paper(world.organisations["oderzo"])
    return {"files:verify": {"OTHER": {"code": paper.code}}}
