"""Rounds to people: invited or welcome, one response each, reminded only while they are missing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.notifications.models import Event
from pico.questionnaires import actions, tables
from pico.questionnaires.models import Answer, Invitation, Response, Round
from pico.questionnaires.sources import of_round
from tests.factories.accounts import make_member, make_user
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import SYSTEM, answer, make_questionnaire, make_round, send
from tests.questionnaires.definitions import changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def oderzo(treviso):
    return make_municipality_body("Oderzo", treviso)


@pytest.fixture
def giulia(oderzo):
    return make_member(oderzo, "member", family_name="Bianchi")


@pytest.fixture
def stranger():
    return make_member(make_municipality_body("Desenzano", make_province("brescia")), "member")


def rows(model):
    return model.objects.unrestricted("test")


def invited(round, person):
    return rows(Invitation).select_related("round__owner", "person").get(round=round, person=person)


def ask(treviso, *people, **values):
    return make_round(make_questionnaire(treviso), *people, unit="PERSON", **values)


def fill(person, round, organisation=None):
    invitation = rows(Invitation).filter(round=round, person=person).first()
    return answer(Actor(person, organisation), invitation or Invitation(round=round, person=person))


# --- Who answers


def test_a_person_answers_once_for_themselves_without_a_signature(treviso, oderzo, giulia):
    round = ask(treviso, giulia)
    fill(giulia, round, oderzo)
    sent = send(Actor(giulia, oderzo), invited(round, giulia))
    assert (sent.state, sent.signed_by, sent.respondent, sent.organisation) == (
        "SUBMITTED",
        giulia,
        giulia,
        None,
    )
    with pytest.raises(Refused) as refused:
        fill(giulia, round, oderzo)
    assert refused.value.code == "sent"


def test_a_colleague_neither_reads_nor_writes_the_answers_of_a_person(treviso, oderzo, giulia):
    round = ask(treviso, giulia)
    fill(giulia, round, oderzo)
    colleague = make_member(oderzo, "administrator")
    with pytest.raises(Refused):
        answer(Actor(colleague, oderzo), invited(round, giulia), {"interested": False}, 1)
    seen = [model.objects.visible_to(colleague).count() for model in (Round, Invitation, Response, Answer)]
    assert seen == [0, 0, 0, 0]


def test_the_province_cannot_answer_in_the_place_of_a_person(treviso, giulia):
    round = ask(treviso, giulia)
    author = Actor(make_member(treviso, "sua_operator"), treviso)
    with pytest.raises(Refused):
        answer(author, invited(round, giulia))


@pytest.mark.parametrize(
    ("audience", "welcome"),
    [("PROVINCE", [True, False]), ("REGION", [True, False]), ("NETWORK", [True, True])],
)
def test_a_round_open_to_a_level_is_seen_and_answered_by_exactly_its_people(
    treviso, giulia, stranger, audience, welcome
):
    round = ask(treviso, audience=audience)
    seen, answered = [], []
    for person in (giulia, stranger):
        seen.append(Round.objects.visible_to(person).filter(pk=round.pk).exists())
        try:
            fill(person, round)
            answered.append(True)
        except Refused:
            answered.append(False)
    assert (seen, answered) == (welcome, welcome)


def test_who_belongs_to_nobody_is_welcome_nowhere(treviso):
    ask(treviso, audience="NETWORK")
    assert Round.objects.visible_to(make_user()).count() == 0


def test_two_tabs_of_one_person_make_one_invitation(treviso, giulia):
    round = ask(treviso, audience="PROVINCE")
    stand_in = Invitation(round=round, person=giulia)
    answer(Actor(giulia), stand_in)
    answer(Actor(giulia), stand_in, {"interested": False}, 1)
    assert (rows(Invitation).count(), rows(Response).count()) == (1, 1)


def test_a_list_of_organisations_is_not_for_people_nor_the_reverse(treviso, oderzo, giulia):
    people, bodies = ask(treviso, giulia), make_round(make_questionnaire(treviso), oderzo)
    with pytest.raises(Refused):
        actions.invite(actor=SYSTEM, round=people, organisations=[oderzo])
    with pytest.raises(Refused):
        actions.invite_people(actor=SYSTEM, round=bodies, people=[giulia])


def test_the_database_refuses_an_invitation_of_nobody_or_of_two(treviso, oderzo, giulia):
    round = ask(treviso, audience="PROVINCE")
    for asked in ({}, {"organisation": oderzo, "person": giulia}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(round=round, **asked)


def test_a_condition_about_the_organisation_is_a_finding_where_people_answer(treviso, giulia):
    condition = {"op": "ge", "args": [{"fact": "organisation.population"}, 5000]}
    made = make_questionnaire(treviso, changed(("sections", 0, "items", 4, "show"), condition))
    draft = make_round(made, giulia, unit="PERSON", is_open=False)
    with pytest.raises(Refused) as refused:
        actions.open_round(actor=SYSTEM, round=draft)
    assert refused.value.code == "findings"


# --- The clock


def test_only_who_is_missing_is_reminded_each_once(treviso, oderzo):
    people = [make_member(oderzo, "member", family_name=f"N. {number}") for number in range(4)]
    round = ask(treviso, *people, closes_at=timezone.now() + timedelta(days=7))
    fill(people[0], round)
    send(Actor(people[0]), invited(round, people[0]))
    actions.decline(actor=Actor(people[1]), invitation=invited(round, people[1]), reason="No")
    assert (actions.remind_due(actor=SYSTEM), actions.remind_due(actor=SYSTEM)) == (2, 0)
    told = rows(Event).filter(kind="questionnaires.round.reminder")
    assert {event.data["body"] for event in told} == {str(person) for person in people[2:]}


def test_a_planned_round_opens_by_itself_once(treviso, giulia):
    round = ask(treviso, giulia, is_open=False, opens_at=timezone.now() - timedelta(minutes=1))
    assert (actions.open_due(actor=SYSTEM), actions.open_due(actor=SYSTEM)) == (1, 0)
    round.refresh_from_db()
    assert (round.state, round.opens_at, round.opened_at is None) == ("OPEN", None, False)


def test_a_planned_round_that_cannot_open_tells_its_author_why_once(treviso):
    author = make_member(treviso, "sua_operator")
    made = make_questionnaire(treviso, author=author)
    round = make_round(made, unit="PERSON", is_open=False, opens_at=timezone.now() - timedelta(minutes=1))
    assert (actions.open_due(actor=SYSTEM), actions.open_due(actor=SYSTEM)) == (0, 0)
    round.refresh_from_db()
    reasons = [event.data["reason"] for event in rows(Event).filter(kind="questionnaires.round.not_opened")]
    assert (round.state, reasons) == ("DRAFT", ["Nessuno è invitato: scegli chi deve rispondere."])


def test_what_a_person_did_not_send_expires_at_the_closing(treviso, giulia):
    round = ask(treviso, giulia)
    fill(giulia, round)
    actions.close_round(actor=SYSTEM, round=round)
    assert rows(Response).get().state == "EXPIRED"


# --- Pages


@pytest.fixture
def site(treviso):
    return make_site(treviso)


def signed_in(person):
    client = Client(HTTP_HOST="treviso.localhost")
    client.force_login(person)
    return client


def test_surveys_to_fill_are_listed_then_move_to_those_answered(site, treviso, oderzo, giulia, stranger):
    for_all = ask(treviso, audience="PROVINCE", title="Per tutti")
    for_her = ask(treviso, giulia, title="Per lei")
    for_her_body = make_round(make_questionnaire(treviso), oderzo, title="Per l'ente")
    ask(treviso, audience="PROVINCE", title="Bozza", is_open=False)
    ask(treviso, stranger, title="Per altri")
    client = signed_in(giulia)

    def listed(state=""):
        return {row["title"] for row in client.get(f"/community/sondaggi/{state}").context["rows"]}

    assert listed() == {for_all.title, for_her.title}
    fill(giulia, for_all)
    send(Actor(giulia), invited(for_all, giulia))
    assert (listed(), listed("?stato=compilati")) == ({for_her.title}, {for_all.title})
    operator = signed_in(make_member(oderzo, "organisation_operator"))
    titles = {row["title"] for row in operator.get("/community/sondaggi/").context["rows"]}
    assert titles == {for_all.title, for_her_body.title}
    assert listed() | {
        row["title"] for row in signed_in(stranger).get("/community/sondaggi/").context["rows"]
    } == {
        "Per lei",
        "Per altri",
    }


def test_the_whole_way_of_a_person_who_needs_no_invitation(site, treviso, giulia, stranger):
    round = ask(treviso, audience="PROVINCE")
    client, path = signed_in(giulia), f"/rilevazioni/{round.public_id}/"
    assert client.get(f"{path}compila/").status_code == 200
    assert rows(Invitation).count() == 0  # looking leaves no row
    client.post(f"{path}compila/s_need/", {"interested": "false", "revision": 0})
    client.post(f"{path}compila/s_need/", {"interested": "false", "reason": "Scorte", "revision": 1})
    assert client.post(f"{path}riepilogo/", {"seen": ["s_need:2"]}).status_code == 302
    receipt = client.get(f"{path}ricevuta/").content.decode()
    assert (rows(Response).get().checksum in receipt, str(giulia) in receipt) == (True, True)
    for page in ("compila/", "compila/s_need/", "riepilogo/", "ricevuta/"):
        assert signed_in(stranger).get(f"{path}{page}").status_code == 404


def test_the_author_counts_people_by_body_and_reads_names_of_who_took_part(site, treviso, oderzo, giulia):
    author = signed_in(make_member(treviso, "sua_operator"))
    other = make_member(oderzo, "member", family_name="Dal Bo")
    round = ask(treviso, is_open=False)
    path = f"/rilevazioni/{round.public_id}/"
    chosen = {"kind": ["MUNICIPALITY"], "province": treviso.pk, "role": ["member"]}
    page = author.post(f"{path}inviti/", chosen).content.decode()
    assert ("Comune di Oderzo: 2" in page, str(giulia) in page, str(other) in page) == (True, False, False)
    author.post(f"{path}inviti/", {**chosen, "confirmed": "1"})
    assert {row.person for row in round.invitations.all()} == {giulia, other}
    actions.open_round(actor=SYSTEM, round=round)
    fill(giulia, Round.objects.unrestricted("test").get(pk=round.pk))
    page = author.get(path).content.decode()
    assert (str(giulia) in page, str(other) in page) == (True, False)


def test_addresses_choose_people_and_unknown_ones_are_named(site, treviso, giulia):
    author = signed_in(make_member(treviso, "sua_operator"))
    round = ask(treviso, is_open=False)
    names = f"{giulia.email}\nnessuno@ente.example"
    page = author.post(
        f"/rilevazioni/{round.public_id}/inviti/",
        {"kind": ["MUNICIPALITY"], "province": treviso.pk, "names": names},
    ).content.decode()
    assert ("Non trovati fra questi: nessuno@ente.example" in page, "1 persona" in page) == (True, True)


def test_an_audience_is_refused_where_organisations_answer(site, treviso):
    author = signed_in(make_member(treviso, "sua_operator"))
    made = make_questionnaire(treviso)
    day = f"{timezone.now().year + 1}-03-31"
    data = {"title": "Sale", "day": day, "hour": "18:00", "unit": "ORGANISATION", "audience": "PROVINCE"}
    answer = author.post(f"/questionari/{made.public_id}/rilevazione/", data)
    assert (answer.status_code, rows(Round).count()) == (422, 0)
    planned = {
        **data,
        "unit": "PERSON",
        "opens_day": f"{timezone.now().year + 1}-03-01",
        "opens_hour": "08:30",
    }
    assert author.post(f"/questionari/{made.public_id}/rilevazione/", planned).status_code == 302
    round = rows(Round).get()
    assert (round.unit, round.audience, round.opens_at is None) == ("PERSON", "PROVINCE", False)
    page = author.get(f"/rilevazioni/{round.public_id}/modifica/").context["form"]
    assert (page["opens_hour"].value(), page["audience"].value()) == ("08:30", "PROVINCE")


def test_the_list_of_surveys_asks_as_many_queries_for_three_as_for_one(
    site, treviso, giulia, django_assert_num_queries
):
    ask(treviso, giulia)
    client = signed_in(giulia)
    client.get("/community/sondaggi/")
    with django_assert_num_queries(QUERIES):
        client.get("/community/sondaggi/")
    for _more in range(2):
        ask(treviso, giulia)
    with django_assert_num_queries(QUERIES):
        client.get("/community/sondaggi/")


QUERIES = 10  # the bodies offered by the filter among them


def test_the_export_names_the_people(treviso, giulia):
    round = ask(treviso, giulia)
    fill(giulia, round)
    send(Actor(giulia), invited(round, giulia))
    lines = tables.wide(of_round(round))[1]
    assert [(line["chi"], line["denominazione"]) for line in lines] == [(giulia.email, str(giulia))]
