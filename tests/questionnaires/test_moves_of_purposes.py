"""A purpose follows the moves of its rounds, whoever makes them; who is missing is reminded by hand, too."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.notifications.models import Event
from pico.questionnaires import actions
from pico.questionnaires.models import Round
from pico.questionnaires.purposes import Purpose, purposes, register_purpose
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.questionnaires import (
    SYSTEM,
    answer,
    invitation_of,
    make_questionnaire,
    make_round,
    send,
)

pytestmark = pytest.mark.django_db


class Follower:
    def __init__(self):
        self.moves, self.refuses = [], ""

    def __call__(self, *, actor, round, code):
        assert connection.in_atomic_block
        if code == self.refuses:
            raise Refused("Non ora.", code="campaign")
        self.moves.append((code, round.state))


@pytest.fixture
def follower(monkeypatch):
    made = Follower()
    monkeypatch.setattr(purposes, "_entries", dict(purposes.items()))
    register_purpose(
        Purpose(code="TEST_MOVED", label="Fabbisogno", may_create=lambda actor: True, on_moved=made)
    )
    return made


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def draft(follower, treviso):
    questionnaire = make_questionnaire(treviso)
    questionnaire.purpose = "TEST_MOVED"
    questionnaire.save()
    bodies = [make_municipality_body(name, treviso) for name in ("Asolo", "Oderzo")]
    return make_round(questionnaire, *bodies, is_open=False, needs_sign_off=False)


def read(round):
    return Round.objects.unrestricted("test").select_related("version__questionnaire").get(pk=round.pk)


def reminded():
    events = Event.objects.unrestricted("test").filter(kind="questionnaires.round.reminder")
    return sorted(event.data["body"] for event in events)


def test_a_purpose_is_told_of_each_move(follower, draft):
    actions.open_round(actor=SYSTEM, round=draft)
    actions.close_round(actor=SYSTEM, round=draft)
    later = timezone.now() + timedelta(days=3)
    actions.reopen_round(actor=SYSTEM, round=draft, closes_at=later, reason="Tempo")
    actions.close_round(actor=SYSTEM, round=draft)
    actions.consolidate_round(actor=SYSTEM, round=draft)
    assert follower.moves == [
        ("opened", "OPEN"), ("closed", "CLOSED"), ("reopened", "OPEN"), ("closed", "CLOSED"),
        ("consolidated", "CONSOLIDATED"),
    ]  # fmt: skip


def test_the_clock_tells_it_too(follower, draft):
    actions.open_round(actor=SYSTEM, round=draft)
    past = timezone.now() - timedelta(minutes=5)
    Round.objects.unrestricted("test").update(closes_at=past, opened_at=past - timedelta(days=1))
    assert actions.close_due(actor=SYSTEM) == 1
    assert follower.moves[-1] == ("closed", "CLOSED")


def test_a_move_that_the_purpose_refuses_does_not_happen(follower, draft):
    follower.refuses = "opened"
    with pytest.raises(Refused):
        actions.open_round(actor=SYSTEM, round=draft)
    assert (read(draft).state, Event.objects.unrestricted("test").count()) == ("DRAFT", 0)


def test_who_is_missing_is_reminded_by_hand_once_a_day(draft):
    round = actions.open_round(actor=SYSTEM, round=draft)
    oderzo = round.invitations.get(organisation__name__contains="Oderzo").organisation
    answer(SYSTEM, invitation_of(round, oderzo))
    send(SYSTEM, invitation_of(round, oderzo))
    assert [actions.remind_missing(actor=SYSTEM, round=round) for _time in range(2)] == [1, 0]
    assert reminded() == ["Comune di Asolo"]


def test_nobody_is_reminded_by_who_does_not_run_the_round_nor_of_one_that_is_closed(draft, treviso):
    round = actions.open_round(actor=SYSTEM, round=draft)
    signer = Actor(make_member(treviso, "executive"), treviso)
    actions.close_round(actor=SYSTEM, round=round)
    for actor, code in ((signer, "not_yours"), (SYSTEM, "wrong_state")):
        with pytest.raises(Refused) as refused:
            actions.remind_missing(actor=actor, round=read(round))
        assert refused.value.code == code
    assert reminded() == []
