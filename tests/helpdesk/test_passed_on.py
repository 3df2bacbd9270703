"""A request that goes to another desk: it stays what it is, nobody has it, leads hear of wandering."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from pico.base.actor import Actor
from pico.helpdesk import actions
from pico.helpdesk.models import ClockEvent, Desk, Ticket
from pico.helpdesk.tasks import close_resolved, look_after_waiting
from pico.notifications.models import Notification
from tests.factories.helpdesk import add_agent, make_desk, make_ticket
from tests.queue import work


class Way:
    """Treviso's desk below the region's, which is below the national one, each with somebody at it."""

    def __init__(self, cast):
        self.cast, self.agent = cast, cast.actor("agent")
        self.regional = make_desk(cast.veneto, agents=0, parent=cast.first, name="Regionale")
        self.above = Actor(add_agent(self.regional, role="LEAD"), cast.veneto)
        Desk.objects.filter(pk=cast.desk.pk).update(parent=self.regional)
        self.ticket = make_ticket(cast.actor("clerk"))

    def into(self, state: str) -> None:
        acts = {"WAITING": "ask", "RESOLVED": "solve"}
        if state == "OPEN":
            actions.take(actor=self.agent, ticket=self.ticket)
        elif state in acts:
            actions.answer(actor=self.agent, ticket=self.ticket, source="Ecco", seen=1, act=acts[state])

    def go(self, how: str) -> None:
        """Pass it on, send it up, or send it up and back again."""
        given = {"ticket": self.ticket, "source": "Perché sì"}
        if how == "passed":
            actions.pass_on(actor=self.agent, desk=self.regional, **given)
        else:
            actions.escalate(actor=self.agent, **given)
        if how == "returned":
            actions.return_answered(actor=self.above, **given)
        self.ticket.refresh_from_db()


@pytest.fixture
def way(cast) -> Way:
    return Way(cast)


@pytest.mark.parametrize("how", ["passed", "escalated", "returned"])
@pytest.mark.parametrize("state", ["NEW", "OPEN", "WAITING", "RESOLVED"])
def test_it_stays_in_its_state_and_is_nobody_s(way, state, how):
    way.into(state)
    before = Ticket.objects.unrestricted("test").get()

    way.go(how)

    row = way.ticket
    assert (row.state, row.assignee) == (state, None)
    assert row.desk == (way.cast.desk if how == "returned" else way.regional)
    kept = ("waiting_since", "resolved_at", "reopened_count", "first_answer_at")
    assert [getattr(row, name) for name in kept] == [getattr(before, name) for name in kept]


def test_who_is_waited_for_is_still_reminded_and_the_clock_stays_still(way):
    way.into("WAITING")
    way.go("passed")
    events = list(
        ClockEvent.objects.unrestricted("test").filter(clock="SOLUTION").values_list("kind", flat=True)
    )
    with time_machine.travel(timezone.now() + timedelta(days=5, minutes=1), tick=False):
        reminded = look_after_waiting.func()

    way.ticket.refresh_from_db()
    assert (events, reminded, way.ticket.due_at) == (["STARTED", "PAUSED"], 1, None)


def test_a_reply_after_that_is_work_of_the_new_desk_whose_clock_goes_on(way):
    way.into("WAITING")
    way.go("passed")

    actions.reply_to_desk(actor=way.cast.actor("clerk"), ticket=way.ticket, source="Questo")

    last = ClockEvent.objects.unrestricted("test").filter(clock="SOLUTION").latest("pk")
    way.ticket.refresh_from_db()
    assert (way.ticket.state, last.kind, last.desk) == ("OPEN", "RESUMED", way.regional)
    assert way.ticket.due_at == last.due_at
    taken = actions.take(actor=way.above, ticket=way.ticket)
    assert (taken.state, taken.assignee) == ("OPEN", way.above.user)


def test_what_is_solved_still_closes_a_week_after_it_was_solved(way):
    way.into("RESOLVED")
    with time_machine.travel(timezone.now() + timedelta(days=6), tick=False):
        way.go("passed")
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        closed = close_resolved.func()

    way.ticket.refresh_from_db()
    assert (closed, way.ticket.state) == (1, "CLOSED")


@pytest.mark.parametrize("how", ["passed", "sent up and back"])
def test_the_leads_of_both_desks_and_of_the_ones_above_are_told_at_the_fourth_time(way, how):
    cast = way.cast
    boss = add_agent(cast.first, role="LEAD")
    add_agent(cast.first)  # no lead
    foreign = add_agent(cast.foreign, role="LEAD")
    found = []
    for number in range(4):
        actor, desk = ((way.agent, way.regional), (way.above, cast.desk))[number % 2]
        given = {"actor": actor, "ticket": way.ticket, "source": "A voi"}
        if how == "passed":
            actions.pass_on(desk=desk, **given)
        else:
            (actions.escalate, actions.return_answered)[number % 2](**given)
        work()
        told = Notification.objects.unrestricted("test").filter(event__kind="helpdesk.desk.wandering")
        found.append(set(told.values_list("person", flat=True)))

    # Who passed it on the last time is the lead of the desk in between.
    assert found == [set(), set(), set(), {cast.lead.pk, boss.pk}]
    assert foreign.pk not in found[-1]
    way.ticket.refresh_from_db()
    assert way.ticket.passed_count == 4
