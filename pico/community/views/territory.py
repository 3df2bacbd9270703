"""A territory, of a Province or of a region: what its bodies own, its places, and who is there."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from pico.base.http import Request
from pico.community.models import Category
from pico.community.views.common import TONES, page_of
from pico.community.views.forum import category_row
from pico.community.views.scopes import Scope
from pico.files.models import Folder
from pico.organisations.models import Organisation
from pico.organisations.territories import territories
from pico.questionnaires.models import Round
from pico.sharing.levels import Level

MOST = 12


def territory_at(slug: str) -> Organisation:
    """Return the Province or regional union of an address: each stands for its territory.

    Raises:
        Http404: when there is none, or it has no territory.
    """
    return get_object_or_404(territories(), slug=slug)


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


def places_of(request: Request, place: Organisation, scope: Scope, surveys: list[Round]) -> dict[str, Any]:
    """Return what the reader may see of a territory: its categories, root folders and open surveys."""
    categories = Category.objects.visible_to(request.user).in_use().filter(**scope.of())
    folders = Folder.objects.visible_to(request.user).filter(parent=None, **scope.of())
    return {
        "categories": [_category(row) for row in _first(categories, "owner__name", "name_key")],
        "folders": [_folder(row) for row in _first(folders, "owner__name", "name_key")],
        "surveys": [_survey(row) for row in surveys],
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
