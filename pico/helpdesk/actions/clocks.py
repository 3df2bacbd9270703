"""The clocks of a request, kept right by each act on it: no time is counted down, each event is a sum."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from pico.base import dates
from pico.base.actor import Actor, system_actor
from pico.helpdesk.models import ClockEvent, Desk, Priority, SlaPolicy, Ticket
from pico.helpdesk.rules.clocks import Frame, Reading, Wanted, advance, hours_for, wanted_of
from pico.helpdesk.rules.hours import Schedule
from pico.journal.models import record

Clock, Kind = ClockEvent.Clock, ClockEvent.Kind
ACTOR = system_actor("tempi attesi dello sportello")
VERBS = {Kind.WARNED: "helpdesk.ticket.warned", Kind.MISSED: "helpdesk.ticket.missed"}


def _schedule_of(desk: Desk) -> Schedule:
    """Return the hours of a desk."""
    return Schedule.of(desk.hours, desk.patron_day)


def _hours_of(desk: Desk, kind: str, priority: int, now: datetime) -> tuple[int | None, int | None]:
    """Return the hours that hold today at a desk: first answer, solution."""
    rows = SlaPolicy.objects.filter(desk=desk).in_force(dates.rome(now).date())
    return hours_for(rows, kind, priority, settings.PICO_HELPDESK_HOURS, Priority(priority).name)


def _last_events(ticket: Ticket) -> dict[str, ClockEvent]:
    """Return the last event of each clock of a request in hand."""
    return {event.clock: event for event in ticket.clock_events.select_related("desk").order_by("pk")}


def _reading(event: ClockEvent) -> Reading:
    """Return what a clock said at an event."""
    return Reading(event.kind, event.at, event.total, event.spent, event.due_at)


def _wanted_now(ticket: Ticket, clock: str) -> Wanted | None:
    """Return what a clock of a request should be doing."""
    return wanted_of(clock, ticket.state, answered=ticket.first_answer_at is not None)


def _keep_time(ticket: Ticket, now: datetime) -> None:
    """Write what an act on a request did to its clocks; the caller holds the lock and saves the request.

    Args:
        ticket: as the act left it: state, desk, priority, first answer.
        now: the moment of the act.
    """
    last = _last_events(ticket)
    totals = dict(zip(Clock, _hours_of(ticket.desk, ticket.kind, ticket.priority, now), strict=True))
    for clock in Clock:
        event, hours = last.get(clock), totals[clock]
        before = event.desk if event else ticket.desk
        frame = Frame(
            total=None if hours is None else timedelta(hours=hours), schedule=_schedule_of(ticket.desk),
            before=_schedule_of(before), moved=before.pk != ticket.desk_id,
        )  # fmt: skip
        found = advance(_reading(event) if event else None, _wanted_now(ticket, clock), frame, now)
        if found is not None:
            # What ran out did so in the hours of the desk that had it.
            desk = before if found.kind == Kind.MISSED else ticket.desk
            last[clock] = _write_event(ACTOR, ticket, clock, found, desk)
    _note_due(ticket, last)


def _write_event(actor: Actor, ticket: Ticket, clock: str, found: Reading, desk: Desk) -> ClockEvent:
    """Add an event to a clock; what people are to know of stands in the journal too."""
    if found.kind in VERBS:
        changes = {"clock": [None, str(Clock(clock).label)]}
        record(actor, VERBS[Kind(found.kind)], ticket, changes=changes)
    return ClockEvent.objects.create(
        ticket=ticket, clock=clock, kind=found.kind, desk=desk, at=found.at, total=found.total,
        spent=found.spent, due_at=found.due_at,
    )  # fmt: skip


def _note_due(ticket: Ticket, last: Mapping[str, ClockEvent]) -> None:
    """Put beside a request what its clocks say: by when the next thing is due, when to look again."""
    running = [
        event for clock, event in last.items() if event.due_at and _wanted_now(ticket, clock) is Wanted.RUN
    ]
    ticket.due_at = min((event.due_at for event in running if event.due_at), default=None)
    ticket.attend_at = min((at for event in running if (at := _attend_at(event)) is not None), default=None)


def _attend_at(event: ClockEvent) -> datetime | None:
    """Return when somebody is to be warned of a clock next; None when nothing comes any more."""
    now = _reading(event)
    if not now.runs:
        return None
    warned = event.kind == Kind.WARNED or event.ticket.clock_events.filter(
        clock=event.clock, kind=Kind.WARNED
    ).exists()  # fmt: skip
    return now.due_at if warned else min(now.warns_at(_schedule_of(event.desk)), now.due_at or now.at)
