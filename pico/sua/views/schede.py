"""The forms (schede) sent for one tender: which, when, how they went, what may follow."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request
from pico.sua import actions
from pico.sua.forms.schede import SchedaForm, SchedaStateForm
from pico.sua.models import SchedaRecord, Tender
from pico.sua.rules import scheda_records as rules
from pico.sua.rules import schede
from pico.sua.rules.clock import in_days
from pico.sua.views.common import posted, tender_or_404, trail_to
from pico.sua.views.drafts import GET_OR_POST


@GET_OR_POST
@for_acting_organisation
def page(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """All forms of a tender, the newest first, and the form that writes one down."""
    tender = tender_or_404(request, public_id)
    rows = list(_rows(request, tender))
    may = rules.may_record(request.actor, tender)
    objection = rules.objection(tender) if may else ""
    sent = [row.code for row in rows if row.state != SchedaRecord.State.REFUSED]
    suggested = schede.next_codes(tender, sent, dates.today()) if may else []
    form = _form(request, tender, suggested) if may and not objection else None
    if request.method == "POST" and form is None:
        raise Http404
    if form is not None and request.method == "POST" and form.is_valid() and _recorded(request, tender, form):
        return redirect("sua:schede", tender.public_id)
    context = {
        "tender": tender,
        "rows": [
            _shown(row) | {"may": form is not None and rules.may_change(request.actor, row)} for row in rows
        ],
        "form": form,
        "objection": objection,
        "suggested": suggested,
        "breadcrumb": trail_to(tender, _("Schede ANAC")),
    }
    return render(request, "sua/schede.html", context, status=422 if form and form.errors else 200)


def _rows(request: Request, tender: Tender) -> Any:
    rows = SchedaRecord.objects.visible_to(request.user).filter(tender=tender)
    return rows.select_related("participant__organisation", "added_by", "tender__rup_org", "tender__province")


def _form(request: Request, tender: Tender, suggested: list[str]) -> SchedaForm:
    own = rules.part_to_record(request.actor, tender)
    every = tender.participants.select_related("organisation").order_by("organisation__name", "pk")
    bodies = [] if own is not None else list(every)
    wanted = request.GET.get("scheda", "")
    only = suggested[0] if len(suggested) == 1 else ""  # of several, the person says which
    initial = {"code": wanted if wanted in suggested else only}
    return SchedaForm(bodies, suggested, posted(request), initial=initial)


def _recorded(request: Request, tender: Tender, form: SchedaForm) -> bool:
    try:
        actions.record_scheda(actor=request.actor, tender=tender, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    messages.success(request, _("Scheda registrata."))
    return True


def _shown(row: SchedaRecord) -> dict[str, Any]:
    days = in_days(row.days_waiting())
    since = (_("da %(days)s") if row.is_waiting else _("dopo %(days)s")) % {"days": days}
    return {"row": row, "tone": rules.TONES[SchedaRecord.State(row.state)], "since": since}


@GET_OR_POST
@for_acting_organisation
def change(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """How one form went."""
    tender = tender_or_404(request, public_id)
    row = get_object_or_404(_rows(request, tender), pk=pk)
    if not rules.may_change(request.actor, row):
        raise Http404
    if rules.objection(tender):
        return redirect("sua:schede", tender.public_id)
    form = SchedaStateForm(row, posted(request))
    status = 200
    if request.method == "POST":
        status = _changed(request, row, form)
        if status == 200:
            return redirect("sua:schede", tender.public_id)
    title = _("Scheda %(code)s") % {"code": row.code}
    context = {
        "tender": tender,
        "shown": _shown(row),
        "form": form,
        "title": title,
        "breadcrumb": trail_to(tender, title),
    }
    return render(request, "sua/scheda.html", context, status=status)


def _changed(request: Request, row: SchedaRecord, form: SchedaStateForm) -> int:
    """Write the new state; return 200, or the status of the page that says why not."""
    if not form.is_valid():
        return 422
    try:
        actions.change_scheda_state(actor=request.actor, scheda=row, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return 409 if isinstance(refusal, Conflict) else 422
    messages.success(request, _("Stato della scheda registrato."))
    return 200
