"""A month of the personal calendar: its weeks, its days, and the months beside it."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pico.base.dated import DatedEntry
from pico.base.dates import MONTHS, today

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Day:
    """One cell of the grid."""

    day: date
    in_month: bool
    entries: list[DatedEntry] = field(default_factory=list)

    @property
    def is_today(self) -> bool:
        return self.day == today()


@dataclass(frozen=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    @classmethod
    def read(cls, text: str | None) -> "Month":
        """Return the month that an address names («2026-12»); the present one when it names none."""
        found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})", text or "")
        if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR and 1 <= int(found[2]) <= 12:
            return cls(int(found[1]), int(found[2]))
        return cls(today().year, today().month)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def name(self) -> str:
        """Return «dicembre 2026»."""
        return f"{MONTHS[self.month - 1]} {self.year}"

    def moved(self, months: int) -> "Month":
        """Return the month so many months later; within the years the calendar knows."""
        index = self.year * 12 + self.month - 1 + months
        year, month = divmod(min(max(index, FIRST_YEAR * 12), LAST_YEAR * 12 + 11), 12)
        return Month(year, month + 1)

    def days(self) -> list[date]:
        """Return the days of the grid: whole weeks from Monday to Sunday."""
        first = date(self.year, self.month, 1)
        start = first - timedelta(days=first.weekday())
        last = date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])
        end = last + timedelta(days=6 - last.weekday())
        return [start + timedelta(days=number) for number in range((end - start).days + 1)]

    def weeks(self, entries: Sequence[DatedEntry]) -> list[list[Day]]:
        """Return the grid with each entry on its day."""
        days = [Day(day, day.month == self.month) for day in self.days()]
        places = {day.day: day for day in days}
        for entry in entries:
            places[entry.day].entries.append(entry)
        return [days[start : start + 7] for start in range(0, len(days), 7)]
