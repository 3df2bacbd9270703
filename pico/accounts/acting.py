"""Acting for one organisation at a time: the switch, and forms that remember for whom they were opened.

A form that writes includes ``accounts/acting_field.html`` and its view wears ``for_acting_organisation``.
When the session has another organisation by then (a second tab), the person is asked, the input is kept.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pico.accounts.access import access_of
from pico.accounts.actions import switch_organisation
from pico.accounts.middleware import SESSION_KEY
from pico.base.http import Request, whole_number
from pico.organisations.models import Organisation

FIELD = "acting"
SWITCH_FIELD = "acting_switch"
NEVER_REPEATED = {FIELD, SWITCH_FIELD, "csrfmiddlewaretoken"}


def act_for(request: Request, organisation: Organisation) -> None:
    """Switch this session to another of the person's organisations.

    Raises:
        Refused: when the person has no active membership there.
    """
    request.actor = switch_organisation(actor=request.actor, organisation=organisation)
    request.session[SESSION_KEY] = organisation.pk


def for_acting_organisation(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask before a form opened for one organisation is sent for another: 409, with the input kept."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.POST.get(SWITCH_FIELD):
            opened_for = request.POST.get(FIELD, "")
            current = request.actor.organisation
            if opened_for and opened_for != str(current.pk if current else ""):
                return _ask(request, opened_for, current)
        elif request.method == "POST":
            chosen = own_organisation(request, request.POST[SWITCH_FIELD])
            if chosen is None:  # not theirs any more: what was typed must not go out for another body
                return _ask(request, request.POST[SWITCH_FIELD], request.actor.organisation)
            act_for(request, chosen)
        return view(request, *args, **kwargs)

    return guarded


def own_organisation(request: Request, value: str) -> Organisation | None:
    """Return one of the person's own organisations by the id that a form sent, or None."""
    pk = whole_number(value)
    if pk not in access_of(request.user).organisation_ids:
        return None
    return Organisation.objects.select_related("region", "province").get(pk=pk)


def _ask(request: Request, opened_for: str, current: Organisation | None) -> HttpResponse:
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER_REPEATED and "password" not in name
        for value in values
    ]
    context = {
        "current": current,
        "opened": own_organisation(request, opened_for),
        "kept": kept,
        "files": bool(request.FILES),
        "address": request.get_full_path(),
    }
    return render(request, "accounts/acting_conflict.html", context, status=409)
