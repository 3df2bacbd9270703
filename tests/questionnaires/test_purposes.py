"""A purpose of an app above: its hooks run in the transaction of what they follow, or nothing happens."""

from decimal import Decimal

import pytest
from django.db import connection

from pico.journal.models import Entry
from pico.questionnaires import actions
from pico.questionnaires.models import Response
from pico.questionnaires.purposes import Purpose, purposes, register_purpose
from tests.factories.organisations import make_municipality_body, make_province
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


class Campaign:
    """What an app above keeps of responses: here the tonnes of each body."""

    def __init__(self):
        self.tonnes, self.told, self.breaks = {}, [], False

    def submitted(self, *, actor, response, values):
        assert connection.in_atomic_block
        assert response.state == Response.State.SUBMITTED
        self.told.append("submitted")
        if self.breaks:
            raise RuntimeError("the copy failed")
        self.tonnes[response.organisation.short_name] = Decimal(values["tot"]["num"])

    def reopened(self, *, actor, response):
        assert connection.in_atomic_block
        self.told.append("reopened")
        if self.breaks:
            raise RuntimeError("the copy failed")
        del self.tonnes[response.organisation.short_name]


@pytest.fixture
def campaign(monkeypatch):
    made = Campaign()
    monkeypatch.setattr(purposes, "_entries", dict(purposes.items()))
    register_purpose(
        Purpose(
            code="TEST_NEEDS",
            label="Fabbisogno",
            may_create=lambda actor: True,
            on_submitted=made.submitted,
            on_reopened=made.reopened,
        )
    )
    return made


@pytest.fixture
def invitation(campaign):
    treviso = make_province("treviso")
    oderzo = make_municipality_body("Oderzo", treviso)
    questionnaire = make_questionnaire(treviso)
    questionnaire.purpose = "TEST_NEEDS"
    questionnaire.save()
    return invitation_of(make_round(questionnaire, oderzo, needs_sign_off=False), oderzo)


def again(invitation):
    return invitation_of(invitation.round, invitation.organisation)


def state(invitation):
    return Response.objects.unrestricted("test").get(invitation=invitation).state


def lines(verb):
    return Entry.objects.unrestricted("test").filter(verb=verb).count()


def test_what_is_sent_is_copied_and_what_is_given_back_is_taken_away(campaign, invitation):
    answer(SYSTEM, invitation)
    assert campaign.told == []
    send(SYSTEM, again(invitation))
    assert campaign.tonnes == {"Oderzo": Decimal(110)}
    actions.reopen_response(actor=SYSTEM, response=again(invitation).response, reason="Un errore")
    assert (campaign.tonnes, campaign.told) == ({}, ["submitted", "reopened"])
    assert [lines(f"questionnaires.response.{verb}") for verb in ("submitted", "reopened")] == [1, 1]
    answer(SYSTEM, again(invitation), need("99"), revision=1)
    send(SYSTEM, again(invitation))
    assert campaign.tonnes == {"Oderzo": Decimal(99)}


def test_nothing_is_sent_when_the_copy_fails(campaign, invitation):
    answer(SYSTEM, invitation)
    campaign.breaks = True
    with pytest.raises(RuntimeError):
        send(SYSTEM, again(invitation))
    assert (state(invitation), lines("questionnaires.response.submitted")) == ("DRAFT", 0)
    assert Response.objects.unrestricted("test").get().answers.filter(question="tot").count() == 0


def test_nothing_is_given_back_when_the_copy_cannot_be_taken_away(campaign, invitation):
    answer(SYSTEM, invitation)
    send(SYSTEM, again(invitation))
    campaign.breaks = True
    with pytest.raises(RuntimeError):
        actions.reopen_response(actor=SYSTEM, response=again(invitation).response, reason="Un errore")
    assert (state(invitation), campaign.tonnes) == ("SUBMITTED", {"Oderzo": Decimal(110)})
    assert lines("questionnaires.response.reopened") == 0
