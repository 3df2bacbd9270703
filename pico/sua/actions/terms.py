"""The deadlines of a tender brought in line with its dates, in the transaction of the move behind them."""

from datetime import date
from typing import Any

from pico.base import dates
from pico.sua.models import Deadline, Tender
from pico.sua.rules import deadlines

_FACTS = ("label", "trigger", "amber_on", "red_on", "source", "waits")


def _bring_in_line(tender: Tender) -> list[Deadline]:
    """Write the deadlines that the tender has now; return those missed that were still open.

    What its dates changed is kept as replaced; what is already as it should be is left alone.
    """
    today = dates.today()
    known = list(tender.deadlines.exclude(code="").order_by("pk"))
    lasting = _conclusion(known)
    wanted = deadlines.wanted(tender, (lasting.rup_months, lasting.anomaly_months) if lasting else (0, 0))
    missed, kept = [], set()
    for one in wanted:
        row = next((old for old in reversed(known) if _is(old, one)), None)
        state, closed_on = one.state(today)
        for old in known:
            if old.code == one.code and old is not row and old.state == Deadline.State.OPEN:
                _close_deadline(old, Deadline.State.REPLACED, today)
        if row is None:
            row = _made(tender, one, state, closed_on)
        elif (row.state, row.closed_on) != (state, closed_on):
            if (row.state, state) == (Deadline.State.OPEN, Deadline.State.MISSED):
                missed.append(row)
            _close_deadline(row, state, closed_on)
        kept.add(row.pk)
    for old in known:
        if old.pk not in kept and old.state == Deadline.State.OPEN:
            _close_deadline(old, Deadline.State.REPLACED, today)
    return missed + _missed_by_hand(tender, today)


def _is(row: Deadline, one: deadlines.Wanted) -> bool:
    return (row.code, row.starts_on, row.due_on) == (one.code, one.starts_on, one.due_on)


def _conclusion(known: list[Deadline]) -> Deadline | None:
    """Return the newest row of the conclusion term: it knows how many months were added."""
    return next((row for row in reversed(known) if row.code.startswith(deadlines.CONCLUSION)), None)


def _made(tender: Tender, one: deadlines.Wanted, state: str, closed_on: date | None) -> Deadline:
    return Deadline.objects.create(
        tender=tender,
        code=one.code,
        starts_on=one.starts_on,
        due_on=one.due_on,
        state=state,
        closed_on=closed_on,
        rup_months=one.rup_months,
        anomaly_months=one.anomaly_months,
        **{name: getattr(one, name) for name in _FACTS},
    )


def _close_deadline(row: Deadline, state: Any, on: date | None) -> None:
    row.state, row.closed_on = state, on
    row.save(update_fields=["state", "closed_on"])


def _missed_by_hand(tender: Tender, today: date) -> list[Deadline]:
    """Close what people wrote and nobody met: on the day on which it fell."""
    rows = list(tender.deadlines.filter(code="", state=Deadline.State.OPEN, due_on__lt=today))
    for row in rows:
        _close_deadline(row, Deadline.State.MISSED, row.due_on)
    return rows
