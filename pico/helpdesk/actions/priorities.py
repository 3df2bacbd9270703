"""How pressing a request is, set by its desk, and the warnings when its time runs out."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.outbox import notify
from pico.helpdesk.actions.clocks import (
    _keep_time,
    _last_events,
    _note_due,
    _reading,
    _schedule_of,
    _wanted_now,
    _write_event,
)
from pico.helpdesk.actions.tickets import _at_desk, _for_desk, _lock, _told
from pico.helpdesk.models import ClockEvent, DeskMember, Priority, Ticket
from pico.helpdesk.rules.access import people_at
from pico.helpdesk.rules.clocks import Reading, Wanted
from pico.helpdesk.rules.states import after
from pico.journal.models import record

Kind = ClockEvent.Kind


@transaction.atomic
def set_priority(*, actor: Actor, ticket: Ticket, priority: int) -> Ticket:
    """Say how pressing a request is; its clocks go on from what is left.

    Raises:
        Refused: when the actor may not, or it is closed.
    """
    row = _for_desk(actor, ticket)
    after(row, "desk", "priority")
    before, chosen = Priority(row.priority), Priority(priority)
    if before == chosen:
        return row
    row.priority = chosen
    _keep_time(row, timezone.now())
    row.save()
    changes = {"priority": [str(before.label), str(chosen.label)]}
    record(actor, "helpdesk.ticket.prioritised", row, changes=changes)
    return row


@transaction.atomic
def ring_clocks(*, actor: Actor, ticket: Ticket) -> int:
    """Warn of a request at three quarters of its time and when it is over. Each once, whenever it runs.

    Returns:
        How many warnings went out.
    """
    row, now = _lock(ticket), timezone.now()
    last = _last_events(row)
    rung = [clock for clock, event in last.items() if _ring(actor, row, event, last, now)]
    _note_due(row, last)
    row.save(update_fields=["due_at", "attend_at"])
    return len(rung)


def _ring(
    actor: Actor, ticket: Ticket, event: ClockEvent, last: dict[str, ClockEvent], now: datetime
) -> bool:
    """Write what a clock has to say at this moment and tell the desk; say whether it had anything."""
    found = _due_event(ticket, event, now)
    if found is None:
        return False
    last[event.clock] = _write_event(actor, ticket, event.clock, found, event.desk)
    what = "missed" if found.kind == Kind.MISSED else "warned"
    told = {**_told(ticket), "clock": str(ClockEvent.Clock(event.clock).label)}
    notify(f"helpdesk.ticket.{what}", about=ticket, actor=actor, to=_warned(ticket, what), data=told)
    return True


def _due_event(ticket: Ticket, event: ClockEvent, now: datetime) -> Reading | None:
    said = _reading(event)
    if not said.runs or said.due_at is None or _wanted_now(ticket, event.clock) is not Wanted.RUN:
        return None
    schedule = _schedule_of(event.desk)
    if now > said.due_at:
        return Reading(Kind.MISSED, now, said.total, said.spent_at(said.due_at, schedule), said.due_at)
    warned = ticket.clock_events.filter(clock=event.clock, kind=Kind.WARNED).exists()
    if warned or now < said.warns_at(schedule):
        return None
    return Reading(Kind.WARNED, now, said.total, said.spent_at(now, schedule), said.due_at)


def _warned(ticket: Ticket, what: str) -> Iterable[User]:
    """Return who is told: who works on it, else the desk; the leads too once the time is over."""
    people = [ticket.assignee] if ticket.assignee else _at_desk(ticket.desk)
    if what == "warned":
        return people
    leads = people_at(ticket.desk).filter(role=DeskMember.Role.LEAD).order_by("pk")
    able = {person.pk for person in _at_desk(ticket.desk)}
    return list(dict.fromkeys([*people, *(row.person for row in leads if row.person_id in able)]))
