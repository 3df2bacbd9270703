"""The bodies of a tender: added, taken away, their part in it and their RUP."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request
from pico.sua import actions
from pico.sua.forms.bodies import AddBodyForm, RoleForm, RupForm
from pico.sua.models import Tender, TenderParticipant
from pico.sua.rules import editing, parts
from pico.sua.views.common import conflict_page, posted, tender_or_404, trail_to
from pico.sua.views.drafts import GET_OR_POST


def _writable_or_404(request: Request, public_id: uuid.UUID) -> Tender:
    tender = tender_or_404(request, public_id)
    if not editing.may_write(request.actor, tender):
        raise Http404
    return tender


@GET_OR_POST
@for_acting_organisation
def add(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Ask which body and in which part, and add it."""
    tender = _writable_or_404(request, public_id)
    form = AddBodyForm(tender, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_body(actor=request.actor, tender=tender, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Ente aggiunto: ha ricevuto una notifica e vede la gara."))
            return redirect("sua:tender_bodies", tender.public_id)
    intro = _("L'ente riceve una notifica e da quel momento vede la gara.")
    return _page(request, tender, _("Aggiungi un ente"), intro, form=form)


@GET_OR_POST
@for_acting_organisation
def remove(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Ask, then take a body out of the tender."""
    tender = _writable_or_404(request, public_id)
    rows = TenderParticipant.objects.visible_to(request.user).select_related("organisation")
    row = get_object_or_404(rows, organisation=pk, tender=tender)
    refusal = None
    if request.method == "POST":
        try:
            actions.remove_body(actor=request.actor, tender=tender, participant=row)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Ente tolto dalla gara: non la vede più."))
            return redirect("sua:tender_bodies", tender.public_id)
    intro = _("%(body)s esce dalla gara e non la vede più.") % {"body": row.organisation}
    return _page(request, tender, _("Togli l'ente dalla gara"), intro, refusal=refusal, danger=True)


@GET_OR_POST
@for_acting_organisation
def rup(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Name the RUP of one body."""
    tender = tender_or_404(request, public_id)
    row = _part_or_404(request, tender, pk)
    if not parts.may_name_rup(request.actor, row):
        raise Http404
    title = _("RUP dell'ente: %(body)s") % {"body": row.organisation}
    form = RupForm(row, posted(request))
    return _change(request, row, title, form, actions.name_rup, _("RUP dell'ente salvato."))


@GET_OR_POST
@for_acting_organisation
def role(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Change the part that one body has."""
    tender = _writable_or_404(request, public_id)
    row = _part_or_404(request, tender, pk)
    title = _("Ruolo: %(body)s") % {"body": row.organisation}
    form = RoleForm(row, posted(request))
    return _change(request, row, title, form, actions.change_role, _("Ruolo salvato."))


def _part_or_404(request: Request, tender: Tender, pk: int) -> TenderParticipant:
    rows = TenderParticipant.objects.visible_to(request.user).select_related("organisation", "rup_org")
    row = get_object_or_404(rows, organisation=pk, tender=tender)
    row.tender = tender
    return row


def _change(  # noqa: PLR0917
    request: Request, row: TenderParticipant, title: str, form: Any, act: Any, done: str
) -> HttpResponse:
    """Save what a form about one body says; somebody else's change meanwhile is shown beside it."""
    tender = row.tender
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=request.actor, participant=row, **form.cleaned_data)
        except Conflict as conflict:
            row.refresh_from_db(fields=["edition"])
            return conflict_page(request, tender, conflict, request.path, edition=row.edition)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, done)
            return redirect("sua:tender_bodies", tender.public_id)
    return _page(request, tender, title, "", form=form, submit=_("Salva"))


def _page(request: Request, tender: Tender, title: str, intro: str, **context: Any) -> HttpResponse:
    form, refusal = context.get("form"), context.get("refusal")
    context |= {"tender": tender, "title": title, "intro": intro, "breadcrumb": trail_to(tender, title)}
    wrong = refusal is not None or (form is not None and bool(form.errors))
    return render(request, "sua/body.html", context, status=422 if wrong else 200)
