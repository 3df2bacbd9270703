"""What a territory holds beside its news: categories, folders, surveys, and who is there."""

from typing import Any
from urllib.parse import urlencode

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


def places_of(request: Request, place: Organisation, area: str) -> dict[str, Any]:
    """Return what the reader may see of a territory: its categories, root folders and open surveys.

    Args:
        place: the Province whose territory it is.
        area: only rows of this subject; surveys have none and are left out then.
    """
    here = {"owner__province": place, **({"area": area} if area else {})}
    categories = Category.objects.visible_to(request.user).in_use().filter(**here)
    folders = Folder.objects.visible_to(request.user).filter(parent=None, **here)
    rounds = surveys_of(request).filter(owner__province=place)
    return {
        "categories": [_category(row) for row in _first(categories, "owner__name", "name_key")],
        "folders": [_folder(row) for row in _first(folders, "owner__name", "name_key")],
        "surveys": [] if area else [_survey(row) for row in _first(rounds, "closes_at")],
        "directory_url": _directory(place),
    }


def _first(rows: Any, *order: str) -> Any:
    return rows.select_related("owner").order_by(*order, "pk")[:MOST]


def _category(row: Category) -> dict[str, Any]:
    return {**category_row(row, {}), "owner": row.owner.name}


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
    code = place.unit.abbreviation if place.unit else ""
    return f"{reverse('organisations:directory')}?{urlencode({'provincia': code})}"
