"""The figures of a SUA (sua.md 2.18): sums, medians and shares, and which of them tell of too few tenders.

Nothing here asks the database: ``rules/figures.py`` counts, this module reads what was counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce

# Days from the term for offers to the contract, on average: All. II.4 art. 11 c. 4 D.Lgs. 36/2023.
MOST_DAYS_TO_CONTRACT = 160
FEWEST = 3  # tenders behind a figure that others than the Province read
ZERO = Decimal(0)


class Hidden:
    """A figure that would tell of too few tenders."""

    def __str__(self) -> str:
        return f"meno di {FEWEST} gare"


HIDDEN = Hidden()
Figure = Decimal | int | Hidden | None


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def median(days: Mapping[int, int]) -> Decimal | None:
    """Return the middle of some whole numbers, each with how often it occurs; None of nothing."""
    count = sum(days.values())
    if not count:
        return None
    low, high = (count - 1) // 2, count // 2
    found, passed = [], 0
    for value in sorted(days):
        first, passed = passed, passed + days[value]
        found += [value for place in (low, high) if first <= place < passed]
    return _tenth(Decimal(sum(found)) / 2)


def mean(days: Mapping[int, int]) -> Decimal | None:
    """Return the average of some whole numbers, each with how often it occurs; None of nothing."""
    count = sum(days.values())
    return _tenth(Decimal(sum(value * times for value, times in days.items())) / count) if count else None


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return a part in per cent of the whole; None of nothing."""
    return _tenth(Decimal(100) * part / whole) if whole else None


@dataclass(frozen=True)
class Counted:
    """What was counted of the tenders of one Province, or of several.

    Args:
        states: tenders by state.
        running: tenders under way, and ``running_value`` what they are worth.
        won: tenders in which somebody won.
        priced: tenders with an awarded amount: ``base`` of the awarded lots, ``awarded`` for how much.
        discounts: sum of the discounts of ``discounted`` awarded lots.
        closed: tenders whose offers are known; ``offers`` of all, ``single`` with one, ``void`` with none.
        contracted: tenders with a contract.
        to_contract: days from the term for offers to the contract -> how many contracts.
        stays: state -> days in it -> how many times, of those that left it.
        stayed: state -> how many tenders left it, once or more often.
    """

    states: Mapping[str, int] = field(default_factory=dict)
    running: int = 0
    running_value: Decimal = ZERO
    won: int = 0
    priced: int = 0
    base: Decimal = ZERO
    awarded: Decimal = ZERO
    discounts: Decimal = ZERO
    discounted: int = 0
    closed: int = 0
    offers: int = 0
    single: int = 0
    void: int = 0
    contracted: int = 0
    to_contract: Mapping[int, int] = field(default_factory=dict)
    stays: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    stayed: Mapping[str, int] = field(default_factory=dict)

    @property
    def tenders(self) -> int:
        return sum(self.states.values())

    def plus(self, other: "Counted") -> "Counted":
        """Return both together."""
        plain = {
            name: getattr(self, name) + getattr(other, name)
            for name in (
                "running", "running_value", "won", "priced", "base", "awarded", "discounts", "discounted",
                "closed", "offers", "single", "void", "contracted",
            )
        }  # fmt: skip
        stays = {
            state: Counter(self.stays.get(state, {})) + Counter(other.stays.get(state, {}))
            for state in {*self.stays, *other.stays}
        }
        return Counted(
            states=Counter(self.states) + Counter(other.states),
            to_contract=Counter(self.to_contract) + Counter(other.to_contract),
            stays=stays,
            stayed=Counter(self.stayed) + Counter(other.stayed),
            **plain,
        )


def together(rows: Iterable[Counted]) -> Counted:
    """Return several Provinces as one."""
    return reduce(Counted.plus, rows, Counted())


@dataclass(frozen=True)
class Told:
    """A figure, and of how many tenders it tells."""

    value: Decimal | int | None
    of: int

    def shown(self, fewest: int) -> Figure:
        """Return the figure; ``HIDDEN`` when it tells of somebody but of fewer than that."""
        return HIDDEN if 0 < self.of < fewest else self.value


def told(row: Counted) -> dict[str, Told]:
    """Return the figures of a Province by name; how many tenders there are is no secret."""
    by_offer = Decimal(row.offers) / row.closed if row.closed else None
    discount = row.discounts / row.discounted if row.discounted else None
    return {
        "tenders": Told(row.tenders, 0),
        "running": Told(row.running, 0),
        "running_value": Told(row.running_value, row.running),
        "won": Told(row.won, 0),
        "awarded": Told(row.awarded if row.priced else None, row.priced),
        "discount": Told(None if discount is None else _tenth(discount), row.priced),
        "saving": Told(row.base - row.awarded if row.priced else None, row.priced),
        "saving_share": Told(share(row.base - row.awarded, row.base), row.priced),
        "coverage": Told(share(row.priced, row.won), row.won),
        "offers": Told(None if by_offer is None else _tenth(by_offer), row.closed),
        "single": Told(share(row.single, row.closed), row.closed),
        "void": Told(share(row.void, row.closed), row.closed),
        "to_contract": Told(mean(row.to_contract), row.contracted),
    }


def told_of_all(rows: Sequence[Counted], fewest: int) -> dict[str, Figure]:
    """Return the figures of all; hidden where they would tell what is hidden of one.

    Who knows the total and all parts but one knows that one: a total is told when the parts that are hidden
    are two at least and tell of enough tenders together.
    """
    parts = [told(row) for row in rows]
    whole = told(together(rows))
    found = {}
    for name, figure in whole.items():
        hidden = [part[name].of for part in parts if part[name].shown(fewest) is HIDDEN]
        safe = not hidden or (len(hidden) > 1 and sum(hidden) >= fewest)
        found[name] = figure.shown(fewest) if safe else HIDDEN
    return found


def stay(row: Counted, state: str, fewest: int) -> Figure:
    """Return the median of the days in a state."""
    return Told(median(row.stays.get(state, {})), row.stayed.get(state, 0)).shown(fewest)
