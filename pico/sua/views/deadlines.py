"""The deadlines of one tender: those of the law and those people wrote, with colours and words."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.sua import actions
from pico.sua.forms.deadlines import DeadlineForm, ExtensionForm
from pico.sua.models import Deadline, Tender
from pico.sua.rules import deadlines as rules
from pico.sua.rules.rups import acts_as_rup
from pico.sua.views.common import posted, tender_or_404, trail_to
from pico.sua.views.drafts import GET_OR_POST
from pico.sua.views.tender_page import shell


@require_safe
def page(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Every deadline, the open ones first by day, then those that are over."""
    tender = tender_or_404(request, public_id)
    context = {**shell(request, tender, "deadlines"), **deadlines_of(request, tender)}
    return render(request, "sua/tender_deadlines.html", context)


def deadlines_of(request: Request, tender: Tender) -> dict[str, Any]:
    """Return the deadlines as the tab and the page of everything show them."""
    rows = Deadline.objects.visible_to(request.user).filter(tender=tender).order_by("due_on", "pk")
    found = [_shown(row) for row in rows]
    writes = rules.may_write(request.actor, tender) and not rules.objection(tender)
    running = [one for one in found if one["row"].state == Deadline.State.OPEN]
    concluding = any(one["row"].code.startswith(rules.CONCLUSION) for one in running)
    return {
        "running": running,
        "over": [one for one in found if one["row"].state != Deadline.State.OPEN],
        "may_write_deadlines": writes,
        "may_extend_conclusion": writes and concluding and acts_as_rup(request.actor, tender),
    }


def _shown(row: Deadline) -> dict[str, Any]:
    word, tone = rules.standing(row)
    months = row.rup_months + row.anomaly_months
    return {"row": row, "word": word, "tone": tone, "countdown": rules.countdown(row), "months": months}


@GET_OR_POST
@for_acting_organisation
def new(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """A deadline of the office or of the RUP."""
    tender = _writable(request, public_id)
    form = DeadlineForm(posted(request))

    def perform() -> None:
        actions.add_deadline(actor=request.actor, tender=tender, **form.cleaned_data)

    return _asked(request, tender, form, perform, title=_("Nuova scadenza"), done=_("Scadenza aggiunta."))


@GET_OR_POST
@for_acting_organisation
def extend(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """More time for the conclusion: the RUP's alone, with the reason."""
    tender = _writable(request, public_id)
    if not acts_as_rup(request.actor, tender):
        raise Http404
    form = ExtensionForm(posted(request))

    def perform() -> None:
        given = form.cleaned_data
        actions.extend_conclusion(
            actor=request.actor,
            tender=tender,
            months=given["months"],
            reason=given["reason"],
            anomaly=given["kind"] == "anomaly",
        )

    title = _("Proroga il termine di conclusione")
    done = _("Termine prorogato: il vecchio resta in elenco.")
    return _asked(request, tender, form, perform, title=title, done=done)


@GET_OR_POST
@for_acting_organisation
def meet(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """A deadline written by hand was met."""
    tender = _writable(request, public_id)
    rows = Deadline.objects.visible_to(request.user).filter(tender=tender, code="")
    row = get_object_or_404(rows, pk=pk)

    def perform() -> None:
        actions.meet_deadline(actor=request.actor, deadline=row)

    title = _("Segna rispettata: %(label)s") % {"label": row.label}
    return _asked(request, tender, None, perform, title=title, done=_("Scadenza rispettata."))


def _writable(request: Request, public_id: uuid.UUID) -> Tender:
    tender = tender_or_404(request, public_id)
    if not rules.may_write(request.actor, tender):
        raise Http404
    return tender


def _asked(
    request: Request, tender: Tender, form: Any, perform: Callable[[], None], *, title: str, done: str
) -> HttpResponse:
    """Show the form of one change, or make it and return to the deadlines."""
    refusal = None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            perform()
        except Refused as raised:
            refusal = raised
            if form is not None:
                form.add_error(raised.field if raised.field in form.fields else None, str(raised))
        else:
            messages.success(request, done)
            return redirect("sua:deadlines", tender.public_id)
    context = {
        "tender": tender,
        "form": form,
        "refusal": refusal,
        "title": title,
        "back": "sua:deadlines",
        "breadcrumb": trail_to(tender, title),
    }
    wrong = refusal is not None or bool(form is not None and form.errors)
    return render(request, "sua/tender_form.html", context, status=422 if wrong else 200)
