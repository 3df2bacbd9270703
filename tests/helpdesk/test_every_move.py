"""Acceptance 6: every move of the table is made, and each pair that is not in it changes no row at all."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import ApplicantMail, ClockEvent, Desk, HelpTopic, Priority, Ticket, TicketMessage
from pico.helpdesk.rules.states import MOVES
from pico.journal.models import Entry
from pico.notifications.models import Event, Notification
from tests.factories.helpdesk import make_desk, make_stranger_ticket, make_ticket

STATES = [state for state, _label in Ticket.STATES_AT_DESK]
SYSTEM = system_actor("test")
KEPT = (Ticket, TicketMessage, ClockEvent, Entry, Event, Notification, ApplicantMail)
PAIRS = [pair for pair in MOVES if pair != ("requester", "confirm")]  # of a stranger alone: below


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Return everything that an act on a request could write, field by field."""
    return {
        model.__name__: list(model._default_manager.unrestricted("test").order_by("pk").values())
        for model in KEPT
    }


class Walk:
    """A request of Oderzo's at Treviso's desk, below the national one, beside another to be put into."""

    def __init__(self, cast):
        self.cast, self.clerk, self.agent = cast, cast.actor("clerk"), cast.actor("agent")
        Desk.objects.filter(pk=cast.desk.pk).update(parent=cast.first)
        self.other = make_ticket(self.clerk, subject="Altra")
        self.ticket = make_ticket(self.clerk)
        self.elsewhere = make_desk(cast.veneto, name="Regionale")

    def at(self, state: str, act: str) -> Ticket:
        """Put the request into a state, at a time at which the job that ends it would do so."""
        now = timezone.now()
        rows = Ticket.objects.unrestricted("test").filter(pk=self.ticket.pk)
        rows.update(
            state=state, assignee=None,
            resolved_at=now - timedelta(days=8 if act == "close" else 0),
            waiting_since=now - timedelta(days=16 if act == "resolve" else 0) if state == "WAITING" else None,
        )  # fmt: skip
        self.ticket.refresh_from_db()
        return self.ticket

    def answered(self, act: str) -> Any:
        seen = self.ticket.last_number
        return actions.answer(actor=self.agent, ticket=self.ticket, source="Sì", seen=seen, act=act)

    def do(self, side: str, act: str) -> Any:
        on, by_agent = {"ticket": self.ticket}, {"actor": self.agent, "ticket": self.ticket}
        topic = HelpTopic.objects.get(code="sua.documents")
        acts = {
            ("requester", "reply"): lambda: actions.reply_to_desk(actor=self.clerk, source="Sì", **on),
            ("requester", "solve"): lambda: actions.solve_own(actor=self.clerk, **on),
            ("desk", "take"): lambda: actions.take(**by_agent),
            ("desk", "assign"): lambda: actions.assign(person=self.cast.lead, **by_agent),
            ("desk", "answer"): lambda: self.answered("answer"),
            ("desk", "ask"): lambda: self.answered("ask"),
            ("desk", "solve"): lambda: self.answered("solve"),
            ("desk", "note"): lambda: actions.note(source="Sì", **by_agent),
            ("desk", "priority"): lambda: actions.set_priority(priority=Priority.HIGH, **by_agent),
            ("desk", "topic"): lambda: actions.change_topic(topic=topic, **by_agent),
            ("desk", "merge"): lambda: actions.merge_tickets(into=self.other, **by_agent),
            ("desk", "pass"): lambda: actions.pass_on(desk=self.elsewhere, source="Sì", **by_agent),
            ("system", "close"): lambda: actions.close_resolved(actor=SYSTEM, **on),
            ("system", "resolve"): lambda: actions.resolve_waiting(actor=SYSTEM, **on),
        }
        return acts[side, act]()


@pytest.fixture
def walk(cast) -> Walk:
    return Walk(cast)


@pytest.mark.parametrize(("side", "act", "state"), [(*pair, s) for pair in PAIRS for s in MOVES[pair]])
def test_every_move_of_the_table_is_made_and_recorded(walk, side, act, state):
    walk.at(state, act)
    before = Entry.objects.unrestricted("test").count()

    assert walk.do(side, act)

    walk.ticket.refresh_from_db()
    assert walk.ticket.state == MOVES[side, act][state]
    assert Entry.objects.unrestricted("test").count() > before


@pytest.mark.parametrize(
    ("side", "act", "state"), [(*pair, s) for pair in PAIRS for s in STATES if s not in MOVES[pair]]
)
def test_every_other_is_refused_with_a_sentence_and_changes_no_row(walk, side, act, state):
    walk.at(state, act)
    before = all_rows()

    if side == "system":  # a job that finds nothing to do, safe to run twice
        assert walk.do(side, act) is False
    else:
        with pytest.raises(Refused, match=r"^La richiesta è «.+»: così non si può più fare\. Rileggila\.$"):
            walk.do(side, act)

    assert all_rows() == before


@pytest.mark.parametrize("what", [actions.escalate, actions.return_answered])
def test_what_is_closed_goes_to_no_other_desk_up_or_down(walk, what):
    walk.at("CLOSED", "pass")
    Ticket.objects.unrestricted("test").filter(pk=walk.ticket.pk).update(origin_desk=walk.elsewhere)
    before = all_rows()

    with pytest.raises(Refused, match="così non si può più fare"):
        what(actor=walk.agent, ticket=walk.ticket, source="Sì")

    assert all_rows() == before


@pytest.mark.parametrize("state", ["UNCONFIRMED", *STATES])
def test_a_link_confirms_once_and_nothing_later(cast, state):
    ticket = make_stranger_ticket(confirmed=state != "UNCONFIRMED")
    Ticket.objects.unrestricted("test").filter(pk=ticket.pk).update(state=state, resolved_at=timezone.now())
    before = all_rows()

    actions.confirm_request(actor=SYSTEM, ticket=ticket)

    ticket.refresh_from_db()
    assert ticket.state == ("NEW" if state == "UNCONFIRMED" else state)
    assert (all_rows() == before) == (state != "UNCONFIRMED")


@pytest.mark.parametrize("side", ["requester", "desk"])
def test_what_nobody_confirmed_is_for_nobody_to_act_on(cast, side):
    ticket = make_stranger_ticket()
    national = cast.actor("national")
    acts = {
        "requester": [
            lambda: actions.reply_from_outside(actor=SYSTEM, ticket=ticket, source="Sì"),
            lambda: actions.solve_from_outside(actor=SYSTEM, ticket=ticket),
        ],
        "desk": [
            lambda: actions.take(actor=national, ticket=ticket),
            lambda: actions.note(actor=national, ticket=ticket, source="Sì"),
            lambda: actions.answer(actor=national, ticket=ticket, source="Sì", seen=1),
            lambda: actions.set_priority(actor=national, ticket=ticket, priority=Priority.HIGH),
            lambda: actions.pass_on(actor=national, ticket=ticket, desk=cast.desk, source="Sì"),
        ],
    }
    before = all_rows()
    for act in acts[side]:
        with pytest.raises(Refused):
            act()

    assert all_rows() == before
