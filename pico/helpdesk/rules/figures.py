"""How the desks of a person did in a period: how many requests, how soon, how often again or too late."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from pico.base import dates
from pico.helpdesk.models import Desk, Ticket
from pico.helpdesk.models.tickets import TicketQuerySet
from pico.helpdesk.rules.hours import Schedule, worked

LINKS = ("desk__owner", "organisation__province", "topic")


@dataclass(frozen=True)
class Done:
    """What counts of one request; times in the opening hours of the desk that has it."""

    ticket: Ticket
    first: timedelta | None
    solution: timedelta | None
    missed: int

    @property
    def reopened(self) -> bool:
        return self.ticket.reopened_count > 0


@dataclass(frozen=True)
class Line:
    """The figures of a group of requests; a middle value is None where there is none."""

    label: str
    opened: int
    resolved: int
    first: timedelta | None
    solution: timedelta | None
    reopened: int
    missed: int

    @property
    def reopened_share(self) -> int:
        return round(100 * self.reopened / self.opened) if self.opened else 0


def counted(rows: TicketQuerySet) -> Any:
    """Return requests with what is counted of them; those put into others are counted there."""
    late = Count("clock_events", filter=Q(clock_events__kind="MISSED"))
    whole = rows.filter(merged_into=None).select_related(*LINKS).annotate(missed=late)
    return whole.order_by("created_at", "pk")


class Hours:
    """Working time between two moments, with the hours of each desk read once."""

    def __init__(self) -> None:
        self.known: dict[int, Schedule] = {}

    def between(self, desk: Desk, since: datetime, until: datetime | None) -> timedelta | None:
        if until is None:
            return None
        if desk.pk not in self.known:
            self.known[desk.pk] = Schedule.of(desk.hours, desk.patron_day)
        return worked(self.known[desk.pk], since, until)


def done(row: Any, hours: Hours) -> Done:
    """Return what counts of a request of ``counted``."""
    return Done(
        row, hours.between(row.desk, row.created_at, row.first_answer_at),
        hours.between(row.desk, row.created_at, row.resolved_at), row.missed,
    )  # fmt: skip


def total(label: str, rows: Iterable[Done]) -> Line:
    """Return the figures of a group."""
    found = list(rows)
    return Line(
        label=label,
        opened=len(found),
        resolved=sum(one.solution is not None for one in found),
        first=_middle(one.first for one in found),
        solution=_middle(one.solution for one in found),
        reopened=sum(one.reopened for one in found),
        missed=sum(one.missed > 0 for one in found),
    )


def _middle(values: Iterable[timedelta | None]) -> timedelta | None:
    given = [value.total_seconds() for value in values if value is not None]
    return timedelta(seconds=median(given)) if given else None


def grouped(rows: Iterable[Done], key: Callable[[Done], str]) -> list[Line]:
    """Return the figures of each group, the largest first."""
    groups: dict[str, list[Done]] = {}
    for one in rows:
        groups.setdefault(key(one), []).append(one)
    lines = [total(label, found) for label, found in groups.items()]
    return sorted(lines, key=lambda line: (-line.opened, line.label))


def by_month(rows: Iterable[Done]) -> list[Line]:
    """Return the figures of each month, in their order."""
    groups: dict[tuple[int, int], list[Done]] = {}
    for one in rows:
        day = dates.rome(one.ticket.created_at)
        groups.setdefault((day.year, day.month), []).append(one)
    return [
        total(f"{dates.MONTHS[month - 1]} {year}", found) for (year, month), found in sorted(groups.items())
    ]


def body_of(one: Done) -> str:
    """Return for which body a request is."""
    return one.ticket.organisation.name if one.ticket.organisation else _("nessun ente")


def territory_of(one: Done) -> str:
    """Return the Province whose body asked; of the others the body itself."""
    body = one.ticket.organisation
    if body is None:
        return _("nessun ente")
    return body.province.name if body.province else body.name
