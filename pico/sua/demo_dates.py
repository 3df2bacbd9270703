"""When things happened in the demo: what the actions date today is carried back to a working day.

Each move is carried back at once, the moves of a tender in their order: so the next one finds the dates as
they would have been, and what is counted from them (terms, deadlines, search) is counted by the same code.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from pico.base import dates
from pico.base.actor import system_actor
from pico.files.models import Document, DocumentVersion
from pico.notifications.models import Event
from pico.search.actions import refresh
from pico.sua.actions.terms import _bring_in_line
from pico.sua.models import (
    Committee,
    Deadline,
    PreCigPass,
    Remark,
    RupAssignment,
    Tender,
    TenderDocument,
    TenderEvent,
)
from pico.sua.rules import clock

ACTOR = system_actor("contenuti dimostrativi")
_HOUR = 13  # of a day that stays where it is
_OF_TENDER: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (TenderEvent, ("at", "written_at")),
    (TenderDocument, ("added_at",)),
    (Remark, ("asked_at",)),
    (RupAssignment, ("proposed_at", "answered_at", "ended_at")),
    (PreCigPass, ("at",)),
    (Committee, ("added_at",)),
)


def moment(days: int, minutes: int = 0) -> datetime:
    """Return a moment in office hours some days ago, never today.

    A day on which offices are closed gives way to the next on which they work, or to the last one where none
    is left before today. The hour follows how far the day moved: things of two days stay in their order.

    Args:
        days: how many days before today.
        minutes: after the hour, less than sixty.
    """
    today = dates.today()
    wished = today - timedelta(days=days)
    day = dates.next_working_day(wished)
    while day >= today or not dates.is_working_day(day):
        day -= timedelta(days=1)
    hour = time(_HOUR - (day - wished).days)
    return datetime.combine(day, hour, dates.ROME) + timedelta(minutes=minutes)


def carry_back(tender: Tender, at: datetime) -> None:
    """Let what was just done to a tender have happened at a moment: nothing of it is later."""
    for rows, names in _dated(tender):
        for name in names:
            rows.filter(**{f"{name}__gt": at}).update(**{name: at})
    since = dates.rome(at).date()
    QuerySet(Tender).filter(pk=tender.pk, suspended_since__gt=since).update(suspended_since=since)
    _count_again(tender)


def count_term(tender: Tender) -> None:
    """Let the days of silence run from the day of sending: once decided, since nobody decides afterwards."""
    row: Tender = QuerySet(Tender).get(pk=tender.pk)
    if row.submitted_at is not None:
        sent_on = dates.rome(row.submitted_at).date()
        term_on = clock.term(sent_on, row.suspended_days, clock.rule_of(sent_on))
        QuerySet(Tender).filter(pk=row.pk).update(term_on=term_on)
        _count_again(row)


def _dated(tender: Tender) -> Iterator[tuple[QuerySet[Any], tuple[str, ...]]]:
    """Yield the rows of a tender that say a moment, and the columns in which they do."""
    yield QuerySet(Tender).filter(pk=tender.pk), ("created_at", "updated_at", "submitted_at", "closed_at")
    for model, names in _OF_TENDER:
        yield QuerySet(model).filter(tender=tender.pk), names
    papers = tender.documents.values("document")
    yield QuerySet(Document).filter(pk__in=papers), ("created_at", "updated_at")
    yield QuerySet(DocumentVersion).filter(document__in=papers), ("created_at",)


def _count_again(tender: Tender) -> None:
    """Count anew what follows from the dates: the deadlines, what people are told, what the search finds."""
    row: Tender = QuerySet(Tender).get(pk=tender.pk)
    QuerySet(Deadline).filter(tender=row).exclude(code="").delete()
    _bring_in_line(row)
    told = {
        "sua.request.sent": dates.italian_date(row.term_on),
        "sua.tender.publish": dates.italian_datetime(row.offers_until),
    }
    about: QuerySet[Event] = QuerySet(Event).filter(target_type="sua.tender", target_id=str(row.pk))
    for event in about.filter(kind__in=told):
        QuerySet(Event).filter(pk=event.pk).update(data={**event.data, "due": told[event.kind]})
    refresh(actor=ACTOR, rows=[row])
