"""Looking for people to call in a text: only those who see the place it is written in are offered."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pico.accounts.access import access_of
from pico.accounts.models import User
from pico.base.acting import for_acting_organisation
from pico.base.http import Request
from pico.community.models import Category, Topic
from pico.community.rules.forum import takes_part
from pico.community.rules.mentions import offered
from pico.community.views.common import must
from pico.community.views.frame import category_or_404, people_url, topic_or_404
from pico.files.forms import keep_files
from pico.organisations.models import Organisation


def search_of(request: Request, place: Topic | Category) -> dict[str, Any]:
    """Return what ``components/find_people.html`` takes: with whom was found, when the form asked."""
    text = request.POST.get("chi", "")[:100].strip()
    asked = "find_people" in request.POST and bool(text)
    return {
        "value": text,
        "asked": asked,
        "people": [_shown(person) for person in offered(place, text, user=request.user)] if asked else [],
        "url": people_url(place),
    }


def keeps_while_looking(request: Request, form: Any) -> bool:
    """Say whether the form only looks for people: all that was typed stays, and nothing is wrong yet."""
    if "find_people" not in request.POST:
        return False
    form.is_valid()
    keep_files(form, request.actor)
    form.errors.clear()
    return True


def _shown(person: User) -> dict[str, str]:
    held = access_of(person).held
    body = Organisation.objects.filter(pk=held[0].organisation_id).first() if held else None
    return {"name": person.get_full_name(), "body": body.name if body else ""}


@require_safe
@for_acting_organisation
def people(request: Request, public_id: uuid.UUID, model: Any) -> HttpResponse:
    """People of the audience whose name holds some letters, for the list that opens after an @."""
    place = (topic_or_404 if model is Topic else category_or_404)(request, public_id)
    must(takes_part(request.actor))
    found = [_shown(person) for person in offered(place, request.GET.get("chi", "")[:100], user=request.user)]
    return render(request, "community/forum/_people.html", {"people": found})
