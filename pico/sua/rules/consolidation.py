"""What the bodies need together (sua.md 5.5): sums, values, declared prices with their coverage, lots.

Quantities are Decimal, money is to the cent. The value of an item is the whole quantity at its base price;
what each body has of it is split by largest remainder, so that parts always sum to the total.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pico.base.money import CENT, split
from pico.organisations.models import Organisation
from pico.questionnaires.models import Answer, Response
from pico.questionnaires.models.responses import ResponseQuerySet
from pico.sua.models import NeedItem, NeedsCampaign
from pico.sua.rules import revisions
from pico.sua.rules.needs import NEEDS, PRICE, year_key

ZERO = Decimal(0)


def cents(value: Decimal) -> Decimal:
    """Return an amount to the cent, half up."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Need:
    """What one body needs of one item.

    Args:
        years: quantity by year, as it was answered.
        price: the price it pays today, when it says so.
        value: its part of the value of the item at the base price.
    """

    years: tuple[Decimal, ...] = ()
    price: Decimal | None = None
    value: Decimal = ZERO

    @property
    def quantity(self) -> Decimal:
        return sum(self.years, ZERO)

    @property
    def declared(self) -> Decimal | None:
        """What the body would pay at the price it declares."""
        return None if self.price is None or not self.quantity else cents(self.quantity * self.price)


@dataclass
class ItemSum:
    """One item over all bodies.

    Args:
        item: what is needed.
        needs: one per body, in the order of the bodies.
    """

    item: NeedItem
    needs: list[Need]
    value: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.value = cents(self.quantity * self.item.base_price)
        if self.quantity:
            parts = split(self.value, [need.quantity for need in self.needs])
            self.needs = [
                Need(need.years, need.price, part) for need, part in zip(self.needs, parts, strict=True)
            ]

    @property
    def quantity(self) -> Decimal:
        return sum((need.quantity for need in self.needs), ZERO)

    @property
    def bodies(self) -> int:
        return sum(bool(need.quantity) for need in self.needs)

    @property
    def known(self) -> list[Need]:
        """The needs whose price is known."""
        return [need for need in self.needs if need.declared is not None]


@dataclass(frozen=True)
class Declared:
    """What is known of the prices that bodies pay today, and of how much of the need.

    Args:
        known: bodies that declare the price of all that they need.
        bodies: bodies that need something.
        quantity: whose price is known.
        amount: that quantity at the declared prices.
        at_base: that quantity at the base prices.
    """

    known: int
    bodies: int
    quantity: Decimal
    amount: Decimal
    at_base: Decimal

    @property
    def weighted(self) -> Decimal | None:
        """The declared price, weighted by quantity; of one item, or of items of one unit."""
        return cents(self.amount / self.quantity) if self.quantity else None

    @property
    def saving(self) -> Decimal | None:
        """How much less the base prices are than the declared ones; shown, not promised."""
        return self.amount - self.at_base if self.known else None

    @property
    def saving_share(self) -> Decimal | None:
        """The same in per cent of the declared amount."""
        return cents(100 * (self.amount - self.at_base) / self.amount) if self.known and self.amount else None


@dataclass(frozen=True)
class BodySum:
    """One body over all items."""

    organisation: Organisation
    needs: tuple[Need, ...]

    @property
    def value(self) -> Decimal:
        return sum((need.value for need in self.needs), ZERO)

    @property
    def known(self) -> Decimal:
        """What it would pay at the prices that it declares, whatever is missing."""
        return sum((need.declared or ZERO for need in self.needs), ZERO)

    @property
    def declared(self) -> Decimal | None:
        """What it would pay at its prices; None while the price of one thing that it needs is missing."""
        wanted = [need for need in self.needs if need.quantity]
        if any(need.price is None for need in wanted) or not wanted:
            return None
        return self.known


@dataclass(frozen=True)
class LotSum:
    """The items that share a lot hint."""

    title: str
    items: tuple[ItemSum, ...]
    bodies: tuple[BodySum, ...] = ()

    @property
    def value(self) -> Decimal:
        return sum((item.value for item in self.items), ZERO)

    @property
    def quantity(self) -> Decimal | None:
        return quantity_of(self.items)

    @property
    def unit(self) -> str:
        return unit_of(self.items)


# Things that are counted: ten desks and ten chairs are twenty of nothing, while tonnes and litres sum.
COUNTED = {NeedItem.Unit.PIECE, NeedItem.Unit.PACK, NeedItem.Unit.SET, NeedItem.Unit.ONE}


def unit_of(items: Iterable[ItemSum]) -> str:
    """Return the one unit of some items; nothing when they have several, or are different things counted."""
    rows = [row.item for row in items]
    if len({row.unit for row in rows}) != 1 or (len(rows) > 1 and rows[0].unit in COUNTED):
        return ""
    return str(rows[0].get_unit_display())


def quantity_of(items: Sequence[ItemSum]) -> Decimal | None:
    """Return the whole quantity of some items; None when they have no unit together."""
    return sum((row.quantity for row in items), ZERO) if unit_of(items) else None


@dataclass(frozen=True)
class Consolidation:
    """The whole table."""

    items: tuple[ItemSum, ...]
    bodies: tuple[BodySum, ...]

    @property
    def value(self) -> Decimal:
        return sum((row.value for row in self.items), ZERO)

    @property
    def quantity(self) -> Decimal | None:
        return quantity_of(self.items)

    @property
    def unit(self) -> str:
        return unit_of(self.items)

    @property
    def lots(self) -> list[LotSum]:
        """The items by their lot hint, in the order in which the hints appear."""
        titles = list(dict.fromkeys(row.item.lot_hint for row in self.items))
        return [
            LotSum(title, tuple(row for row in self.items if row.item.lot_hint == title), self.bodies)
            for title in titles
        ]

    @property
    def declared(self) -> Declared:
        """All that is known of declared prices."""
        return declared_of(self.items, len([row for row in self.bodies if row.declared is not None]))

    @property
    def needing(self) -> int:
        return sum(any(need.quantity for need in row.needs) for row in self.bodies)


def declared_of(items: Iterable[ItemSum], known: int | None = None) -> Declared:
    """Return what is known of the declared prices of some items.

    Args:
        items: one, or several.
        known: how many bodies count as known; those that know the price of each without.
    """
    rows = list(items)
    pairs = [(row, need) for row in rows for need in row.known]
    wanting = {place for row in rows for place, need in enumerate(row.needs) if need.quantity}
    told = {place for row in rows for place, need in enumerate(row.needs) if need.declared is not None}
    return Declared(
        known=len(told) if known is None else known,
        bodies=len(wanting),
        quantity=sum((need.quantity for _row, need in pairs), ZERO),
        amount=sum((need.declared or ZERO for _row, need in pairs), ZERO),
        at_base=sum((cents(need.quantity * row.item.base_price) for row, need in pairs), ZERO),
    )


# --- Reading


def seen_by(user: Any, campaign: NeedsCampaign, up_to: int | None = None) -> Consolidation:
    """Return the table of the answers that a person may read.

    Args:
        up_to: number of the last revision that counts; all of them without.
    """
    return _table(campaign, Response.objects.visible_to(user), up_to)


def whole(campaign: NeedsCampaign) -> Consolidation:
    """Return the table of all answers: for totals without names, and for the tender."""
    return _table(campaign, Response.objects.unrestricted("the totals of a campaign are the sums of all"))


def figures_of_body(table: Consolidation, campaign: NeedsCampaign, body: int) -> revisions.Figures | None:
    """Return what one body needs as a revision keeps it; None when it sent no answer."""
    row = next((one for one in table.bodies if one.organisation.pk == body), None)
    if row is None:
        return None
    cells = {}
    for item, need in zip(table.items, row.needs, strict=True):
        years = {year_key(year): value for year, value in zip(campaign.all_years, need.years, strict=True)}
        cells[item.item.code] = {**years, **({PRICE: need.price} if need.price else {})}
    return revisions.figures_of(campaign, cells)


def _table(campaign: NeedsCampaign, responses: ResponseQuerySet, up_to: int | None = None) -> Consolidation:
    sent = responses.filter(
        round=campaign.round_id, state=Response.State.SUBMITTED, invitation__replaced_by=None
    )
    rows = list(
        sent.select_related("invitation__organisation").order_by("invitation__organisation__name", "pk")
    )
    items = list(campaign.items.all())
    cells = _cells(campaign, [row.pk for row in rows])
    revised = revisions.current(campaign, up_to)
    for row in rows:
        if (figures := revised.get(row.invitation.organisation_id)) is not None:
            numbers = revisions.numbers_of(figures)
            cells |= {(row.pk, item.code): numbers.get(item.code, {}) for item in items}
    sums = [
        ItemSum(item, [_need(campaign, cells.get((row.pk, item.code), {})) for row in rows]) for item in items
    ]
    bodies = [
        BodySum(row.invitation.organisation, tuple(one.needs[place] for one in sums))
        for place, row in enumerate(rows)
    ]
    return Consolidation(tuple(sums), tuple(bodies))


def _cells(campaign: NeedsCampaign, responses: list[Any]) -> dict[tuple[Any, str], dict[str, Decimal]]:
    """Return the numbers by (response, code of the item) and column."""
    codes = [row["code"] for row in campaign.round.fixed_rows.get(NEEDS, ())]
    answers = Answer.objects.unrestricted("the answers of responses already chosen").filter(
        response__in=responses, question=NEEDS, number__isnull=False
    )
    found: dict[tuple[Any, str], dict[str, Decimal]] = {}
    for response, row, column, number in answers.values_list("response_id", "row", "column", "number"):
        if number is not None and 0 < row <= len(codes):
            found.setdefault((response, codes[row - 1]), {})[column] = number
    return found


def _need(campaign: NeedsCampaign, cells: Mapping[str, Decimal]) -> Need:
    years = tuple(cells.get(year_key(year), ZERO) for year in campaign.all_years)
    return Need(years, cells.get(PRICE))
