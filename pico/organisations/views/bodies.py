"""Keeping one body's data: its profile and its codes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request
from pico.organisations import actions, rules
from pico.organisations.codes import holders
from pico.organisations.forms.bodies import CodeForm, LastDayForm, ProfileForm
from pico.organisations.models import Organisation, OrganisationCode
from pico.organisations.views.common import GET_OR_POST, edited_or_404, posted, tabs_of, trail_to
from pico.organisations.views.detail import codes_of


@GET_OR_POST
@for_acting_organisation
def profile(request: Request, slug: str) -> HttpResponse:
    """The data a body keeps itself; a change made meanwhile is shown beside one's own."""
    organisation = edited_or_404(request, slug)
    registry = rules.may_manage_registry(request.actor)
    form = ProfileForm(organisation, posted(request), registry=registry)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_organisation(
                actor=request.actor,
                organisation=organisation,
                seen=request.POST.get("seen", ""),
                **form.cleaned_data,
            )
        except Conflict as raised:
            conflict = raised
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Dati salvati."))
            return redirect("organisations:profile", slug)
    status = 409 if conflict else 422 if form.errors else 200
    context = {
        "form": form,
        "conflict": conflict,
        "pairs": _pairs(form, conflict),
        "seen": request.POST.get("seen", "") if status == 422 else rules.stamp(organisation),
        **_frame(request, organisation, "profile", _("Dati")),
    }
    return render(request, "organisations/profile.html", context, status=status)


def _frame(request: Request, organisation: Organisation, current: str, label: str) -> dict[str, Any]:
    return {
        "body": organisation,
        "tabs": tabs_of(request, organisation, current),
        "breadcrumb": trail_to(organisation, label),
    }


def _pairs(form: ProfileForm, conflict: Conflict | None) -> list[tuple[Any, Any, Any]]:
    """Return label, stored value and own value of each field on which the two differ."""
    if conflict is None:
        return []
    return [
        (form.fields[name].label, _told(conflict.theirs[name]), _told(mine))
        for name, mine in conflict.mine.items()
    ]


def _told(value: Any) -> Any:
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    return ", ".join(value) if isinstance(value, list) else value


@GET_OR_POST
@for_acting_organisation
def codes(request: Request, slug: str) -> HttpResponse:
    """The codes of a body: add one, see which are disputed and with whom."""
    organisation = edited_or_404(request, slug)
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            code = actions.add_code(actor=request.actor, organisation=organisation, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            _tell(request, code)
            return redirect("organisations:codes", slug)
    rows = [{**row, **_dispute(organisation, row)} for row in codes_of(organisation)]
    context = {
        "form": form,
        "codes": rows,
        "disputed": any(row["others"] for row in rows),
        **_frame(request, organisation, "codes", _("Codici")),
    }
    return render(request, "organisations/codes.html", context, status=422 if form.errors else 200)


def _tell(request: Request, code: OrganisationCode) -> None:
    if code.state == OrganisationCode.State.DISPUTED:
        messages.warning(
            request, _("Codice aggiunto, ma conteso: lo ha già un altro ente. Finché resta così non vale.")
        )
    else:
        messages.success(request, _("Codice aggiunto."))


def _dispute(organisation: Organisation, row: dict[str, Any]) -> dict[str, Any]:
    """Say of one row of codes_of whether it may be closed here, and who else holds the code."""
    scheme = row.get("code_scheme", "")
    others = holders(scheme, row["value"], besides=organisation) if row.get("tone") == "danger" else []
    return {
        "closable": bool(scheme) and row["until"] is None,
        "others": [code.organisation for code in others],
    }


@GET_OR_POST
@for_acting_organisation
def code_close(request: Request, slug: str, pk: int) -> HttpResponse:
    """Ask for the last day of a code, then close it."""
    organisation = edited_or_404(request, slug)
    code = get_object_or_404(organisation.codes.select_related("organisation"), pk=pk)
    if code.valid_to is not None:
        raise Http404
    form = LastDayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_code(actor=request.actor, code=code, on=form.cleaned_data["on"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Codice chiuso."))
            return redirect("organisations:codes", slug)
    context = {"form": form, "code": code, **_frame(request, organisation, "codes", _("Chiudi il codice"))}
    return render(request, "organisations/code_close.html", context, status=422 if form.errors else 200)
