"""What a revision of a consolidated campaign says: figures of one body, and their difference in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pico.base.money import euro
from pico.sua.models import NeedItem, NeedRevision, NeedsCampaign
from pico.sua.rules.needs import PRICE, plain, year_key

Figures = dict[str, dict[str, str]]  # by code of the item and column, as numbers in text


@dataclass(frozen=True)
class Change:
    """One figure that a revision changed, in words."""

    what: str
    before: str
    after: str


def current(campaign: NeedsCampaign, up_to: int | None = None) -> dict[int, Figures]:
    """Return the figures of the bodies that were revised, by id of the organisation.

    Args:
        up_to: number of the last revision that counts; all of them without.
    """
    if campaign.consolidated_at is None:
        return {}
    rows = NeedRevision.objects.unrestricted("the figures in force of responses already chosen")
    rows = rows.filter(campaign=campaign).order_by("number")
    if up_to is not None:
        rows = rows.filter(number__lte=up_to)
    return dict(rows.values_list("organisation_id", "after"))


def figures_of(campaign: NeedsCampaign, cells: Mapping[str, Mapping[str, Decimal]]) -> Figures:
    """Return the numbers of a body as a revision keeps them; what is empty or zero is left out.

    Args:
        cells: by code of the item and column.
    """
    columns = [*(year_key(year) for year in campaign.all_years), PRICE]
    found: Figures = {}
    for code, row in cells.items():
        kept = {name: _text(row[name]) for name in columns if row.get(name)}
        if kept:
            found[code] = kept
    return found


def _text(value: Decimal) -> str:
    return format(value.normalize(), "f")


def numbers_of(figures: Figures) -> dict[str, dict[str, Decimal]]:
    """Return the figures as numbers."""
    return {code: {name: Decimal(text) for name, text in row.items()} for code, row in figures.items()}


def changes(
    campaign: NeedsCampaign, items: Iterable[NeedItem], before: Figures, after: Figures
) -> list[Change]:
    """Return what differs between two sets of figures, in the order of the items."""
    found = []
    for item in items:
        for name, label in _columns(campaign):
            pair = [_words(item, name, figures.get(item.code, {}).get(name)) for figures in (before, after)]
            if pair[0] != pair[1]:
                found.append(Change(f"{item.description}, {label}", *pair))
    return found


def _columns(campaign: NeedsCampaign) -> list[tuple[str, Any]]:
    years = [(year_key(year), _("quantità %(year)s") % {"year": year}) for year in campaign.all_years]
    return [*years, (PRICE, _("prezzo pagato oggi"))]


def _words(item: NeedItem, name: str, text: str | None) -> str:
    if name == PRICE:
        return euro(Decimal(text)) if text else _("non detto")
    return f"{plain(Decimal(text or 0))} {item.get_unit_display()}"
