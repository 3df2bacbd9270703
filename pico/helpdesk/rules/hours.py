"""When a desk is open, and a deadline counted in its hours: no row and no clock, only sums.

Hours are read on the wall clock of Rome; minutes are counted as they pass, so that the days on which the
clocks change are right. National holidays and the desk's patron day are closed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pico.base import dates

MIDNIGHT = 24 * 60
HORIZON = 400  # days: every desk with hours opens at least once in a year
_INTERVAL = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")
Interval = tuple[int, int]  # minutes since midnight


class BadHours(ValueError):
    """Hours that cannot be read, or of a desk that never opens."""


@dataclass(frozen=True)
class Schedule:
    """The hours of each weekday from Monday, and the patron day as (month, day)."""

    week: tuple[tuple[Interval, ...], ...]
    patron: tuple[int, int] | None = None

    @classmethod
    def of(cls, hours: Mapping[str, str], patron_day: str = "") -> "Schedule":
        """Read a desk's fields.

        Raises:
            BadHours: when they cannot be read.
        """
        patron = (int(patron_day[:2]), int(patron_day[3:])) if patron_day else None
        return cls(tuple(read_hours(hours.get(str(day), "")) for day in range(7)), patron)

    def is_closed(self, day: date) -> bool:
        """Say whether the whole day is closed, whatever the weekday's hours."""
        return dates.is_holiday(day) or (day.month, day.day) == self.patron

    def on(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return the opening times of one day."""
        if self.is_closed(day):
            return []
        return [(_moment(day, start), _moment(day, end)) for start, end in self.week[day.weekday()]]


def read_hours(text: str) -> tuple[Interval, ...]:
    """Return the intervals of «9:00-13:00, 14:00-18:00», in order; none for an empty text.

    Raises:
        BadHours: when it says something else, ends before it begins, or overlaps.
    """
    intervals: list[Interval] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _INTERVAL.fullmatch(part)
        if found is None:
            raise BadHours(part)
        start, end = (_minutes(*found.group(at, at + 1)) for at in (1, 3))
        if start >= end or (intervals and start < intervals[-1][1]):
            raise BadHours(part)
        intervals.append((start, end))
    return tuple(intervals)


def write_hours(intervals: tuple[Interval, ...]) -> str:
    """Return intervals as text, as they are kept."""
    return ", ".join("-".join(f"{at // 60:02d}:{at % 60:02d}" for at in pair) for pair in intervals)


def _minutes(hour: str, minute: str) -> int:
    at = int(hour) * 60 + int(minute)
    if int(minute) > 59 or at > MIDNIGHT:
        raise BadHours(f"{hour}:{minute}")
    return at


def _moment(day: date, minutes: int) -> datetime:
    """Return the moment of a wall-clock time in Rome, in UTC: there, moments may be subtracted."""
    if minutes == MIDNIGHT:
        day, minutes = day + timedelta(days=1), 0
    return datetime.combine(day, time(minutes // 60, minutes % 60), dates.ROME).astimezone(UTC)


def _openings(schedule: Schedule, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Return the opening times that are left from a moment on, the running one cut."""
    first = dates.rome(since).date()
    for offset in range(HORIZON):
        for start, end in schedule.on(first + timedelta(days=offset)):
            if end > since:
                yield max(start, since), end


def is_open(schedule: Schedule, at: datetime) -> bool:
    """Say whether the desk is open at a moment; at closing time it is not."""
    return any(start <= at < end for start, end in schedule.on(dates.rome(at).date()))


def next_opening(schedule: Schedule, at: datetime) -> datetime:
    """Return the moment itself when the desk is open, else when it next opens.

    Raises:
        BadHours: when it never does.
    """
    return due(schedule, at, timedelta())


def due(schedule: Schedule, since: datetime, work: timedelta) -> datetime:
    """Return the moment, in Rome, at which so much opening time has passed.

    Args:
        schedule: the desk's.
        since: from when it is counted, open or not.
        work: how much; none gives the first open moment.

    Raises:
        BadHours: when the desk does not open for so long within the horizon.
    """
    left = work
    for start, end in _openings(schedule, since.astimezone(UTC)):
        if end - start >= left:
            return dates.rome(start + left)
        left -= end - start
    raise BadHours("the desk is not open for so long")


def worked(schedule: Schedule, since: datetime, until: datetime) -> timedelta:
    """Return how much opening time lies between two moments; none when they are the wrong way round."""
    total = timedelta()
    for start, end in _openings(schedule, since.astimezone(UTC)):
        if start >= until:
            break
        total += min(end, until) - start
    return total
