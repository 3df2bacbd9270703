"""``{% load maps %}{% choropleth values title="Gare per provincia" noun="gara,gare" %}``."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from pico.organisations import maps

register = template.Library()


@register.inclusion_tag("organisations/choropleth.html")
def choropleth(  # noqa: PLR0917 - a template tag's arguments are given by name
    values: Mapping[str, Any],
    title: str,
    description: str = "",
    noun: str = "",
    breaks: Sequence[maps.Number] | None = None,
    categories: Sequence[tuple[str, str]] = (),
    selected: str = "",
    region: str = "",
    column: str = "",
    map_id: str = "mappa",
) -> dict[str, Any]:
    """Draw a map of the units with its legend and, after it, the same data as a table.

    Args:
        values: abbreviation -> UnitValue, or a plain figure.
        title: what the map shows; the finding, if there is one.
        description: a sentence for those who do not see it.
        noun: "gara,gare".
        breaks: lower bounds of the classes; quantiles by default.
        categories: (class, label), for maps by category.
        selected: abbreviation of the unit to mark.
        region: ISTAT code of a region to show alone.
        column: header of the figures in the table.
        map_id: prefix of the ids, when a page has two maps.
    """
    told = {
        key: value if isinstance(value, maps.UnitValue) else maps.UnitValue(value)
        for key, value in values.items()
    }
    drawn = maps.draw(told, noun=noun, breaks=breaks, categories=categories, selected=selected, region=region)
    return {
        "map": drawn,
        "title": title,
        "description": description or "Mappa indicativa; gli stessi dati sono nella tabella che segue.",
        "column": column or "Valore",
        "map_id": map_id,
        "source": maps.SOURCE,
        "licence": maps.LICENCE,
    }
