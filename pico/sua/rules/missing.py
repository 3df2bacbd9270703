"""Which tenders lack a document that is due now: what ``checklist`` says of one, asked of all at once."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from pico.base import dates
from pico.sua.models import ChecklistItem, Lot, TenderDocument
from pico.sua.models.codes import OPEN_STATES, Funding, Kind, State
from pico.sua.models.tenders import TenderQuerySet

Moment = ChecklistItem.Moment
# In which states the documents of a moment are those one waits for.
WAITED_IN: dict[str, tuple[State, ...]] = {
    Moment.SUBMITTED: (State.DRAFT, *OPEN_STATES),
    Moment.READY: (State.ACCEPTED, State.PREPARATION),
    Moment.HANDED_OVER: (State.AWARDED,),
}
FIELDS = {"object": "contract_object", "pnrr": "pnrr", "investment": "investment", "criterion": "criterion",
          "procedure": "procedure"}  # fmt: skip


def lacking_documents(rows: TenderQuerySet) -> TenderQuerySet:
    """Return the tenders that miss at least one mandatory document of the step they are at."""
    wanted = Q(pk=None)
    for item in ChecklistItem.objects.filter(mandatory=True, moment__in=WAITED_IN):
        wanted |= _due(item) & Q(~Exists(_uploaded(item)))
    sums = rows.alias(funding_words=Cast("funding", TextField()))
    return sums.filter(wanted, historic=False)


def _uploaded(item: ChecklistItem) -> Any:
    rows = TenderDocument.objects.unrestricted("a subquery: the tenders are those the person sees")
    return rows.filter(tender=OuterRef("pk"), item=item.pk)


def _due(item: ChecklistItem) -> Q:
    """Return when this row of the table asks a document of a tender: state, day of sending, conditions."""
    asked = Q(state__in=WAITED_IN[item.moment]) & _on_its_day(item)
    if item.moment == Moment.SUBMITTED:
        asked &= Q(kind=Kind.DELEGATED)
    some = [_all_of(alternative) for alternative in item.conditions]
    if not some:
        return asked
    one_holds = Q(pk=None)
    for alternative in some:
        one_holds |= alternative
    return asked & one_holds


def _on_its_day(item: ChecklistItem) -> Q:
    sent = Q(submitted_at__gte=_start_of(item.valid_from))
    if item.valid_to is not None:
        sent &= Q(submitted_at__lt=_start_of(item.valid_to + timedelta(days=1)))
    return sent | Q(submitted_at=None) if _is_in_force(item, dates.today()) else sent


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=dates.ROME)


def _is_in_force(item: ChecklistItem, day: date) -> bool:
    return item.valid_from <= day and (item.valid_to is None or day <= item.valid_to)


def _all_of(alternative: dict[str, Any]) -> Q:
    found = Q()
    for name, value in alternative.items():
        found &= _holds(name, value)
    return found


def _holds(name: str, value: Any) -> Q:
    if name == "min_amount":
        least = Decimal(str(value))
        return Q(base_amount__gte=least) | (Q(base_amount=None) if least <= 0 else Q(pk=None))
    if name == "eu_funded":
        has = Q(funding_words__contains=f'"{Funding.EU.value}"')
        return has if value else ~has
    if name == "several_lots":
        lots = Lot.objects.unrestricted("a subquery: the tenders are those the person sees")
        several = Exists(lots.filter(tender=OuterRef("pk"), n__gt=1))
        return Q(several) if value else ~Q(several)
    return Q(**{f"{FIELDS[name]}__in": value if isinstance(value, list) else [value]})
