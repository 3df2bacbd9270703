"""Results for others than those who run a round: after the closing, totals only, to whom its author chose."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from pico.accounts.access import forget_access
from pico.base.actor import Actor
from pico.questionnaires import actions
from pico.questionnaires.models import Round
from tests.factories.accounts import make_member, make_user
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.questionnaires import (
    SYSTEM,
    answer,
    invitation_of,
    make_questionnaire,
    make_round,
    need,
    send,
)

pytestmark = pytest.mark.django_db
HOST = {"HTTP_HOST": "treviso.localhost", "HTTP_ORIGIN": "http://treviso.localhost"}


class World:
    def __init__(self):
        self.treviso, self.brescia = make_province("treviso"), make_province("brescia")
        make_site(self.treviso, indexed=True)
        self.oderzo = make_municipality_body("Oderzo", self.treviso)
        self.asolo = make_municipality_body("Asolo", self.treviso)
        self.people = {
            "visitor": AnonymousUser(),
            "no_membership": make_user(),
            "oderzo": make_member(self.oderzo, "member"),
            "asolo": make_member(self.asolo, "member"),
            "belluno": make_member(make_province("belluno"), "editor"),
            "brescia": make_member(self.brescia, "administrator"),
            "treviso": make_member(self.treviso, "member"),
        }

    def ask(self, **values) -> Round:
        """A round to Oderzo, which sent its answers, and to Asolo, which did not."""
        made = make_round(
            make_questionnaire(self.treviso), self.oderzo, self.asolo, needs_sign_off=False, **values
        )
        invitation = invitation_of(made, self.oderzo)
        answer(SYSTEM, invitation, {**need("70", "40"), "reason": "Parole di Giulia"})
        send(SYSTEM, invitation)
        return made

    def seeing(self, round: Round) -> set[str]:
        seen = set()
        for name, person in self.people.items():
            forget_access(person)
            if Round.objects.with_results_for(person).filter(pk=round.pk).exists():
                seen.add(name)
        return seen


@pytest.fixture
def world(db) -> World:
    return World()


SHOWN = {
    "": set(),
    "RESPONDENTS": {"oderzo"},
    "PROVINCE": {"oderzo", "asolo", "treviso"},
    "REGION": {"oderzo", "asolo", "treviso", "belluno"},
    "NETWORK": {"oderzo", "asolo", "treviso", "belluno", "brescia"},
}


@pytest.mark.parametrize("level", SHOWN)
def test_after_the_closing_the_totals_are_for_whom_the_author_chose_and_before_for_nobody(world, level):
    round = world.ask(results_level=level)
    assert world.seeing(round) == set()
    actions.close_round(actor=SYSTEM, round=round)
    assert world.seeing(round) == SHOWN[level]


def test_the_page_shows_totals_and_neither_words_nor_who_answered(world, client):
    round = world.ask(results_level="PROVINCE")
    actions.close_round(actor=SYSTEM, round=round)
    page = reverse("questionnaires:shared_results", args=[round.public_id])
    client.force_login(world.people["asolo"])
    shown = client.get(page, **HOST).content.decode()
    assert ("1 risposta" in shown, "Parole di Giulia" in shown, "Comune di Oderzo" in shown) == (
        True, False, False
    )  # fmt: skip
    client.force_login(world.people["belluno"])
    assert client.get(page, **HOST).status_code == 404


def test_of_few_people_nothing_is_shown(world, client):
    questionnaire = make_questionnaire(world.treviso)
    round = make_round(questionnaire, world.people["oderzo"], unit="PERSON", results_level="PROVINCE")
    invitation = round.invitations.get()
    answer(Actor(world.people["oderzo"], world.oderzo), invitation)
    send(Actor(world.people["oderzo"], world.oderzo), invitation)
    actions.close_round(actor=SYSTEM, round=round)
    client.force_login(world.people["asolo"])
    page = client.get(reverse("questionnaires:shared_results", args=[round.public_id]), **HOST)
    assert (page.context["blocks"], "Troppo poche risposte" in page.content.decode()) == ([], True)


def test_an_anonymous_round_shows_nothing_before_it_is_mixed(world):
    questionnaire = make_questionnaire(world.treviso)
    round = make_round(questionnaire, unit="ANONYMOUS", audience="PROVINCE", results_level="PROVINCE")
    actions.close_round(actor=SYSTEM, round=round)
    assert world.seeing(round) == set()
    actions.mix(actor=SYSTEM, round=round)
    assert world.seeing(round) == {"oderzo", "asolo", "treviso"}


def test_surveys_with_results_are_listed_to_those_who_may_read_them(world, client):
    round = world.ask(title="Sale con risultati", results_level="RESPONDENTS")
    actions.close_round(actor=SYSTEM, round=round)
    listed = {}
    for who in ("oderzo", "asolo", "brescia"):
        client.force_login(world.people[who])
        answer_ = client.get("/community/sondaggi/?stato=risultati", **HOST)
        listed[who] = "Sale con risultati" in answer_.content.decode()
    assert listed == {"oderzo": True, "asolo": False, "brescia": False}


def test_cancelled_it_shows_nothing(world):
    round = world.ask(results_level="NETWORK")
    actions.cancel_round(actor=SYSTEM, round=round, reason="Rifatta")
    assert world.seeing(round) == set()
