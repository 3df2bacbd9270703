"""The RUP of one tender: proposed from the ranked list, accepted, declined, revoked."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base import dates
from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.sua import actions
from pico.sua.forms.rups import AcceptanceForm, DeclineForm, ProposalForm, RevocationForm
from pico.sua.models import RupAssignment, RupProfile, Tender
from pico.sua.rules import access, rups
from pico.sua.views.common import posted, tender_or_404, trail_for, trail_to
from pico.sua.views.drafts import GET_OR_POST


@GET_OR_POST
@for_acting_organisation
def propose(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Choose whom to ask, from the list of who may be the RUP of this tender."""
    tender = tender_or_404(request, public_id)
    if not rups.may_assign(request.actor, tender):
        raise Http404
    people = rups.candidates(request.user, tender)
    choices = [(str(one.profile.public_id), one.label) for one in people if not one.fitness.never]
    form = ProposalForm(posted(request), profiles=rups.eligible(request.user, tender), choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            held = actions.propose_rup(actor=request.actor, tender=tender, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(
                request, _("Proposta inviata: %(person)s riceve una notifica.") % {"person": held.person}
            )
            return redirect("sua:detail", tender.public_id)
    context = {
        "tender": tender,
        "form": form,
        "objection": "" if form.errors else rups.objection(tender),
        "candidates": people,
        "choices": choices,
        "experience": rups.experience_for(tender).label,
        "breadcrumb": trail_to(tender, _("Proponi il RUP")),
    }
    return render(request, "sua/rup_propose.html", context, status=422 if form.errors else 200)


def _assignment_or_404(request: Request, public_id: uuid.UUID) -> RupAssignment:
    rows = RupAssignment.objects.visible_to(request.user).select_related(
        "tender__province", "tender__organisation", "person", "organisation", "proposed_by", "ended_by"
    )
    row: RupAssignment = get_object_or_404(rows, public_id=public_id)
    if not access.is_visible(row.tender.province):
        raise Http404
    return row


def _way(request: Request, row: RupAssignment, *here: tuple[str, str]) -> list[dict[str, str]]:
    address = reverse("sua:rup_assignment", args=[row.public_id]) if here else ""
    return trail_for(
        request, (_("Incarico di RUP, %(number)s") % {"number": row.tender.number}, address), *here
    )


@require_safe
def assignment(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """One assignment, for who was asked and for the Province."""
    row = _assignment_or_404(request, public_id)
    sees = Tender.objects.visible_to(request.user).filter(pk=row.tender_id).exists()
    context = {
        "assignment": row,
        "tone": TONES[RupAssignment.State(row.state)],
        "facts": _facts(row, sees=sees),
        "profile_url": _profile_url(request, row),
        "tender_url": reverse("sua:detail", args=[row.tender.public_id]) if sees else "",
        "may_answer": row.state == RupAssignment.State.PROPOSED and row.person_id == request.user.pk,
        "may_revoke": row.is_active and rups.may_assign(request.actor, row.tender),
        "breadcrumb": _way(request, row),
    }
    return render(request, "sua/rup_assignment.html", context)


def _profile_url(request: Request, row: RupAssignment) -> str:
    seen = RupProfile.objects.visible_to(request.user).filter(person=row.person)
    found = seen.values_list("public_id", flat=True).first()
    return reverse("sua:rup_profile", args=[found]) if found else ""


TONES = {
    RupAssignment.State.PROPOSED: "warning",
    RupAssignment.State.ACCEPTED: "success",
    RupAssignment.State.DECLINED: "danger",
    RupAssignment.State.REVOKED: "neutral",
    RupAssignment.State.COMPLETED: "neutral",
}


def _facts(row: RupAssignment, *, sees: bool) -> list[dict[str, Any]]:
    moment = dates.italian_datetime
    told = [
        (_("Persona"), f"{row.person}, {row.organisation}"),
        (_("Gara"), f"{row.tender.number}, {row.tender.organisation}"),
        (_("Oggetto"), row.tender.title if sees else ""),
        (_("Proposta da"), f"{row.proposed_by}, {moment(row.proposed_at)}"),
        (_("Requisiti che mancano"), row.shortfall),
        (_("Motivazione"), row.justification),
        (_("Risposta"), moment(row.answered_at) if row.answered_at else ""),
        (_("Conflitti di interessi (art. 16)"), _("dichiarati assenti") if row.no_conflict else ""),
        (_("Motivo"), row.reason),
        (_("Cessato"), moment(row.ended_at) if row.ended_at else ""),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def _answer(
    request: Request,
    row: RupAssignment,
    form: forms.Form,
    perform: Callable[..., Any],
    words: dict[str, Any],
) -> HttpResponse:
    """Show the page of an answer or a revocation, or do it."""
    if request.method == "POST" and form.is_valid():
        try:
            perform(actor=request.actor, assignment=row, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, words["done"])
            return redirect("sua:rup_assignment", row.public_id)
    context = {
        "assignment": row,
        "form": form,
        **words,
        "back": reverse("sua:rup_assignment", args=[row.public_id]),
        "breadcrumb": _way(request, row, (words["title"], "")),
    }
    return render(request, "sua/rup_answer.html", context, status=422 if form.errors else 200)


def _own_or_404(request: Request, public_id: uuid.UUID) -> RupAssignment:
    row = _assignment_or_404(request, public_id)
    if row.person_id != request.user.pk:
        raise Http404
    return row


@GET_OR_POST
@for_acting_organisation
def accept(request: Request, public_id: uuid.UUID) -> HttpResponse:
    words = {
        "title": _("Accetta l'incarico di RUP"),
        "lead": _("Con l'accettazione diventi responsabile della gara per la SUA: la prepari e la segui."),
        "submit": _("Accetta l'incarico"),
        "done": _("Hai accettato l'incarico: la Provincia riceve una notifica."),
    }
    row = _own_or_404(request, public_id)
    return _answer(request, row, AcceptanceForm(posted(request)), actions.accept_assignment, words)


@GET_OR_POST
@for_acting_organisation
def decline(request: Request, public_id: uuid.UUID) -> HttpResponse:
    words = {
        "title": _("Non accettare l'incarico di RUP"),
        "lead": _("La gara non sarà più fra quelle che vedi; la Provincia propone un'altra persona."),
        "submit": _("Non accetto l'incarico"),
        "done": _("Risposta inviata: la Provincia riceve una notifica."),
    }
    row = _own_or_404(request, public_id)
    return _answer(request, row, DeclineForm(posted(request)), actions.decline_assignment, words)


@GET_OR_POST
@for_acting_organisation
def revoke(request: Request, public_id: uuid.UUID) -> HttpResponse:
    row = _assignment_or_404(request, public_id)
    if not rups.may_assign(request.actor, row.tender):
        raise Http404
    words = {
        "title": _("Revoca l'incarico di RUP"),
        "lead": _(
            "La persona non vede più la gara, che resta nello stato in cui è; poi proponi qualcun altro."
        ),
        "submit": _("Revoca l'incarico"),
        "done": _("Incarico revocato."),
        "danger": True,
    }
    return _answer(request, row, RevocationForm(posted(request)), actions.revoke_assignment, words)
