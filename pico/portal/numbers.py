"""The figures a home page tells, counted on the registry."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from pico.base.money import number
from pico.base.sites import SiteInfo
from pico.organisations.models import Municipality, Organisation
from pico.portal.hosts import known_sites


@dataclass(frozen=True)
class Figure:
    value: str
    label: str
    url: str = ""


def figures(site: SiteInfo, modules_shown: int) -> list[Figure]:
    """Return the figures of a site's territory. At most two queries."""
    if site.level == "PROVINCE":
        return _of_province(site, modules_shown)
    return _of_union(site, modules_shown)


def _of_province(site: SiteInfo, modules_shown: int) -> list[Figure]:
    places = Municipality.objects.filter(unit_id=site.extra["unit_id"], valid_to=None).count()
    joined = Organisation.objects.filter(
        province_id=site.organisation_id, state=Organisation.State.JOINED
    ).count()
    return [
        Figure(number(places), _("Comuni nel territorio"), "/territorio/"),
        *([Figure(number(joined), _("enti già sulla piattaforma"))] if joined > 1 else []),
        Figure(number(modules_shown), _("moduli a disposizione"), "/servizi/"),
    ]


def _of_union(site: SiteInfo, modules_shown: int) -> list[Figure]:
    regional = site.level == "REGIONAL"
    here = Q(unit__region_id=site.extra["region_id"]) if regional else Q()
    places = Municipality.objects.filter(here, valid_to=None).aggregate(
        places=Count("pk"), units=Count("unit_id", distinct=True)
    )
    known = known_sites().by_organisation.values()
    provinces = [
        info
        for info in known
        if info.level == "PROVINCE" and (not regional or info.extra["region_id"] == site.extra["region_id"])
    ]
    unions = [info for info in known if info.level == "REGIONAL"]
    return [
        Figure(number(len(provinces)), _("Province con il proprio sito"), "/province/"),
        *([] if regional else [Figure(number(len(unions)), _("UPI regionali in rete"), "/province/")]),
        Figure(number(places["places"]), _("Comuni del territorio") if regional else _("Comuni italiani")),
        Figure(number(modules_shown), _("moduli, una sola piattaforma"), "/progetto/"),
    ]
