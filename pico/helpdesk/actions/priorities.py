"""How pressing a request is, set by its desk, and what happens when its time runs out."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

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
from pico.helpdesk.actions.landing import _landing
from pico.helpdesk.actions.tickets import _for_desk, _hand_over, _lock, _told, _workers
from pico.helpdesk.models import ClockEvent, Desk, DeskMember, Priority, Ticket, TicketMessage
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

    Where its desk wants it so, a request whose time is over goes to the desk above by itself.

    Returns:
        How many clocks had something to say.
    """
    row, now = _lock(ticket), timezone.now()
    last = _last_events(row)
    rung = {clock: found for clock, event in last.items() if (found := _due_event(row, event, now))}
    for clock, found in rung.items():
        last[clock] = _write_event(actor, row, clock, found, last[clock].desk)
    _note_due(row, last)
    row.save(update_fields=["due_at", "attend_at"])
    missed = [clock for clock, found in rung.items() if found.kind == Kind.MISSED]
    if missed and (above := _above(row)):
        _rise(actor, row, above, _names_of(missed))
    else:
        for clock, found in rung.items():
            _tell_time(actor, row, clock, "missed" if found.kind == Kind.MISSED else "warned")
    return len(rung)


def _names_of(clocks: Iterable[str]) -> str:
    return _(" e ").join(str(ClockEvent.Clock(clock).label) for clock in clocks)


def _tell_time(actor: Actor, ticket: Ticket, clock: str, what: str) -> None:
    """Tell the desk that the time of a clock is running out, or over."""
    told = {**_told(ticket), "clock": _names_of([clock])}
    notify(f"helpdesk.ticket.{what}", about=ticket, actor=actor, to=_warned(ticket, what), data=told)


def _above(ticket: Ticket) -> Desk | None:
    """Hold the desk to which a request goes when its time is over; None where it stays."""
    return _landing(ticket.desk.parent_id) if ticket.desk.rises else None


def _rise(actor: Actor, ticket: Ticket, above: Desk, clocks: str) -> None:
    """Give a request whose time is over to the desk above, as somebody there could have done.

    Who held it sees it no more: they are told its number and where it went.
    """
    left, told_too = ticket.desk, list(_warned(ticket, "missed"))
    ticket.origin_desk = ticket.origin_desk or left
    words = _("Passata da sola allo sportello superiore: scaduto il tempo per %(clocks)s.")
    _hand_over(actor, ticket, above, words % {"clocks": clocks}, "escalated", kind=TicketMessage.Kind.SYSTEM)
    data = {"number": ticket.number, "clock": clocks, "desk": above.name}
    notify("helpdesk.desk.rose", about=left, actor=actor, to=told_too, data=data)


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
    people = [ticket.assignee] if ticket.assignee else _workers(ticket)
    if what == "warned":
        return people
    leads = people_at(ticket.desk).filter(role=DeskMember.Role.LEAD).order_by("pk")
    able = {person.pk for person in _workers(ticket)}
    return list(dict.fromkeys([*people, *(row.person for row in leads if row.person_id in able)]))
