"""Dates in Italian and in Europe/Rome, working days and terms."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from django.db.models import Max, Min, QuerySet
from django.utils import timezone

ROME = ZoneInfo("Europe/Rome")
MONTHS = (
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
)
WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")


def today() -> date:
    """Return the date in Rome now: at 23:30 UTC it may be tomorrow."""
    return timezone.now().astimezone(ROME).date()


def rome(moment: datetime) -> datetime:
    """Return the moment in Europe/Rome."""
    return moment.astimezone(ROME)


def years_of(rows: QuerySet[Any], field: str) -> list[int]:
    """Return the years from the first day of some rows to the last, for a filter: the last year first.

    Only the two ends are asked of the database: working out the year of every row took longer than all the
    rest of a list of 10,000. A year in the middle may therefore be one without rows.

    Args:
        rows: a queryset.
        field: name of a column of dates, or of moments (read in Rome).
    """
    ends = rows.order_by().aggregate(first=Min(field), last=Max(field))
    if ends["first"] is None:
        return []
    first, last = (rome(end) if isinstance(end, datetime) else end for end in (ends["first"], ends["last"]))
    return list(range(last.year, first.year - 1, -1))


def italian_date(value: date | datetime | None, *, short: bool = False, weekday: bool = False) -> str:
    """Return «23 novembre 2026», «1º gennaio 2027»; short gives «23 nov 2026»; None gives «n.d.».

    Args:
        value: a date, or an aware datetime shown in Rome's day.
        short: three letters for the month.
        weekday: put the day of the week first.
    """
    if value is None:
        return "n.d."
    day = rome(value).date() if isinstance(value, datetime) else value
    month = MONTHS[day.month - 1]
    number = "1º" if day.day == 1 and not short else str(day.day)
    text = f"{number} {month[:3] if short else month} {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {text}" if weekday else text


def italian_datetime(value: datetime | None, *, short: bool = False) -> str:
    """Return «23 novembre 2026, ore 12:00» (short: «23 nov 2026, 12:00») in Europe/Rome."""
    if value is None:
        return "n.d."
    moment = rome(value)
    return f"{italian_date(moment, short=short)}, {'' if short else 'ore '}{moment:%H:%M}"


def iso_moment(value: datetime) -> str:
    """Return «2026-11-23T12:00:00+0100» in Europe/Rome, as machines read a moment in a page."""
    text = rome(value).isoformat(timespec="seconds")  # half of what strftime costs
    return f"{text[:-3]}{text[-2:]}"


@lru_cache(maxsize=64)
def _italian_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("IT", years=year).keys())


@lru_cache(maxsize=128)
def patron_days(abbreviation: str) -> tuple[str, ...]:
    """Return the days of every year ("04-27") on which a Province's own towns keep their patron's day.

    Those the package knows: none for an abbreviation it does not, and several where towns differ. A day that
    moves from year to year is left out.
    """
    try:
        years = [_own_days(abbreviation, year) for year in (2026, 2027)]
    except NotImplementedError:
        return ()
    return tuple(sorted(years[0] & years[1]))


def _own_days(abbreviation: str, year: int) -> set[str]:
    days = holidays.country_holidays("IT", subdiv=abbreviation, years=year)
    return {f"{day:%m-%d}" for day in days if day not in _italian_holidays(year)}


def is_holiday(day: date) -> bool:
    """Say whether a day is a national holiday (Easter Sunday and other named Sundays among them)."""
    return day in _italian_holidays(day.year)


def is_working_day(day: date, *, saturday_works: bool = False) -> bool:
    """Say whether offices work: not on Sundays, national holidays and (by default) Saturdays."""
    if day.weekday() == 6 or (day.weekday() == 5 and not saturday_works):
        return False
    return not is_holiday(day)


def next_working_day(day: date, *, saturday_works: bool = False) -> date:
    """Return the day itself when offices work on it, else the first following one."""
    while not is_working_day(day, saturday_works=saturday_works):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int) -> date:
    """Return the date ``count`` working days after ``day`` (the first day is not counted).

    Raises:
        ValueError: for a negative count.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1))
    return day


def end_of_day(day: date) -> datetime:
    """Return the last moment of a day in Rome, as an aware datetime."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, 999999, tzinfo=ROME)
