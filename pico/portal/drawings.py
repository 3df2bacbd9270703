"""Pictures drawn by code: a shield with the Province's letters, a hero with the outline of its territory."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string

from pico.base.sites import SiteInfo
from pico.organisations import maps
from pico.organisations.models import TerritorialUnit

MARGIN = 6


def crest_letters(site: SiteInfo) -> str:
    """Return what stands in the shield: `TV`, `UPI`."""
    return site.extra.get("abbreviation") or "UPI"


def hero_drawing(site: SiteInfo) -> str:
    """Return the SVG behind a home's title with the outline of the territory; empty for all of Italy.

    A Province is drawn alone, a regional union as the units of its region.
    """
    outlines = [shape for key in _map_keys(site) if (shape := _known_shapes().get(key))]
    if not outlines:
        return ""
    boxes = [shape["box"] for shape in outlines]
    left, top = (min(box[i] for box in boxes) - MARGIN for i in (0, 1))
    right, bottom = (max(box[i] for box in boxes) + MARGIN for i in (2, 3))
    return render_to_string(
        "portal/hero_drawing.svg",
        {
            "box": f"{left} {top} {right - left} {bottom - top}",
            "paths": [shape["path"] for shape in outlines],
        },
    )


def _map_keys(site: SiteInfo) -> list[str]:
    if site.level == "PROVINCE":
        return [site.extra["map_key"]]
    if site.level == "REGIONAL":
        units = TerritorialUnit.objects.filter(region_id=site.extra["region_id"], valid_to=None)
        return list(units.values_list("map_key", flat=True))
    return []


def _known_shapes() -> dict[str, Any]:
    try:
        return maps.shapes()["units"]
    except ImproperlyConfigured:
        return {}  # the front end was not built: a page is still a page
