"""Documents are found with their text, by whoever finds the row they hang on, and by nobody else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.urls import reverse

from pico.files import tasks
from pico.files.actions import add_document, add_version, remove_document
from pico.files.models import Document
from pico.search.actions import repair
from tests.factories.sua import Cast, make_draft, stranger
from tests.files.test_texts import pdf
from tests.search.test_leaks import SYSTEM, ids_found, ids_visible

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def document(cast):
    tender = make_draft(cast, title="Sale per le strade")
    return put(tender, "Capitolato speciale", pdf("Canarino giallo nel capitolato"))


def put(tender, title, content):
    return add_document(
        actor=SYSTEM,
        owner=tender.organisation,
        target=tender,
        title=title,
        upload=ContentFile(content, "c.pdf"),
    )


def read(document):
    document.refresh_from_db()
    tasks.read_text.func(document.current_version.file_id)


def test_its_title_is_found_at_once_and_its_text_after_the_job(cast, document):
    assert ids_found(cast.operator, Document, "capitolato speciale") == {document.pk}
    assert ids_found(cast.operator, Document, "canarino") == set()
    read(document)
    assert ids_found(cast.operator, Document, "canarino") == {document.pk}


def test_nobody_else_finds_it(cast, document):
    read(document)
    asolo, _body = stranger(cast)
    for viewer in (cast.operator, cast.manager, cast.sua, cast.executive, asolo, AnonymousUser()):
        assert ids_found(viewer, Document, "canarino") == ids_visible(viewer, Document)
    assert ids_found(cast.sua, Document, "canarino") == set()


def test_it_leads_to_its_row_and_counts_among_its_module(client, cast, document):
    client.force_login(cast.operator)
    page = client.get("/cerca/", {"testo": "capitolato speciale"}).content.decode()
    assert reverse("sua:detail", args=[document.target.public_id]) in page
    assert '<span>SUA</span> <span class="pico-count">1</span>' in page


def test_the_text_of_the_newest_version_counts(cast, document):
    read(document)
    add_version(actor=SYSTEM, document=document, upload=ContentFile(pdf("Pettirosso"), "c.pdf"))
    read(document)
    assert ids_found(cast.operator, Document, "canarino") == set()
    assert ids_found(cast.operator, Document, "pettirosso") == {document.pk}


def test_in_the_trash_it_is_gone(cast, document):
    read(document)
    remove_document(actor=SYSTEM, document=document)
    assert ids_found(cast.operator, Document, "canarino") == set()


def test_it_follows_the_keys_of_its_row(cast, document):
    read(document)
    tender = document.target
    tender.participants.all().delete()
    assert ids_found(cast.operator, Document, "canarino") == ids_visible(cast.operator, Document) == set()
    assert repair(actor=SYSTEM) == {"written": 0, "removed": 0, "stray": 0}
