"""What an awarded tender saves on its campaign (sua.md 5.5): against base prices and against declared ones.

The awarded amount of a lot is split by the quotas of the bodies, and each part by what the body needs: parts
always sum to what was awarded. Savings on declared prices look at needs whose price is known, and say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pico.base.money import split
from pico.sua.models import Lot, NeedsCampaign, Quota, Tender
from pico.sua.models.codes import Outcome
from pico.sua.rules.consolidation import ZERO, Consolidation, LotSum, Need, cents
from pico.sua.rules.grouping import By, lots_of


@dataclass(frozen=True)
class Part:
    """What one body needs in one lot, at three prices.

    Args:
        lot: number of the lot.
        body: id of the organisation.
        base: at base prices.
        awarded: at what was awarded.
        declared: at the prices that it pays today, of the needs whose price is known.
        compared: those same needs at what was awarded.
        is_known: whether the price of all that it needs in the lot is known.
    """

    lot: int
    body: int
    base: Decimal
    awarded: Decimal
    declared: Decimal = ZERO
    compared: Decimal = ZERO
    is_known: bool = False


@dataclass(frozen=True)
class Saving:
    """What some parts save together."""

    base: Decimal
    awarded: Decimal
    declared: Decimal
    compared: Decimal
    known: int
    bodies: int

    @property
    def on_base(self) -> Decimal:
        return self.base - self.awarded

    @property
    def on_base_share(self) -> Decimal:
        """In per cent of the base."""
        return cents(100 * self.on_base / self.base) if self.base else ZERO

    @property
    def on_declared(self) -> Decimal | None:
        """None while no price is known."""
        return self.declared - self.compared if self.declared else None

    @property
    def on_declared_share(self) -> Decimal | None:
        """In per cent of the declared amount."""
        return cents(100 * (self.declared - self.compared) / self.declared) if self.declared else None


@dataclass(frozen=True)
class LotSaving:
    """One awarded lot."""

    lot: Lot
    saving: Saving
    prices: tuple[tuple[str, Decimal, Decimal], ...]  # item, base price, awarded price


@dataclass(frozen=True)
class Savings:
    """What an awarded tender saves: lots that are not awarded are left out, and counted."""

    lots: tuple[LotSaving, ...]
    all_lots: int
    parts: tuple[Part, ...]

    @property
    def total(self) -> Saving:
        return saving_of(self.parts)

    def of_body(self, body: int) -> Saving | None:
        """Return what one body saves; None when it has no part of what is awarded."""
        own = [part for part in self.parts if part.body == body]
        return saving_of(own) if own else None


def saving_of(parts: Iterable[Part]) -> Saving:
    """Return the sums of some parts; a body is known when the prices of all its parts are."""
    rows = list(parts)
    bodies = {part.body for part in rows}
    unknown = {part.body for part in rows if not part.is_known}
    return Saving(
        base=sum((part.base for part in rows), ZERO),
        awarded=sum((part.awarded for part in rows), ZERO),
        declared=sum((part.declared for part in rows), ZERO),
        compared=sum((part.compared for part in rows), ZERO),
        known=len(bodies - unknown),
        bodies=len(bodies),
    )


def of_tender(campaign: NeedsCampaign, table: Consolidation, tender: Tender) -> Savings | None:
    """Return what the tender of a campaign saves; None while no lot of it is awarded.

    Args:
        table: with the answers of all bodies.
    """
    lots = list(tender.lots.order_by("n"))
    won = [lot for lot in lots if lot.outcome == Outcome.AWARDED and lot.awarded_amount]
    if not won:
        return None
    quotas = Quota.objects.unrestricted("the sums of an awarded tender; who reads them chooses whose")
    by_lot: dict[int, list[Quota]] = {}
    rows = quotas.filter(lot__tender=tender).select_related("participant").order_by("participant_id", "pk")
    for quota in rows:
        by_lot.setdefault(quota.lot_id, []).append(quota)
    sums = _sums(campaign, table, lots)
    made = [_lot(lot, by_lot.get(lot.pk, []), sums.get(lot.n)) for lot in won]
    parts = tuple(part for _saving, found in made for part in found)
    return Savings(tuple(saving for saving, _found in made), len(lots), parts)


def _sums(campaign: NeedsCampaign, table: Consolidation, lots: list[Lot]) -> dict[int, LotSum]:
    """Return what each lot was made of, by number; nothing when lots were changed after the conversion."""
    there = [(lot.title, lot.amount) for lot in lots]
    for by in By:
        found = lots_of(table, by)
        if [(one.title or campaign.title, one.value) for one in found] == there:
            return {lot.n: one for lot, one in zip(lots, found, strict=True)}
    return {}


def _lot(lot: Lot, quotas: list[Quota], made_of: LotSum | None) -> tuple[LotSaving, list[Part]]:
    awarded = lot.awarded_amount or ZERO
    shares = split(awarded, [quota.amount for quota in quotas]) if any(q.amount for q in quotas) else []
    parts = [
        _part(lot, quota, share, _needs(made_of, quota.participant.organisation_id))
        for quota, share in zip(quotas, shares, strict=False)
    ]
    items = made_of.items if made_of else ()
    prices = tuple(
        (str(row.item.description), row.item.base_price, cents(row.item.base_price * awarded / lot.amount))
        for row in items
    )
    return LotSaving(lot, saving_of(parts), prices), parts


def _needs(lot: LotSum | None, body: int) -> list[Need]:
    if lot is None:
        return []
    places = [place for place, row in enumerate(lot.bodies) if row.organisation.pk == body]
    return [row.needs[place] for place in places for row in lot.items if row.needs[place].quantity]


def _part(lot: Lot, quota: Quota, share: Decimal, needs: list[Need]) -> Part:
    worth = [need.value for need in needs]
    each = split(share, worth) if any(worth) else [ZERO] * len(needs)
    told = [(need.declared, part) for need, part in zip(needs, each, strict=True)]
    return Part(
        lot=lot.n,
        body=quota.participant.organisation_id,
        base=quota.amount,
        awarded=share,
        declared=sum((declared for declared, _part in told if declared is not None), ZERO),
        compared=sum((part for declared, part in told if declared is not None), ZERO),
        is_known=bool(needs) and all(declared is not None for declared, _part in told),
    )
