"""Dividing the lots of a tender among its bodies."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request, whole_number
from pico.base.templatetags.pico import error_links
from pico.sua import actions
from pico.sua.forms.quotas import QuotasForm
from pico.sua.models import Lot, Tender
from pico.sua.rules import editing, quotas
from pico.sua.views.common import conflict_page, posted, tender_or_404, trail_to
from pico.sua.views.drafts import GET_OR_POST


@GET_OR_POST
@for_acting_organisation
def edit(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Write the part of each body in each lot, or have a lot divided into equal parts."""
    tender = tender_or_404(request, public_id)
    if not editing.may_write(request.actor, tender):
        raise Http404
    rows, lots = quotas.rows_of(tender), list(tender.lots.all())
    shown = _on_this_page(request, lots, len(rows))
    stored = quotas.divisions_of(tender)
    form = QuotasForm(posted(request), lots=shown, rows=rows, stored=stored)
    if request.method == "POST" and "dividi" in request.POST:
        typed = request.POST.copy()
        for name, amount in form.divided(request.POST["dividi"]).items():
            typed[name] = amount
        form = QuotasForm(typed, lots=shown, rows=rows, stored=stored)
        return _page(request, tender, form, lots, divided=True)
    if request.method == "POST" and form.is_valid():
        version = whole_number(request.POST.get("version")) or 0
        try:
            actions.save_quotas(actor=request.actor, tender=tender, version=version, divisions=form.divisions)
        except Conflict as conflict:
            return conflict_page(request, tender, conflict, request.get_full_path())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Quote salvate."))
            return redirect("sua:tender_bodies", tender.public_id)
    return _page(request, tender, form, lots)


def _on_this_page(request: Request, lots: list[Lot], bodies: int) -> list[Lot]:
    """Return all lots, or the chosen one where all their cells would be too many for one form."""
    if len(lots) * bodies * 2 <= quotas.MOST_CELLS:
        return lots
    chosen = [lot for lot in lots if str(lot.n) == request.GET.get("lotto", str(lots[0].n))]
    return chosen or lots[:1]


def _page(
    request: Request, tender: Tender, form: QuotasForm, lots: list[Lot], *, divided: bool = False
) -> HttpResponse:
    wrong: list[dict[str, Any]] = [
        {**link, "target": link["target"] or form.first_cell(link["text"])}
        for link in error_links(form)
        if link["target"] or not divided  # whoever divides one lot has not done with the others
    ]
    here = reverse("sua:quotas", args=[tender.public_id])
    context = {
        "tender": tender,
        "form": form,
        "sections": list(form.sections()) if form.rows else [],
        "wrong": wrong,
        "divided": divided,
        "version": request.POST.get("version", tender.version),
        "others": [] if len(form.lots) == len(lots) else _links(here, form, lots),
        "breadcrumb": trail_to(tender, _("Quote degli enti")),
    }
    return render(request, "sua/quotas.html", context, status=422 if wrong else 200)


def _links(here: str, form: QuotasForm, lots: list[Lot]) -> list[dict[str, Any]]:
    return [{"label": str(lot), "url": f"{here}?lotto={lot.n}", "current": lot in form.lots} for lot in lots]
