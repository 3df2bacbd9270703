"""Territories: what the bodies of a Province, or of a region, own."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from pico.base.dated import DatedEntry
from pico.organisations.models import ModuleActivation, Organisation

# Each of these stands for its territory: the Province for its bodies, the union for those of its region.
KINDS = (Organisation.Kind.PROVINCE, Organisation.Kind.REGIONAL_UPI)


def territories() -> Any:
    """Return the bodies that stand for a territory, with what is said of it."""
    bodies = Organisation.objects.in_being().filter(kind__in=KINDS)
    return bodies.select_related("region", "province", "unit", "parent")


def lying_in(place: Organisation, path: str = "") -> dict[str, Any]:
    """Return the filter for what lies within a territory.

    Args:
        place: the Province, or the regional union, whose territory it is.
        path: how to come from the row to its body, with "__" at its end.
    """
    if place.kind == Organisation.Kind.REGIONAL_UPI:
        return {f"{path}region": place.region_id}
    return {f"{path}province": place.pk}


def contains(place: Organisation, body: Organisation) -> bool:
    """Say whether a body lies within a territory."""
    return all(getattr(body, f"{name}_id") == value for name, value in lying_in(place).items())


def served_with(module: str) -> Q:
    """Return the condition: the body is of a Province that has a vertical module, be it only to read."""
    on = ModuleActivation.objects.filter(module=module).exclude(state=ModuleActivation.State.OFF)
    return Q(province__in=on.order_by().values("organisation_id"))


def dates_in(place: Organisation, entries: Iterable[DatedEntry]) -> list[DatedEntry]:
    """Return the dates that concern a body of a territory, in one query."""
    entries = list(entries)
    bodies = {pk for one in entries for pk in one.bodies}
    here = Organisation.objects.filter(pk__in=bodies, **lying_in(place))
    known = set(here.order_by().values_list("pk", flat=True))
    return [one for one in entries if known.intersection(one.bodies)]
