"""How a lot is divided among the bodies that buy: parts sum to the lot, to the cent (sua.md 5.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from pico.base import money
from pico.sua.models import Lot, NeedItem, Quota, Tender, TenderParticipant
from pico.sua.models.quotas import QuotaQuerySet
from pico.sua.rules import bodies
from pico.sua.rules.needs import plain

ZERO = Decimal(0)
MOST_CELLS = 400  # of a page: beyond these the lots are divided one at a time


@dataclass(frozen=True)
class Part:
    """What one body has of a lot; without a quantity it is a matter of money only."""

    amount: Decimal = ZERO
    quantity: Decimal | None = None


@dataclass(frozen=True)
class Division:
    """The parts of a lot by id of the body's row; a body without a part is left out."""

    parts: Mapping[int, Part] = field(default_factory=dict)
    unit: str = ""

    @property
    def total(self) -> Decimal:
        return sum((part.amount for part in self.parts.values()), ZERO)


def rows_of(tender: Tender) -> list[TenderParticipant]:
    """Return the bodies among which lots are divided, in the order in which they joined."""
    rows = list(tender.participants.select_related("organisation").order_by("pk"))
    held = set(_quotas(tender).values_list("participant_id", flat=True))
    buying = {row.pk for row in bodies.buyers(tender, rows)}
    return [row for row in rows if row.pk in buying | held]


def divisions_of(tender: Tender) -> dict[int, Division]:
    """Return how each lot is divided, by id of the lot; one that nobody divided is not there."""
    found: dict[int, dict[int, Part]] = {}
    units: dict[int, str] = {}
    for quota in _quotas(tender).order_by("lot_id", "participant_id"):
        if not (quota.amount or quota.quantity):
            continue
        found.setdefault(quota.lot_id, {})[quota.participant_id] = Part(quota.amount, quota.quantity)
        units[quota.lot_id] = units.get(quota.lot_id) or quota.unit
    return {lot: Division(parts, units[lot]) for lot, parts in found.items()}


def _quotas(tender: Tender) -> QuotaQuerySet:
    rows = Quota.objects.unrestricted("who may divide the lots of a tender reads the parts of all its bodies")
    return rows.filter(lot__tender=tender)


def objection(lot: Lot, division: Division) -> str:
    """Return why a division does not fit its lot, with the difference; empty when it does, or is none yet."""
    gap = lot.amount - division.total
    if not division.parts or not gap:
        return ""
    words = (
        _("Lotto %(n)s: le quote sommano a %(total)s, il lotto è di %(amount)s: mancano %(gap)s.")
        if gap > 0
        else _("Lotto %(n)s: le quote sommano a %(total)s, il lotto è di %(amount)s: %(gap)s di troppo.")
    )
    figures = {"total": division.total, "amount": lot.amount, "gap": abs(gap)}
    return words % {"n": lot.n, **{name: money.euro(value) for name, value in figures.items()}}


def in_equal_parts(
    lot: Lot, rows: Iterable[TenderParticipant], typed: Mapping[int, Decimal | None]
) -> dict[int, Decimal]:
    """Return a lot in equal parts, by largest remainder, ties by the order of the bodies.

    Args:
        lot: what is divided.
        rows: the bodies, in their order.
        typed: what stands beside each; who has a zero buys nothing, and so does the holder without a part.
    """
    rows = list(rows)
    several = len(rows) > 1
    sharing = [
        row
        for row in rows
        if typed.get(row.pk)
        or (typed.get(row.pk) is None and not (several and row.role == TenderParticipant.Role.HOLDER))
    ]
    if not sharing:
        return {}
    amounts = money.split(lot.amount, [1] * len(sharing))
    return {row.pk: amount for row, amount in zip(sharing, amounts, strict=True)}


def in_words(part: Part | None, unit: str) -> str:
    """Return «12.000,00 €, 40 t»."""
    if part is None:
        return _("nessuna quota")
    label = dict(NeedItem.Unit.choices).get(unit, "")
    quantity = "" if part.quantity is None else f", {plain(part.quantity)} {label}"
    return f"{money.euro(part.amount)}{quantity}"
