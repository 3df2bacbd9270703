"""What every page of the module begins with."""

import uuid
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from pico.base.errors import Conflict
from pico.base.http import Request
from pico.sua.models import Tender
from pico.sua.rules import access, fields, rups


def area_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 404 where the module is switched off, or means nothing to the person at this body."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        organisation = request.actor.organisation
        if not access.is_visible(organisation) or not rups.uses_module(
            request.user, request.actor.organisation
        ):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def tender_or_404(request: Request, public_id: uuid.UUID) -> Tender:
    """Return the request; absent and forbidden answer alike."""
    rows = Tender.objects.visible_to(request.user).select_related(
        "province", "organisation", "reviewer", "rup_org", "submitted_by", "created_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def trail(*parts: tuple[str, str]) -> list[dict[str, str]]:
    """Return the breadcrumb of a page of the module."""
    above = [("Area riservata", reverse("portal:area")), ("SUA", reverse("sua:home") if parts else "")]
    return [{"label": one, "url": url} for one, url in (*above, *parts)]


def trail_for(request: Request, *parts: tuple[str, str]) -> list[dict[str, str]]:
    """Return the breadcrumb of a page that others reach too: without a link to a home that is not theirs."""
    found = trail(*parts)
    if not rups.uses_module(request.user, request.actor.organisation):
        found[1]["url"] = ""
    return found


def trail_to(tender: Tender, here: str = "") -> list[dict[str, str]]:
    """Return the breadcrumb of a page about one request."""
    detail = reverse("sua:detail", args=[tender.public_id])
    label = tender.number or "Bozza"
    parts = [("Richieste di gara", reverse("sua:list")), (label, detail if here else "")]
    return trail(*parts, *([(here, "")] if here else []))


_CHOICE = "tieni-"


def chosen(request: Request, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is saved after two people wrote: without the fields whose stored value is kept."""
    return {name: value for name, value in values.items() if request.POST.get(_CHOICE + name) != "salvato"}


def posted(request: Request) -> QueryDict | None:
    """Return what a form sent, be it empty; None when nothing was sent."""
    return request.POST if request.method == "POST" else None


def sent_files(request: Request) -> Any:
    """Return the files a form sent; None when nothing was sent."""
    return request.FILES if request.method == "POST" else None


def conflict_page(
    request: Request, tender: Tender, conflict: Conflict, here: str, *, choose: bool = False, **lock: int
) -> HttpResponse:
    """Show both values of each field; what was typed travels on in hidden fields.

    Args:
        here: where it is saved again.
        choose: the page that saves reads ``chosen``: people choose field by field, and all else they typed
            is saved with it.
        lock: what the saving asks beside the tender's version, as it is now.
    """
    tender.refresh_from_db()
    names = {str(field.label): field.name for field in fields.FIELDS} if choose else {}
    kept = [
        (name, value)
        for name in request.POST
        if name not in {"csrfmiddlewaretoken", "version", *lock} and not name.startswith(_CHOICE)
        for value in request.POST.getlist(name)
    ]
    pairs = [(label, conflict.theirs[label], mine) for label, mine in conflict.mine.items()]
    context = {
        "tender": tender,
        "refusal": conflict,
        "pairs": pairs,
        "lines": [(*pair, _CHOICE + names[pair[0]] if pair[0] in names else "") for pair in pairs],
        "choose": choose,
        "kept": [*kept, *lock.items()],
        "here": here,
        "breadcrumb": trail_to(tender, "Due versioni"),
    }
    return render(request, "sua/conflict.html", context, status=409)
