"""The text of PPTX, ODS, ODP and EML: read by the job, and the documents found by a word inside them."""

import pytest
from django.core.files.base import ContentFile
from django.utils.functional import cached_property

from pico.files import actions, tasks
from pico.files.extraction import ODF, OFFICE, extract
from pico.files.models import Document
from tests.factories.accounts import make_member
from tests.factories.library import SYSTEM, make_folder
from tests.factories.organisations import make_municipality_body, make_province
from tests.files.test_texts import SENTENCE, eml, on_disk, zipped
from tests.search.test_leaks import ids_found

pytestmark = pytest.mark.walk  # each file is read by a process of its own

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pptx() -> bytes:
    main = f"{OFFICE}.presentationml.presentation.main+xml"
    slide = f"{OFFICE}.presentationml.slide+xml"
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    said = f"<a:p><a:r><a:t>{SENTENCE}</a:t></a:r></a:p>"
    return zipped(
        **{
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="{rels}"/>'
            f'<Override PartName="/ppt/presentation.xml" ContentType="{main}"/>'
            f'<Override PartName="/ppt/slides/slide1.xml" ContentType="{slide}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{LINKS}/officeDocument" Target="ppt/presentation.xml"/></Relationships>',
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{SLIDES}" xmlns:r="{LINKS}"><p:sldIdLst>'
            '<p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{LINKS}/slide" Target="slides/slide1.xml"/></Relationships>',
            "ppt/slides/slide1.xml": f'<p:sld xmlns:p="{SLIDES}" xmlns:a="{DRAWING}"><p:cSld><p:spTree><p:sp>'
            f"<p:txBody>{said}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>",
        }
    )


def odf(kind: str, body: str) -> bytes:
    names = ("office", "text", "table", "drawing")
    spaces = " ".join(
        f'xmlns:{"draw" if name == "drawing" else name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in names
    )
    return zipped(
        mimetype=f"{ODF}.{kind}",
        **{
            "content.xml": f"<office:document-content {spaces}><office:body><office:{kind}>{body}"
            f"</office:{kind}></office:body></office:document-content>",
            "META-INF/manifest.xml": "<manifest/>",
        },
    )


def ods() -> bytes:
    cell = f'<table:table-cell office:value-type="string"><text:p>{SENTENCE}</text:p></table:table-cell>'
    return odf(
        "spreadsheet",
        f'<table:table table:name="Sale"><table:table-row>{cell}</table:table-row></table:table>',
    )


def odp() -> bytes:
    box = f"<draw:frame><draw:text-box><text:p>{SENTENCE}</text:p></draw:text-box></draw:frame>"
    return odf("presentation", f'<draw:page draw:name="uno">{box}</draw:page>')


KINDS = {
    "slide.pptx": (f"{OFFICE}.presentationml.presentation", pptx),
    "tabella.ods": (f"{ODF}.spreadsheet", ods),
    "slide.odp": (f"{ODF}.presentation", odp),
    "sollecito.eml": ("message/rfc822", eml),
}


@pytest.mark.parametrize("name", KINDS)
def test_it_says_what_it_says(tmp_path, name):
    content_type, make = KINDS[name]
    with on_disk(tmp_path, make()) as content:
        assert SENTENCE in " ".join(extract(content, content_type).text.split())


class Readers:
    def __init__(self) -> None:
        self.treviso = make_province("treviso")
        self.folder = make_folder(self.treviso, level="PROVINCE")

    @cached_property
    def clerk(self):
        return make_member(make_municipality_body("Oderzo", self.treviso), "organisation_operator")

    @cached_property
    def stranger(self):
        return make_member(make_province("brescia"), "administrator")


@pytest.mark.django_db
def test_documents_of_these_kinds_are_found_by_a_word_inside_them_and_by_nobody_else():
    readers, put = Readers(), {}
    for name, (_content_type, make) in KINDS.items():
        upload = ContentFile(make(), name)
        document = actions.add_to_folder(actor=SYSTEM, folder=readers.folder, upload=upload)
        put[name] = document.pk
        assert ids_found(readers.clerk, Document, "antigelo") == set(list(put.values())[:-1])
        assert tasks.read_text.func(document.current_version.file_id) == "DONE"
    assert ids_found(readers.clerk, Document, "antigelo") == set(put.values())
    assert ids_found(readers.stranger, Document, "antigelo") == set()
