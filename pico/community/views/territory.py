"""A territory, of a Province or of a region: what its bodies own, its places, and who is there."""

from typing import Any
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse

from pico.base.http import Request
from pico.community.models import Category
from pico.community.views.common import TONES, page_of
from pico.community.views.forum import category_row
from pico.community.views.surveys import surveys_of
from pico.files.models import Folder
from pico.organisations.models import Organisation
from pico.questionnaires.models import Round
from pico.sharing.levels import Level

MOST = 12


KINDS = (Organisation.Kind.PROVINCE, Organisation.Kind.REGIONAL_UPI)


def territory_at(slug: str) -> Organisation:
    """Return the Province or regional union of an address: each stands for its territory.

    Raises:
        Http404: when there is none, or it has no territory.
    """
    bodies = Organisation.objects.in_being().filter(kind__in=KINDS)
    return get_object_or_404(bodies.select_related("region", "province", "unit", "parent"), slug=slug)


def owned_in(place: Organisation, path: str = "") -> dict[str, Any]:
    """Return the filter for rows owned within a territory.

    Args:
        place: the Province, or the regional union, whose territory it is.
        path: how to come from the row to the one that has an owner, with "__" at its end.
    """
    if place.kind == Organisation.Kind.REGIONAL_UPI:
        return {f"{path}owner__region": place.region_id}
    return {f"{path}owner__province": place.pk}


def level_of(place: Organisation) -> Level:
    """Return the level whose audience are the people of a territory."""
    return Level.REGION if place.kind == Organisation.Kind.REGIONAL_UPI else Level.PROVINCE


def around(place: Organisation) -> dict[str, Any]:
    """Return where to go from a territory: the region it lies in, and the Provinces that lie in it."""
    if place.kind == Organisation.Kind.PROVINCE:
        above = place.parent
        union = (
            above is not None
            and above.kind == Organisation.Kind.REGIONAL_UPI
            and above.state != above.State.CEASED
        )
        return {"region": above if union else None, "provinces": []}
    provinces = Organisation.objects.of_kind(Organisation.Kind.PROVINCE).in_being()
    return {"region": None, "provinces": provinces.filter(region=place.region_id).order_by("name", "pk")}


def places_of(request: Request, place: Organisation, area: str) -> dict[str, Any]:
    """Return what the reader may see of a territory: its categories, root folders and open surveys.

    Args:
        place: the Province or regional union whose territory it is.
        area: only rows of this subject.
    """
    here = {**owned_in(place), **({"area": area} if area else {})}
    categories = Category.objects.visible_to(request.user).in_use().filter(**here)
    folders = Folder.objects.visible_to(request.user).filter(parent=None, **here)
    rounds = surveys_of(request).filter(**owned_in(place), **({"subject": area} if area else {}))
    return {
        "categories": [_category(row) for row in _first(categories, "owner__name", "name_key")],
        "folders": [_folder(row) for row in _first(folders, "owner__name", "name_key")],
        "surveys": [_survey(row) for row in _first(rounds, "closes_at")],
        "directory_url": _directory(place),
        **around(place),
    }


def _first(rows: Any, *order: str) -> Any:
    return rows.select_related("owner").order_by(*order, "pk")[:MOST]


def _category(row: Category) -> dict[str, Any]:
    return {**category_row(row), "owner": row.owner.name}


def _folder(row: Folder) -> dict[str, Any]:
    level = Level(row.level)
    return {
        "name": row.name,
        "url": page_of(row),
        "owner": row.owner.name,
        "level": level.label,
        "tone": TONES[level],
    }


def _survey(row: Round) -> dict[str, Any]:
    return {
        "name": row.title,
        "url": reverse("questionnaires:fill", args=[row.public_id]),
        "owner": row.owner.name,
        "closes": row.closes_at,
    }


def _directory(place: Organisation) -> str:
    """Return the address of the bodies of a territory in the directory; without a code, of all bodies."""
    if place.kind == Organisation.Kind.REGIONAL_UPI:
        chosen = {"regione": place.region.code if place.region else ""}
    else:
        chosen = {"provincia": place.unit.abbreviation if place.unit else ""}
    return f"{reverse('organisations:directory')}?{urlencode(chosen)}"
