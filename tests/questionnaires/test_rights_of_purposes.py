"""A purpose says who runs its rounds and who reads their results; all others are refused, whatever they hold.

The purpose of these tests is run by who trains and read by who signs. At Treviso the operator of the SUA, who
runs surveys, is neither; the signer of Brescia has the same role elsewhere.
"""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.learning.capabilities import AUTHOR as TRAINS
from pico.questionnaires import actions
from pico.questionnaires.capabilities import SIGN
from pico.questionnaires.models import Attempt, Questionnaire, Response, Round
from pico.questionnaires.narrowing import ALL
from pico.questionnaires.purposes import Fact, Purpose, facts_for, purposes, register_purpose
from pico.questionnaires.reading import walk_of
from pico.questionnaires.tasks import _file as made_for
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import (
    SYSTEM,
    answer,
    invitation_of,
    make_questionnaire,
    make_round,
    make_test,
    make_test_round,
    need,
    send,
    take,
)
from tests.questionnaires.definitions import changed, op

pytestmark = pytest.mark.django_db
WORD = "canarino di Oderzo"


@pytest.fixture(autouse=True)
def own_purpose(monkeypatch):
    monkeypatch.setattr(purposes, "_entries", dict(purposes.items()))
    return register_purpose(
        Purpose(
            code="TEST_OWN",
            label="Fabbisogno riservato",
            may_create=lambda actor: True,
            may_manage=TRAINS,
            may_read_results=SIGN,
            facts=(
                Fact("campaign.code", "codice della campagna", "text", lambda round, body: f"C-{round.pk}"),
                Fact(
                    "organisation.lots", "lotti", "number", lambda round, body: {"num": str(len(body.name))}
                ),
            ),
        )
    )


@pytest.fixture
def treviso():
    made = make_province("treviso")
    make_site(made)
    return made


@pytest.fixture
def oderzo(treviso):
    return make_municipality_body("Oderzo", treviso)


@pytest.fixture
def round(treviso, oderzo):
    made = own(make_round(of_own(make_questionnaire(treviso)), oderzo, needs_sign_off=False))
    given = need("70")
    given["t_need"][0]["place"] = WORD
    answer(SYSTEM, invitation_of(made, oderzo), given)
    send(SYSTEM, invitation_of(made, oderzo))
    return own(made)


def of_own(questionnaire):
    questionnaire.purpose = "TEST_OWN"
    questionnaire.save()
    return questionnaire


def own(round):
    return (
        Round.objects.unrestricted("test").select_related("version__questionnaire", "owner").get(pk=round.pk)
    )


def client_of(person):
    made = Client(HTTP_HOST="treviso.localhost")
    made.force_login(person)
    return made


def statuses(person, paths):
    client = client_of(person)
    answered = {path: client.get(path) for path in paths}
    for path, page in answered.items():
        if page.status_code != 200:
            assert WORD.encode() not in page.content, path
        elif page.streaming:
            assert b"".join(page.streaming_content)
            if getattr(page, "file_to_stream", None):
                page.file_to_stream.close()
    return {path: page.status_code for path, page in answered.items()}


def running(round):
    page, form = f"/rilevazioni/{round.public_id}/", f"/questionari/{round.version.questionnaire.public_id}/"
    more = ("controllo/", "anteprima/", "esporta/", "importa/", "modifica/", "domanda/interested/")
    invitation = round.invitations.get()
    acts = ("inviti/", "chiusura/", "annullamento/", f"inviti/{invitation.pk}/proroga/")
    return [form, *(form + one for one in more), page, *(page + one for one in acts)]


def reading(round):
    page = f"/rilevazioni/{round.public_id}/"
    response = Response.objects.unrestricted("test").get(round=round)
    files = [
        f"{page}esporta/{shape}" for shape in ("larga.csv", "lunga.json", "tabella-t_need.csv", "tutto.zip")
    ]
    return [
        f"{page}risultati/",
        f"{page}risultati/?per=tipo&domanda=interested",
        f"/risposte/{response.pk}/",
        *files,
    ]


def rows_of(person):
    models = (Questionnaire, Round, Response)
    return [model.objects.visible_to(person).count() for model in models]


def test_who_runs_a_round_reads_no_answer_and_who_reads_runs_nothing(treviso, round):
    runs, reads = running(round), reading(round)
    trainer, signer = make_member(treviso, "training_operator"), make_member(treviso, "executive")
    assert set(statuses(trainer, runs).values()) == {200}
    assert set(statuses(trainer, reads).values()) == {404}
    assert set(statuses(signer, runs).values()) == {404}
    assert set(statuses(signer, reads).values()) == {200}
    assert [rows_of(person) for person in (trainer, signer)] == [[1, 1, 0], [0, 1, 1]]


@pytest.mark.parametrize("role", ["sua_operator", "sit_operator", "helpdesk_operator", "member"])
def test_who_runs_other_rounds_of_the_province_finds_nothing_of_it(treviso, round, role):
    person = make_member(treviso, role)
    assert set(statuses(person, [*running(round), *reading(round)]).values()) == {404}
    assert rows_of(person) == [0, 0, 0]
    assert round.title not in client_of(person).get("/rilevazioni/").content.decode()


def test_the_same_roles_elsewhere_find_nothing(round):
    brescia = make_province("brescia")
    for role in ("training_operator", "executive", "administrator"):
        person = make_member(brescia, role)
        assert set(statuses(person, [*running(round), *reading(round)]).values()) == {404}
        assert rows_of(person) == [0, 0, 0]


def test_the_list_leads_each_to_the_page_that_is_theirs(treviso, round):
    page = f"/rilevazioni/{round.public_id}/"
    links = {
        role: [
            link in client_of(make_member(treviso, role)).get("/rilevazioni/").content.decode()
            for link in (f'href="{page}"', f'href="{page}risultati/"')
        ]
        for role in ("training_operator", "executive", "administrator")
    }
    assert links == {
        "training_operator": [True, False],
        "executive": [False, True],
        "administrator": [True, False],
    }


def test_a_page_offers_only_what_its_reader_may_do(treviso, round):
    page = f"/rilevazioni/{round.public_id}/"
    response = Response.objects.unrestricted("test").get(round=round)
    trainer, signer = make_member(treviso, "training_operator"), make_member(treviso, "executive")
    assert f"{page}risultati/" not in client_of(trainer).get(page).content.decode()
    assert f"/risposte/{response.pk}/" not in client_of(trainer).get(page).content.decode()
    assert f'href="{page}"' not in client_of(signer).get(f"{page}risultati/").content.decode()
    assert "riapertura" not in client_of(signer).get(f"/risposte/{response.pk}/").content.decode()
    assert (
        "riapertura"
        in client_of(make_member(treviso, "administrator")).get(f"/risposte/{response.pk}/").content.decode()
    )


def test_actions_refuse_whoever_the_purpose_does_not_name(treviso, oderzo, round):
    operator = Actor(make_member(treviso, "sua_operator"), treviso)
    signer = Actor(make_member(treviso, "executive"), treviso)
    response = (
        Response.objects.unrestricted("test").select_related("invitation__organisation").get(round=round)
    )
    response.round = round
    acts = [
        lambda actor: actions.close_round(actor=actor, round=round),
        lambda actor: actions.cancel_round(actor=actor, round=round, reason="no"),
        lambda actor: actions.invite(actor=actor, round=round, organisations=[oderzo]),
        lambda actor: actions.extend(
            actor=actor, invitation=invitation_of(round, oderzo), until=round.closes_at
        ),
        lambda actor: actions.reopen_response(actor=actor, response=response, reason="no"),
        lambda actor: actions.describe_questionnaire(
            actor=actor, questionnaire=round.version.questionnaire, title="Altro", description=""
        ),
        lambda actor: actions.create_round(actor=actor, questionnaire=round.version.questionnaire, values={}),
    ]
    for act in acts:
        for actor in (operator, signer):
            with pytest.raises(Refused) as refused:
                act(actor)
            assert refused.value.code == "not_yours"
    trainer = Actor(make_member(treviso, "training_operator"), treviso)
    for act in (
        lambda: actions.note_export(actor=trainer, subject=round, shape="larga"),
        lambda: acts[4](trainer),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "not_yours"


def test_a_long_file_is_not_made_for_who_lost_the_right_meanwhile(treviso, round):
    class Work:
        person = make_member(treviso, "training_operator")

    with pytest.raises(Round.DoesNotExist):
        made_for(Work, [round.pk], treviso.pk, part=ALL, is_whole=False, shape="larga", format="csv")


def test_nobody_makes_a_questionnaire_of_a_purpose_they_do_not_run(treviso):
    made = actions.create_questionnaire(
        actor=Actor(make_member(treviso, "training_operator"), treviso), purpose="TEST_OWN", title="Riservato"
    )
    assert made.owner == treviso
    with pytest.raises(Refused):
        actions.create_questionnaire(
            actor=Actor(make_member(treviso, "sua_operator"), treviso), purpose="TEST_OWN", title="Riservato"
        )


def test_tests_of_courses_are_run_and_read_by_who_trains_alone(treviso, oderzo):
    giulia = make_member(oderzo, "organisation_operator")
    round = make_test_round(make_test(treviso), giulia)
    take(giulia, round, who="sua")
    counts = {
        role: [
            model.objects.visible_to(make_member(treviso, role)).count()
            for model in (Questionnaire, Round, Response, Attempt)
        ]
        for role in ("training_operator", "sua_operator")
    }
    assert counts == {"training_operator": [1, 1, 1, 1], "sua_operator": [0, 0, 0, 0]}


# --- Facts


def test_conditions_ask_the_facts_of_their_purpose(treviso, oderzo):
    show = op("gt", {"fact": "organisation.lots"}, 0)
    asked = changed(("sections", 0, "items", 4, "show"), show)
    made = make_round(of_own(make_questionnaire(treviso, asked)), oderzo)
    response = answer(SYSTEM, invitation_of(made, oderzo))
    assert "reason" in walk_of(response).questions
    assert facts_for(own(made), oderzo)["campaign.code"] == f"C-{made.pk}"
    assert "organisation.lots" not in facts_for(own(made), None)


def test_another_purpose_does_not_know_them(treviso, oderzo):
    asked = changed(("sections", 0, "items", 4, "show"), op("gt", {"fact": "organisation.lots"}, 0))
    made = make_round(make_questionnaire(treviso, asked), oderzo, is_open=False)
    with pytest.raises(Refused) as refused:
        actions.open_round(actor=SYSTEM, round=made)
    assert (refused.value.code, "organisation.lots" in str(refused.value)) == ("findings", True)
    assert {name for name in facts_for(own(made), oderzo) if name.startswith("campaign")} == set()


def test_the_builder_offers_them_where_they_are_known(treviso):
    trainer, author = make_member(treviso, "administrator"), make_member(treviso, "sua_operator")
    mine, survey = of_own(make_questionnaire(treviso)), make_questionnaire(treviso)
    pages = [
        client_of(person).get(f"/questionari/{made.public_id}/domanda/reason/").content.decode()
        for person, made in ((trainer, mine), (author, survey))
    ]
    assert ["fact:campaign.code" in page for page in pages] == [True, False]
    assert ["fact:organisation.population" in page for page in pages] == [True, True]


@pytest.mark.parametrize("names", [("today",), ("campaign.x", "campaign.x")])
def test_a_fact_is_named_once(names):
    made = tuple(Fact(name, "altro", "text", lambda round, body: "") for name in names)
    with pytest.raises(ImproperlyConfigured):
        register_purpose(Purpose(code="TWICE", label="Due", may_create=lambda actor: True, facts=made))
    assert "TWICE" not in purposes
