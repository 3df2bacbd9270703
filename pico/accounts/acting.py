"""Acting for one organisation at a time: the switch, and forms that remember for whom they were opened.

A form that writes includes ``components/acting_field.html`` and its view wears ``for_acting_organisation``
(pico.base.acting). When the session has another organisation by then (a second tab), or the form does not say
for which it was opened, the person is asked and the input is kept.
"""

from enum import StrEnum
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pico.accounts.access import access_of
from pico.accounts.actions import switch_organisation
from pico.accounts.middleware import SESSION_KEY
from pico.base.acting import FIELD, View
from pico.base.http import Request, whole_number
from pico.organisations.models import Organisation

SWITCH_FIELD = "acting_switch"
NEVER_REPEATED = {FIELD, SWITCH_FIELD, "csrfmiddlewaretoken"}


class Why(StrEnum):
    """Why the person is asked."""

    CHANGED = "CHANGED"  # the session acts for another organisation by now
    LEFT = "LEFT"  # the form was opened for one that is not theirs any more
    UNSAID = "UNSAID"  # the form does not say for which


def act_for(request: Request, organisation: Organisation) -> None:
    """Switch this session to another of the person's organisations.

    Raises:
        Refused: when the person has no active membership there.
    """
    request.actor = switch_organisation(actor=request.actor, organisation=organisation)
    request.session[SESSION_KEY] = organisation.pk


def ask_first(view: View, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
    """Let a post through for the organisation its form was opened for; else ask, with the input kept: 409.

    A form that does not say it is asked about too, once it is known that the person may open the page at all.
    """
    if request.method != "POST":
        return view(request, *args, **kwargs)
    current = request.actor.organisation
    if request.POST.get(SWITCH_FIELD):
        chosen = own_organisation(request, request.POST[SWITCH_FIELD])
        if chosen is None:  # not theirs any more: what was typed must not go out for another body
            return _ask(request, current, Why.LEFT)
        act_for(request, chosen)
    elif FIELD not in request.POST:
        _open(view, request, *args, **kwargs)
        return _ask(request, current, Why.UNSAID)
    elif (said := request.POST[FIELD]) != str(current.pk if current else ""):
        opened = own_organisation(request, said)
        return _ask(request, current, Why.CHANGED if opened else Why.LEFT if said else Why.UNSAID, opened)
    return view(request, *args, **kwargs)


def _open(view: View, request: Request, *args: Any, **kwargs: Any) -> None:
    """Look at the page as a reader does: who may not is told 404, as of one that is not there."""
    request.method = "GET"
    try:
        view(request, *args, **kwargs)
    finally:
        request.method = "POST"


def own_organisation(request: Request, value: str) -> Organisation | None:
    """Return one of the person's own organisations by the id that a form sent, or None."""
    pk = whole_number(value)
    if pk not in access_of(request.user).organisation_ids:
        return None
    return Organisation.objects.select_related("region", "province").get(pk=pk)


def _ask(
    request: Request, current: Organisation | None, why: Why, opened: Organisation | None = None
) -> HttpResponse:
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER_REPEATED and "password" not in name
        for value in values
    ]
    context = {
        "current": current,
        "opened": opened,
        "why": why,
        "kept": kept,
        "files": bool(request.FILES),
        "address": request.get_full_path(),
    }
    return render(request, "accounts/acting_conflict.html", context, status=409)
