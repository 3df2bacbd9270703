"""Attachments as answers: read by exactly those who read the response, changed only with it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pico.base.errors import Refused
from pico.files.models import Attachment, PendingUpload
from pico.files.templatetags.files import file_url
from pico.questionnaires import actions
from pico.questionnaires.definition import checked
from pico.questionnaires.models import Answer, Response, Round
from pico.questionnaires.shapes import DefinitionError
from pico.questionnaires.sources import of_round
from pico.questionnaires.tables import lines_of
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import SYSTEM, invitation_of, make_questionnaire, make_round, send
from tests.questionnaires.definitions import INTERESTED, definition, question, section

pytestmark = pytest.mark.django_db
ASKED = definition(
    section(
        "s_need",
        question("interested", "yes_no", required=True),
        question("plan", "file", "Il piano", show=INTERESTED, required=True),
        question("tons", "number", "Tonnellate"),
    )
)
CANARY = b"canarino di Oderzo"


@pytest.fixture
def treviso():
    made = make_province("treviso")
    make_site(made)
    return made


@pytest.fixture
def oderzo(treviso):
    return make_municipality_body("Oderzo", treviso)


@pytest.fixture
def asolo(treviso):
    return make_municipality_body("Asolo", treviso)


@pytest.fixture
def round(treviso, oderzo, asolo):
    return make_round(make_questionnaire(treviso, ASKED), oderzo, asolo, needs_sign_off=False)


def client_of(body, role, host="treviso"):
    made = Client(HTTP_HOST=f"{host}.localhost")
    made.force_login(make_member(body, role))
    return made


@pytest.fixture
def operator(oderzo):
    return client_of(oderzo, "organisation_operator")


def text(name="piano.txt", content=CANARY):
    return SimpleUploadedFile(name, content, "text/plain")


def page(round):
    return f"/rilevazioni/{round.public_id}/compila/s_need/"


def put(client, round, revision=0, **more):
    sent = {"interested": "true", "asked": ["interested", "plan", "tons"], "revision": revision, **more}
    return client.post(page(round), sent)


def attachments():
    return list(Attachment.objects.unrestricted("test").order_by("pk"))


def stored():
    rows = Answer.objects.unrestricted("test").filter(question="plan")
    return [row.value["name"] for row in rows]


def sent(round, oderzo):
    send(SYSTEM, invitation_of(round, oderzo))


def read(client, row):
    """Return whether a file is served, after looking that a refusal tells nothing of it."""
    answered = client.get(file_url(row))
    body = b"".join(answered.streaming_content) if answered.streaming else answered.content
    assert (answered.status_code == 200) == (CANARY in body)
    return answered.status_code == 200


# --- Who reads it


def test_a_draft_is_read_by_colleagues_alone_and_what_was_sent_by_who_asked_too(
    treviso, oderzo, asolo, round, operator
):
    put(operator, round, plan=text())
    (row,) = attachments()
    brescia = make_province("brescia")
    make_site(brescia)
    readers = {
        "operator": operator,
        "colleague": client_of(oderzo, "organisation_manager"),
        "who asks": client_of(treviso, "sua_operator"),
        "an office that does not": client_of(treviso, "helpdesk_operator"),
        "another that was asked": client_of(asolo, "organisation_manager"),
        "another province": client_of(brescia, "administrator", "brescia"),
        "nobody": Client(HTTP_HOST="treviso.localhost"),
    }
    drafts = [name for name, client in readers.items() if read(client, row)]
    sent(round, oderzo)
    given = [name for name, client in readers.items() if read(client, row)]
    assert (drafts, given) == (["operator", "colleague"], ["operator", "colleague", "who asks"])


def test_a_person_reads_their_own_and_a_colleague_does_not(treviso, oderzo):
    giulia = make_member(oderzo, "organisation_operator")
    round = make_round(make_questionnaire(treviso, ASKED), giulia, unit="PERSON")
    own = Client(HTTP_HOST="treviso.localhost")
    own.force_login(giulia)
    assert put(own, round, plan=text()).status_code == 302
    (row,) = attachments()
    assert [read(own, row), read(client_of(oderzo, "organisation_manager"), row)] == [True, False]


# --- What must not happen


def test_a_kind_of_file_that_is_not_welcome_is_refused_and_nothing_is_kept(round, operator):
    wrong = put(operator, round, plan=text("piano.exe", b"MZ canarino di Oderzo"), tons="5")
    assert (wrong.status_code, attachments(), stored()) == (422, [], [])


def test_a_good_file_beside_a_wrong_number_need_not_be_chosen_again(round, operator):
    wrong = put(operator, round, plan=text(), tons="molte")
    kept = PendingUpload.objects.unrestricted("test").get()
    assert (wrong.status_code, str(kept.public_id) in wrong.content.decode(), attachments()) == (
        422,
        True,
        [],
    )
    again = put(operator, round, **{"plan-kept": str(kept.public_id)}, tons="5")
    assert (again.status_code, stored()) == (302, ["piano.txt"])


def test_a_draft_that_saves_itself_takes_no_file_and_leaves_the_one_there(round, operator):
    put(operator, round, plan=text())
    draft = put(operator, round, 1, plan=text("altro.txt"), plan__drop="on", tons="7", autosave="1")
    assert (draft.status_code, stored(), len(attachments())) == (200, ["piano.txt"], 1)


def test_a_colleagues_newer_page_is_not_overwritten_and_no_file_is_left_behind(oderzo, round, operator):
    put(operator, round, plan=text())
    late = put(client_of(oderzo, "organisation_operator"), round, plan=text("vecchio.txt"))
    assert (late.status_code, stored(), len(attachments())) == (409, ["piano.txt"], 1)
    assert "vecchio.txt" in late.content.decode()


def test_what_was_sent_is_changed_no_more(oderzo, round, operator):
    put(operator, round, plan=text())
    sent(round, oderzo)
    assert put(operator, round, 1, plan=text("dopo.txt")).status_code == 422
    assert put(operator, round, 1, plan__drop="on").status_code == 422
    assert (stored(), len(attachments())) == (["piano.txt"], 1)


def test_a_value_made_up_by_hand_is_no_file(oderzo, round, operator):
    forged = json.dumps({"file": "00000000-0000-0000-0000-000000000000", "name": "altrui.pdf"})
    put(operator, round, plan=forged)
    assert (stored(), attachments()) == ([], [])
    with pytest.raises(DefinitionError) as refused:
        checked(definition(section("s", question("f", "file", default={"file": "x", "name": "y"}))))
    assert refused.value.path == "sections[0].items[0].default"


@pytest.mark.parametrize("values", [{"unit": "ANONYMOUS", "audience": "PROVINCE"}])
def test_it_is_not_asked_without_a_name(treviso, values):
    made = make_round(make_questionnaire(treviso, ASKED), is_open=False, **values)
    with pytest.raises(Refused) as refused:
        actions.open_round(actor=SYSTEM, round=made)
    assert refused.value.code == "findings"


# --- What happens


def test_the_file_is_replaced_taken_away_and_asked_for_where_it_is_missing(oderzo, round, operator):
    put(operator, round, plan=text())
    shown = operator.get(page(round)).content.decode()
    assert file_url(attachments()[0]) in shown
    put(operator, round, 1, plan=text("nuovo.txt"))
    assert ([row.original_name for row in attachments()], stored()) == (["nuovo.txt"], ["nuovo.txt"])
    put(operator, round, 2)
    assert stored() == ["nuovo.txt"]
    put(operator, round, 3, plan__drop="on")
    assert (attachments(), stored()) == ([], [])
    with pytest.raises(Refused) as refused:
        sent(round, oderzo)
    assert refused.value.code == "incomplete"


def test_a_file_to_a_question_that_is_hidden_at_the_end_is_deleted(oderzo, round, operator):
    put(operator, round, plan=text())
    operator.post(page(round), {"interested": "false", "revision": 1})
    assert len(attachments()) == 1
    sent(round, oderzo)
    assert (attachments(), stored()) == ([], [])


def test_the_province_takes_the_file_of_who_telephoned(treviso, oderzo, round):
    author = client_of(treviso, "sua_operator")
    path = f"/rilevazioni/{round.public_id}/per/{invitation_of(round, oderzo).pk}/compila/s_need/"
    told = {
        "interested": "true",
        "asked": ["plan"],
        "plan": text(),
        "revision": 0,
        "proxy_reason": "Telefono",
    }
    assert author.post(path, told).status_code == 302
    assert stored() == ["piano.txt"]


def test_receipt_response_and_export_tell_of_it(treviso, oderzo, round, operator):
    put(operator, round, plan=text())
    sent(round, oderzo)
    address = file_url(attachments()[0])
    response = Response.objects.unrestricted("test").get()
    author = client_of(treviso, "sua_operator")
    pages = [
        operator.get(f"/rilevazioni/{round.public_id}/ricevuta/"),
        author.get(f"/risposte/{response.pk}/"),
    ]
    assert [f'<a href="{address}">piano.txt</a>' in shown.content.decode() for shown in pages] == [True, True]
    fresh = Round.objects.unrestricted("test").select_related("version__questionnaire").get(pk=round.pk)
    header, lines = lines_of(of_round(fresh), "larga")
    assert (header[4:], [line["plan"] for line in lines]) == (["interested", "plan", "tons"], [1])
