"""Legal terms from what starts them: calendar days or months, the last day moved to a working one."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from pico.base import dates
from pico.sua.models import TermRule
from pico.sua.models.codes import Criterion


@dataclass(frozen=True)
class Due:
    """The last day of a term, and the days from which it is amber and red."""

    starts_on: date
    on: date
    amber_on: date
    red_on: date

    def tone(self, on: date) -> str:
        """Return how the term stands on a day: info, warning, danger."""
        if on >= self.red_on:
            return "danger"
        return "warning" if on >= self.amber_on else "info"


def rule_of(code: str, on: date) -> TermRule | None:
    """Return the rule in force on a day, if the table has one."""
    return TermRule.objects.in_force(on).filter(code=code).order_by("-valid_from").first()


def due(rule: TermRule, start: date, *, more: int = 0) -> Due:
    """Return when a term that starts on a day ends; the first day is not counted.

    Amber and red are shares of the term as counted, before the last day moves to a working one.

    Args:
        rule: the term.
        start: what it counts from.
        more: how many of its units were added.
    """
    counted = (
        add_months(start, rule.offset + more)
        if rule.unit == TermRule.Unit.MONTHS
        else start + timedelta(days=rule.offset + more)
    )
    length = (counted - start).days
    return Due(
        starts_on=start,
        on=dates.next_working_day(counted, saturday_works=rule.saturday_works),
        amber_on=start + timedelta(days=length * rule.amber // 100),
        red_on=start + timedelta(days=length * rule.red // 100),
    )


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a month that has fewer days."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def conclusion_rule(procedure: str, criterion: str, on: date) -> TermRule | None:
    """Return by when a procedure must be concluded; the lowest cost counts as quality and price do."""
    measure = "PRICE" if criterion == Criterion.PRICE else "QUALITY"
    return rule_of(f"CONCLUSION_{measure}_{procedure.upper().replace('-', '_')}", on)
