"""Files of people who are not signed in: two, of three kinds, handed out to the holder of the address."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from pico.base.actor import system_actor
from pico.files.checks import check_upload
from pico.files.models import Attachment, StoredFile
from pico.files.templatetags.files import file_url
from pico.helpdesk import actions
from pico.helpdesk.rules.tracking import token_of
from tests.factories.files import picture
from tests.factories.helpdesk import make_stranger_ticket
from tests.helpdesk.test_applicants import Stranger, page_of, tickets

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SYSTEM = system_actor("test")


def image(name: str = "schermata.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture("PNG", (8, 6)), "image/png")


def paper(name: str = "pagina.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def attached():
    return Attachment.objects.unrestricted("test").select_related("file").order_by("pk")


def address_of(row: Attachment, ticket) -> str:
    return reverse("helpdesk:tracking_file", args=[token_of(ticket), row.public_id])


@pytest.fixture
def stranger(cast) -> Stranger:
    return Stranger()


def test_two_screenshots_come_with_a_request_and_more_with_a_reply(stranger):
    assert stranger.ask(uploads=[image(), paper()]).status_code == 302
    ticket = tickets().get()
    actions.confirm_request(actor=SYSTEM, ticket=ticket)
    stranger.browser.post(page_of(ticket, "reply"), {"source": "Un'altra", "uploads": [image("altra.png")]})

    rows = list(attached())
    page = stranger.browser.get(page_of(ticket)).text
    answers = {row.original_name: stranger.browser.get(address_of(row, ticket)) for row in rows}

    assert [row.original_name for row in rows] == ["schermata.png", "pagina.pdf", "altra.png"]
    assert [address_of(row, ticket) in page for row in rows] == [True] * 3
    assert {name: answer["Content-Disposition"].split(";")[0] for name, answer in answers.items()} == {
        "schermata.png": "inline", "pagina.pdf": "attachment", "altra.png": "inline"
    }  # fmt: skip
    for answer in answers.values():
        answer.close()
        assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert (answer["Referrer-Policy"], answer.cookies) == ("same-origin", {})


def test_an_image_is_drawn_anew_and_says_nothing_of_where_it_was_taken(stranger):
    drawn, secret = BytesIO(), Image.Exif()
    secret[0x010E] = "canarino del telefono"
    Image.new("RGB", (8, 6)).save(drawn, "JPEG", exif=secret)
    upload = SimpleUploadedFile("foto.jpg", drawn.getvalue() + b"<script>alert(1)</script>", "image/jpeg")

    stranger.ask(uploads=[upload])

    answer = stranger.browser.get(address_of(attached().get(), tickets().get()))
    content = answer.getvalue()
    assert (b"canarino" in content, b"<script>" in content) == (False, False)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("pagina.html", b"<script>alert(1)</script>", "text/html"),
        ("disegno.svg", b"<svg onload='alert(1)'/>", "image/svg+xml"),
        ("finta.png", b"<html><script>alert(1)</script></html>", "image/png"),
        ("programma.pdf", b"MZ\x90\x00", "application/pdf"),
        ("foglio.xlsx", b"PK\x03\x04", "application/zip"),
        ("archivio.zip", b"PK\x03\x04", "application/zip"),
        ("vuoto.png", b"", "image/png"),
        ("enorme.pdf", PDF + b" " * (5 * 1024 * 1024), "application/pdf"),
    ],
)
def test_any_other_file_is_refused_and_what_was_typed_stays(stranger, name, content, kind):
    answer = stranger.ask(uploads=[SimpleUploadedFile(name, content, kind)])
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["uploads"])
    assert "parola del richiedente" in answer.text
    assert not tickets().exists()
    assert not StoredFile.objects.unrestricted("test").exists()


def test_three_are_one_too_many(stranger):
    answer = stranger.ask(uploads=[image(f"{n}.png") for n in range(3)])
    assert answer.context["form"].errors == {"uploads": ["Al massimo due file: togline qualcuno."]}


def test_what_is_kept_for_members_is_nobody_s_here(stranger, cast):
    from pico.files.actions import keep_for_later

    kept = keep_for_later(actor=cast.actor("clerk"), checked=check_upload(image()))
    stranger.ask(**{"uploads-kept": str(kept.public_id)})
    assert not attached().exists()


def test_a_file_is_read_with_its_message_s_address_and_by_the_desk_alone(cast, stranger):
    ticket = make_stranger_ticket(confirmed=True, uploads=[check_upload(image())])
    other = make_stranger_ticket(confirmed=True, email="b@esempio.example")
    actions.note(
        actor=cast.actor("national"), ticket=ticket, source="x", uploads=[check_upload(paper("nota.pdf"))]
    )
    public, internal = attached()
    actions.answer(
        actor=cast.actor("national"),
        ticket=ticket,
        source="Ecco",
        seen=2,
        uploads=[check_upload(paper("guida.pdf"))],
    )
    answer = attached().last()

    def seen(row, of=ticket):
        answer = stranger.browser.get(address_of(row, of))
        answer.getvalue()
        return answer.status_code

    assert [seen(row) for row in (public, internal, answer)] == [200, 404, 200]
    assert [seen(row, other) for row in (public, internal, answer)] == [404] * 3
    assert "nota.pdf" not in stranger.browser.get(page_of(ticket)).text
    by = {}
    for who in ("national", "admin", "agent", "clerk"):
        found = cast.browser(who).get(file_url(public))
        found.getvalue()
        by[who] = found.status_code
    assert by == {"national": 200, "admin": 404, "agent": 404, "clerk": 404}
    assert cast.browser().get(file_url(public)).status_code == 302
    StoredFile.objects.unrestricted("test").filter(pk=public.file_id).update(scan_state="INFECTED")
    assert seen(public) == 404


def test_files_go_with_what_nobody_confirmed_and_with_texts_on_demand(cast):
    from datetime import timedelta

    from django.utils import timezone

    old = make_stranger_ticket(uploads=[check_upload(image())])
    kept = make_stranger_ticket(
        confirmed=True, email="b@esempio.example", uploads=[check_upload(image("due.png"))]
    )
    tickets().filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=49))
    actions.forget_unconfirmed(actor=SYSTEM)
    assert [row.original_name for row in attached()] == ["due.png"]
    actions.forget_applicant(actor=SYSTEM, ticket=kept, texts=True)
    assert not attached().exists()


def test_more_than_two_files_is_refused_before_it_is_read(stranger):
    body = b"x" * 12_000_000
    answer = stranger.browser.post(
        "/assistenza/accesso/", body, content_type="multipart/form-data; boundary=x"
    )
    assert (answer.status_code, "al massimo due file da 5 MB" in answer.text) == (413, True)
