"""Which modules a Province runs, and who is entitled to what."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.dates import today
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.modules import Module, verticals
from pico.base.paging import paginate
from pico.organisations import actions, rules
from pico.organisations.forms.bodies import EntitlementForm, LastDayForm, ModuleForm
from pico.organisations.models import Entitlement, ModuleActivation, Organisation
from pico.organisations.views.common import (
    GET_OR_POST,
    MODULE_TONES,
    edited_or_404,
    posted,
    tabs_of,
    trail_to,
)


def _served_or_404(request: Request, slug: str) -> Organisation:
    """Return a body that this person keeps and that has to do with a Province; UPI bodies have no modules."""
    organisation = edited_or_404(request, slug)
    if organisation.province is None:
        raise Http404
    return organisation


@require_safe
def modules(request: Request, slug: str) -> HttpResponse:
    """The vertical modules with their state: the Province's own, or what a body sees of its Province's."""
    organisation = _served_or_404(request, slug)
    known = {row.module: row for row in ModuleActivation.objects.filter(organisation=organisation.province)}
    rows = []
    for module in verticals():
        row = known.get(module.code)
        state = row.state if row else ModuleActivation.State.OFF
        rows.append(
            {
                "module": module,
                "state": ModuleActivation.State(state).label,
                "tone": MODULE_TONES.get(state, "neutral"),
                "since": row and row.since,
                "note": row.note if row else "",
            }
        )
    context = {
        "body": organisation,
        "rows": rows,
        "may_change": rules.may_manage_modules(request.actor, organisation),
        "tabs": tabs_of(request, organisation, "modules"),
        "breadcrumb": trail_to(organisation, _("Moduli")),
    }
    return render(request, "organisations/modules.html", context)


@GET_OR_POST
@for_acting_organisation
def module(request: Request, slug: str, code: str) -> HttpResponse:
    """Switch one module: what is still open is shown, and switching off with open work is confirmed."""
    organisation = _served_or_404(request, slug)
    chosen = next((one for one in verticals() if one.code == code), None)
    if chosen is None or not rules.may_manage_modules(request.actor, organisation):
        raise Http404
    open_work = [(label, count) for label, count in chosen.open_work(organisation) if count]
    row = ModuleActivation.objects.filter(organisation=organisation, module=code).first()
    initial = {"state": row.state, "note": row.note} if row else {"state": ModuleActivation.State.OFF}
    ask = bool(open_work) and request.POST.get("state") == ModuleActivation.State.OFF
    form = ModuleForm(posted(request), ask=ask, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_module_state(
                actor=request.actor, organisation=organisation, module=code, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error("confirmed" if refusal.code == "open-work" and ask else None, str(refusal))
        else:
            messages.success(request, _("Stato del modulo %(name)s salvato.") % {"name": chosen.label})
            return redirect("organisations:modules", slug)
    context = _module_context(organisation, chosen, open_work, form)
    return render(request, "organisations/module.html", context, status=422 if form.errors else 200)


def _module_context(
    organisation: Organisation, chosen: Module, open_work: list[tuple[str, int]], form: ModuleForm
) -> dict[str, Any]:
    return {
        "body": organisation,
        "module": chosen,
        "open_work": open_work,
        "form": form,
        "breadcrumb": trail_to(organisation, chosen.label),
    }


def _granted(organisation: Organisation) -> Any:
    """Return what a Province granted, or what a body received."""
    role = "province" if organisation.is_province else "organisation"
    rows = Entitlement.objects.filter(**{role: organisation}).select_related("organisation", "province")
    return rows.order_by("-valid_from", "organisation__name", "pk")


@GET_OR_POST
@for_acting_organisation
def entitlements(request: Request, slug: str) -> HttpResponse:
    """Who may ask what of a Province; its administrator adds one by hand."""
    organisation = _served_or_404(request, slug)
    province = organisation.province
    assert province is not None  # noqa: S101 - _served_or_404 answered 404 otherwise
    may_add = rules.may_manage_entitlements(request.actor, province)
    form = EntitlementForm(posted(request), bodies=_candidates(organisation)) if may_add else None
    if request.method == "POST" and form is None:
        raise Http404
    if request.method == "POST" and form and form.is_valid():
        try:
            actions.add_entitlement(actor=request.actor, province=province, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Abilitazione aggiunta."))
            return redirect("organisations:entitlements", slug)
    page = paginate(request, _granted(organisation))
    context = {
        "body": organisation,
        "page": page,
        "rows": [{"row": row, **_term(row)} for row in page],
        "may_add": may_add,
        "form": form,
        "tabs": tabs_of(request, organisation, "entitlements"),
        "breadcrumb": trail_to(organisation, _("Abilitazioni")),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "organisations/entitlements.html", context, status=status)


def _candidates(organisation: Organisation) -> Any:
    """Return who may be entitled: the bodies a Province serves, or the one body whose page this is."""
    if not organisation.is_province:
        return Organisation.objects.filter(pk=organisation.pk)
    community = Organisation.objects.community_of(organisation).exclude(pk=organisation.pk)
    return community.in_being().order_by("search_name", "pk")


def _term(row: Entitlement) -> dict[str, Any]:
    """Say in one word whether an entitlement is in force, to come or over; and whether it may be ended."""
    over = row.valid_to is not None and row.valid_to < today()
    coming = row.valid_from > today()
    word = (
        (_("scaduta"), "neutral")
        if over
        else (_("futura"), "info")
        if coming
        else (_("in vigore"), "success")
    )
    by_hand = row.source == Entitlement.Source.MANUAL
    return {"state": word[0], "tone": word[1], "closable": by_hand and not over}


@GET_OR_POST
@for_acting_organisation
def entitlement_end(request: Request, slug: str, pk: int) -> HttpResponse:
    """Ask for the last day of an entitlement entered by hand, then end it."""
    organisation = _served_or_404(request, slug)
    row = get_object_or_404(_granted(organisation), pk=pk, source=Entitlement.Source.MANUAL)
    if not rules.may_manage_entitlements(request.actor, row.province):
        raise Http404
    form = LastDayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_entitlement(actor=request.actor, entitlement=row, on=form.cleaned_data["on"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Abilitazione chiusa."))
            return redirect("organisations:entitlements", slug)
    context = {
        "body": organisation,
        "row": row,
        "form": form,
        "breadcrumb": trail_to(organisation, _("Chiudi l'abilitazione")),
    }
    return render(request, "organisations/entitlement_end.html", context, status=422 if form.errors else 200)
