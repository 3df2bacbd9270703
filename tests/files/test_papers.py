"""Papers: the PDF is made of what the database holds, once, and carries code and address of verification."""

import io

import pytest
from pypdf import PdfReader

from pico.base.actor import Actor
from pico.files import storage
from pico.files.actions import issue_paper, request_paper
from pico.files.models import Paper
from tests.factories.files import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world) -> Paper:
    """A paper as an action asks for it: its moment has microseconds, as every row's."""
    paper = request_paper(
        actor=Actor(world.admin, world.treviso),
        kind="Ricevuta di prova",
        template="files/plain.typ",
        target=world.row,
        owner=world.treviso,
        number="7/2026",
        title="Atto di prova #1 *così*",
        data={"sections": [{"heading": "Oggetto", "paragraphs": ["Lavori al 50 % & sicurezza"]}]},
    )
    later = paper.created_at.replace(microsecond=123_456)
    Paper.objects.unrestricted("test").filter(pk=paper.pk).update(created_at=later)
    return paper


def test_a_paper_asked_for_is_issued_as_a_pdf_whatever_the_moment(asked):
    issued = issue_paper(actor=SYSTEM, paper_id=asked.pk)

    assert (issued.state, issued.file.content_type) == ("ISSUED", "application/pdf")
    assert issued.sha256 == issued.file.sha256


def test_issuing_twice_gives_the_same_paper(asked):
    first = issue_paper(actor=SYSTEM, paper_id=asked.pk)
    second = issue_paper(actor=SYSTEM, paper_id=asked.pk)

    assert (first.sha256, first.issued_at) == (second.sha256, second.issued_at)


def test_the_pdf_says_who_issued_it_and_how_to_verify_it(asked):
    issued = issue_paper(actor=SYSTEM, paper_id=asked.pk)
    with storage.read(issued.file.path) as content:
        page = PdfReader(io.BytesIO(content.read())).pages[0].extract_text()

    told = [
        "Provincia di Treviso",
        "Numero 7/2026",
        "Atto di prova #1 *così*",
        "al 50 % & sicurezza",
        issued.code,
    ]
    assert [words for words in told if words not in page] == []
