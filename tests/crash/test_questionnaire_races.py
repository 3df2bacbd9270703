"""Colleagues save the sections of one response at the same moment (on both databases)."""

import pytest

from pico.base.actor import Actor
from pico.base.errors import Conflict
from pico.questionnaires import actions
from pico.questionnaires.models import Answer, Response
from tests.crash.test_numbers import all_at_once
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.questionnaires import invitation_of, make_questionnaire, make_round
from tests.questionnaires.definitions import definition, question, section

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TWO_SECTIONS = definition(section("s_a", question("a")), section("s_b", question("b")))


@pytest.fixture
def oderzo():
    return make_municipality_body("Oderzo", make_province("treviso"))


@pytest.fixture
def colleagues(oderzo):
    return [Actor(make_member(oderzo, "organisation_operator"), oderzo) for _ in range(2)]


@pytest.fixture
def invitation(oderzo):
    return invitation_of(make_round(make_questionnaire(oderzo.province, TWO_SECTIONS), oderzo), oderzo)


def save(actor, invitation, section, text, revision):
    actions.save_section(
        actor=actor,
        invitation=invitation,
        section=section,
        values={section.replace("s_", ""): text},
        revision=revision,
    )


def stored():
    return dict(Answer.objects.unrestricted("test").values_list("question", "value"))


def test_a_hundred_times_two_colleagues_save_one_section_and_one_gets_both_texts(invitation, colleagues):
    outcomes = []
    for turn in range(100):
        texts = [f"{name}, volta {turn}" for name in ("Giulia", "Piero")]
        failures = all_at_once(
            [
                lambda a=actor, t=text, n=turn: save(a, invitation, "s_a", t, n)
                for actor, text in zip(colleagues, texts, strict=True)
            ]
        )
        kept = stored()["a"]
        lost = [conflict for conflict in failures if isinstance(conflict, Conflict)]
        outcomes.append(
            (len(failures), [(c.theirs["a"] == kept, sorted([c.mine["a"], kept]) == texts) for c in lost])
        )
    assert outcomes == [(1, [(True, True)])] * 100
    assert Response.objects.unrestricted("test").count() == 1


def test_a_hundred_times_two_colleagues_save_two_sections_and_both_are_kept(invitation, colleagues):
    for turn in range(100):
        failures = all_at_once(
            [
                lambda a=actor, s=place, n=turn: save(a, invitation, s, f"volta {n}", n)
                for actor, place in zip(colleagues, ("s_a", "s_b"), strict=True)
            ]
        )
        assert (failures, stored()) == ([], {"a": f"volta {turn}", "b": f"volta {turn}"})
