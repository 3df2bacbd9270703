"""What a Province had from a body it answers for: optional, read by whoever reads the response."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from pico.files.models import Attachment, PendingUpload
from pico.files.templatetags.files import file_url
from pico.questionnaires import actions
from pico.questionnaires.models import Response, Round
from pico.questionnaires.sources import of_round
from pico.questionnaires.tables import lines_of, shapes
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import SYSTEM, answer, invitation_of, make_questionnaire, make_round, send

pytestmark = pytest.mark.django_db
CANARY = b"canarino al telefono"


class Call:
    """Oderzo telephones; Treviso writes for it. Asolo is asked too."""

    def __init__(self):
        self.treviso = make_province("treviso")
        make_site(self.treviso)
        self.oderzo, self.asolo = (make_municipality_body(name, self.treviso) for name in ("Oderzo", "Asolo"))
        self.round = make_round(make_questionnaire(self.treviso), self.oderzo, self.asolo)
        self.author = self.client(self.treviso, "sua_operator")
        pk = invitation_of(self.round, self.oderzo).pk
        self.base = f"/rilevazioni/{self.round.public_id}/"
        self.path = f"{self.base}per/{pk}/compila/s_need/"

    def client(self, body, role, host="treviso"):
        made = Client(HTTP_HOST=f"{host}.localhost")
        made.force_login(make_member(body, role))
        return made

    def write(self, revision=0, client=None, path=None, **more):
        told = {
            "interested": "false",
            "reason": "Abbiamo già un contratto",
            "asked": ["interested", "reason"],
            "revision": revision,
            "proxy_reason": "Telefonata del 3 marzo",
            **more,
        }
        return (client or self.author).post(path or self.path, told)

    @property
    def response(self):
        return Response.objects.unrestricted("test").get(round=self.round)


@pytest.fixture
def call():
    return Call()


def note(name="telefonata.txt", content=CANARY):
    return SimpleUploadedFile(name, content, "text/plain")


def papers():
    return list(Attachment.objects.unrestricted("test").order_by("pk"))


def read(client, row):
    answered = client.get(file_url(row))
    body = b"".join(answered.streaming_content) if answered.streaming else answered.content
    assert (answered.status_code == 200) == (CANARY in body)
    return answered.status_code == 200


def test_it_may_be_left_out(call):
    assert call.write().status_code == 302
    assert (call.response.proxy_file, papers()) == (None, [])


def test_it_is_read_by_the_body_and_by_who_runs_the_round_alone(call):
    assert call.write(_paper=note()).status_code == 302
    (row,) = papers()
    assert call.response.proxy_file == {"file": str(row.public_id), "name": "telefonata.txt"}
    brescia = make_province("brescia")
    make_site(brescia)
    readers = {
        "who runs it": call.author,
        "the body": call.client(call.oderzo, "organisation_operator"),
        "an office that does not": call.client(call.treviso, "helpdesk_operator"),
        "another that was asked": call.client(call.asolo, "organisation_manager"),
        "another province": call.client(brescia, "administrator", "brescia"),
        "nobody": Client(HTTP_HOST="treviso.localhost"),
    }
    assert [name for name, client in readers.items() if read(client, row)] == ["who runs it", "the body"]


def test_it_stays_when_the_section_is_saved_again_is_replaced_and_taken_away(call):
    call.write(_paper=note())
    (first,) = papers()
    call.write(revision=1)
    assert papers() == [first]
    call.write(revision=2, _paper=note("foglio.txt"))
    assert [row.original_name for row in papers()] == ["foglio.txt"]
    call.write(revision=3, _paper__drop="on")
    assert (papers(), call.response.proxy_file) == ([], None)


def test_the_body_is_asked_for_none_and_sends_none(call):
    operator = call.client(call.oderzo, "organisation_operator")
    path = f"{call.base}compila/s_need/"
    assert "_paper" not in operator.get(path).content.decode()
    assert call.write(client=operator, path=path, _paper=note()).status_code == 302
    assert (call.response.proxy_file, papers()) == (None, [])


def test_a_wrong_kind_is_refused_and_a_good_file_beside_an_error_need_not_be_chosen_again(call):
    refused = call.write(_paper=note("programma.exe", b"MZ\x90\x00"))
    assert (refused.status_code, papers()) == (422, [])
    missing = call.write(_paper=note(), proxy_reason="")
    assert (missing.status_code, papers()) == (422, [])
    kept = PendingUpload.objects.unrestricted("test").get()
    assert str(kept.public_id) in missing.content.decode()
    assert call.write(**{"_paper-kept": str(kept.public_id)}).status_code == 302
    assert [row.original_name for row in papers()] == ["telefonata.txt"]


def test_a_draft_that_saves_itself_leaves_it_as_it_is(call):
    call.write(_paper=note())
    saved = call.write(revision=1, autosave="1", _paper__drop="on")
    assert (saved.status_code, len(papers())) == (200, 1)


@pytest.mark.parametrize("role", ["organisation_manager", "administrator"])
def test_what_the_body_sends_itself_needs_no_paper_any_more(call, role):
    call.write(_paper=note())
    signer = call.client(call.oderzo, role)
    sent = signer.post(f"{call.base}riepilogo/", {"seen": ["s_need:1"]})
    assert sent.status_code == 302
    response = call.response
    assert (response.state, response.proxy_by, response.proxy_file) == ("SUBMITTED", None, None)
    assert papers() == []


def test_it_stands_beside_the_reason_and_in_no_table(call):
    call.write(_paper=note())
    (row,) = papers()
    call.author.post(call.path.replace("compila/s_need", "riepilogo"), {"seen": ["s_need:1"]})
    operator = call.client(call.oderzo, "organisation_operator")
    link = f'href="{file_url(row)}"'
    pages = [
        call.author.get(f"/risposte/{call.response.pk}/"),
        call.author.get(call.path),
        operator.get(f"{call.base}compila/"),
        operator.get(f"{call.base}riepilogo/"),
        operator.get(f"{call.base}ricevuta/"),
    ]
    assert [link in page.content.decode() for page in pages] == [True] * 5
    round = Round.objects.unrestricted("test").select_related("version__questionnaire").get(pk=call.round.pk)
    for shape in shapes(of_round(round)):
        header, lines = lines_of(of_round(round), shape)
        assert "telefonata.txt" not in f"{header} {list(lines)}"


def test_two_bodies_papers_do_not_mix(call):
    call.write(_paper=note())
    answer(SYSTEM, invitation_of(call.round, call.asolo), {"interested": False})
    send(SYSTEM, invitation_of(call.round, call.asolo))
    (row,) = papers()
    page = call.author.get(f"/risposte/{Response.objects.unrestricted('test').get(state='SUBMITTED').pk}/")
    assert file_url(row) not in page.content.decode()


def test_the_database_keeps_no_paper_without_who_answered_for_the_body(call):
    actions.save_section(
        actor=SYSTEM,
        invitation=invitation_of(call.round, call.oderzo),
        section="s_need",
        values={"interested": False},
        revision=0,
    )
    rows = Response.objects.unrestricted("test")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(round=call.round).update(proxy_file={"file": "x", "name": "y"})
