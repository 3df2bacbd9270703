"""How a clock of a request goes on: plain values in, the next event out; no row and no wall clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pico.helpdesk.rules.hours import BadHours, Schedule, due, worked

WARN_AT_LEFT = 4  # a warning when no more than a quarter is left
NONE = timedelta()


class Wanted(StrEnum):
    """What a clock should be doing, by the state of its request."""

    RUN = "RUN"
    PAUSE = "PAUSE"
    END = "END"


@dataclass(frozen=True)
class Reading:
    """What a clock said at an event."""

    kind: str
    at: datetime
    total: timedelta
    spent: timedelta
    due_at: datetime | None = None

    @property
    def runs(self) -> bool:
        return self.due_at is not None and self.kind != "MISSED"

    @property
    def left(self) -> timedelta:
        return max(self.total - self.spent, NONE)

    def spent_at(self, now: datetime, schedule: Schedule) -> timedelta:
        """Return what is spent at a moment, in the hours by which it was counted."""
        return self.spent + (worked(schedule, self.at, now) if self.runs else NONE)

    def left_at(self, now: datetime, schedule: Schedule) -> timedelta:
        """Return what is left at a moment."""
        return max(self.total - self.spent_at(now, schedule), NONE)

    def warns_at(self, schedule: Schedule) -> datetime:
        """Return when three quarters are gone."""
        before = max(self.left - self.total / WARN_AT_LEFT, NONE)
        return due(schedule, self.at, before) if before else self.at


def wanted_of(clock: str, state: str, *, answered: bool) -> Wanted | None:
    """Return what a clock should be doing; None while its request is not at a desk."""
    if state in ("RESOLVED", "CLOSED") or (clock == "FIRST_ANSWER" and answered):
        return Wanted.END
    return {"NEW": Wanted.RUN, "OPEN": Wanted.RUN, "WAITING": Wanted.PAUSE}.get(state)


@dataclass(frozen=True)
class Frame:
    """By what a clock is to count from now on.

    Args:
        total: the time in all; None where the desk has no such clock.
        schedule: the desk's hours.
        moved: whether another desk's hours counted until now.
        before: the hours that counted until now.
    """

    total: timedelta | None
    schedule: Schedule
    before: Schedule
    moved: bool = False


def advance(last: Reading | None, wanted: Wanted | None, frame: Frame, now: datetime) -> Reading | None:
    """Return the next event of a clock, or None when it goes on as it does.

    What was spent stays spent: another desk or priority gives the new time less that, in the new hours.
    A clock that ran out is over, whatever comes after.
    """
    if last is None:
        starts = wanted is Wanted.RUN and frame.total is not None
        return _running("STARTED", frame, NONE, now) if starts else None
    if last.kind == "MISSED" or wanted is None:
        return None
    spent = last.spent_at(now, frame.before)
    if last.runs and last.due_at is not None and now > last.due_at:
        return Reading("MISSED", now, last.total, spent, last.due_at)
    if wanted is Wanted.END:
        return None if last.kind == "MET" else Reading("MET", now, last.total, spent)
    stops = wanted is Wanted.PAUSE or frame.total is None
    if stops:
        return Reading("PAUSED", now, last.total, spent) if last.runs else None
    return _goes_on(last, spent, frame, now)


def _goes_on(last: Reading, spent: timedelta, frame: Frame, now: datetime) -> Reading | None:
    total = frame.total or NONE
    if last.runs and last.total == total and not frame.moved:
        return None
    kind = "RECOMPUTED" if last.runs else "RESUMED"
    return _running(kind, frame, spent, now)


def _running(kind: str, frame: Frame, spent: timedelta, now: datetime) -> Reading | None:
    """Return a clock that runs; none at a desk that does not open for so long."""
    total = frame.total or NONE
    try:
        until = due(frame.schedule, now, total - spent) if total > spent else now
    except BadHours:
        return None
    return Reading(kind, now, total, spent, until)


def hours_for(
    rows: Iterable[Any], kind: str, priority: int, defaults: Mapping[str, tuple[int | None, int | None]],
    name: str,
) -> tuple[int | None, int | None]:  # fmt: skip
    """Return the hours for the first answer and the solution of one kind and priority.

    The most specific row of the desk wins, a priority before a kind, the latest before the earlier; without
    rows of the desk, what the installation says for the priority, else for all.

    Args:
        rows: of the desk, those in force.
        defaults: hours by name of a priority, "" for the rest.
        name: of the priority.
    """
    fitting = [row for row in rows if row.kind in ("", kind) and row.priority in (0, priority)]
    if not fitting:
        return defaults.get(name, defaults.get("", (None, None)))
    best = max(
        fitting,
        key=lambda row: (
            bool(row.kind) + bool(row.priority), bool(row.priority), row.valid_from
        ),
    )  # fmt: skip
    return best.first_answer_hours, best.solution_hours
