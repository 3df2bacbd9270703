"""The Provinces as the UPI sites list and draw them."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pico.base.sites import SiteInfo
from pico.organisations import maps
from pico.organisations.models import Region, TerritorialUnit
from pico.portal.hosts import neighbours
from pico.portal.public import port_of, site_of


@dataclass
class RegionGroup:
    """A region with the sites of its Provinces and of its union."""

    name: str
    region_id: int
    union: SiteInfo | None = None
    provinces: list[SiteInfo] = field(default_factory=list)


def provinces_of(request: HttpRequest) -> list[SiteInfo]:
    """Return the online sites of the Provinces a UPI site speaks for, by name: all, or its region's."""
    site = site_of(request)
    found = neighbours("PROVINCE", port_of(request))
    if site.level == "REGIONAL":
        found = [info for info in found if info.extra["region_id"] == site.extra["region_id"]]
    return sorted(found, key=lambda info: info.extra["unit_name"])


def regions_with_provinces(request: HttpRequest) -> list[RegionGroup]:
    """Return the Provinces by region, regions by name. No query on a warm process."""
    unions = {info.extra["region_id"]: info for info in neighbours("REGIONAL", port_of(request))}
    groups: dict[int, RegionGroup] = {}
    for info in provinces_of(request):
        region_id = info.extra["region_id"]
        group = groups.setdefault(region_id, RegionGroup(info.extra["region_name"], region_id))
        group.union = unions.get(region_id)
        group.provinces.append(info)
    return sorted(groups.values(), key=lambda group: group.name)


def region_choices(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the regions as choices of the filter: those that have a Province here."""
    ids = {info.extra["region_id"] for info in provinces_of(request)}
    return [(row.code, row.name) for row in Region.objects.filter(pk__in=ids)]


CATEGORIES = (
    ("q3", _("Province con il proprio sito")),
    ("q0", _("Altri territori: città metropolitane, regioni a statuto speciale")),
)


def provinces_map(request: HttpRequest) -> dict[str, Any] | None:
    """Return what the map of a UPI site's Provinces is drawn from; None where the front end is not built."""
    values = {
        info.extra["abbreviation"]: maps.UnitValue(
            url=f"{info.url}/", text=gettext("apri il sito della Provincia"), css="q3"
        )
        for info in provinces_of(request)
    }
    region = site_of(request).extra.get("region_code", "")
    try:
        units = TerritorialUnit.objects.filter(valid_to=None).values_list("abbreviation", flat=True)
        others = maps.UnitValue(text=gettext("fa parte di un altro territorio"), css="q0")
        values = {**dict.fromkeys(units, others), **values}
        return {"values": values, "categories": CATEGORIES, "region": region, "shapes": bool(maps.shapes())}
    except ImproperlyConfigured:
        return None
