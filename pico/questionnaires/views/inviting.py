"""Whom a round asks: the list before it opens, more of them after, more time for one."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pico.base.acting import for_acting_organisation
from pico.base.http import Request
from pico.questionnaires import actions
from pico.questionnaires.actions.inviting import MOST
from pico.questionnaires.forms.inviting import InviteForm, InvitePeopleForm
from pico.questionnaires.forms.rounds import ExtendForm
from pico.questionnaires.models import Round
from pico.questionnaires.views.common import (
    GET_OR_POST,
    attempt,
    must,
    own_round_or_404,
    posted,
    round_trail,
    show,
    show_form,
)

SHOWN = 200


@GET_OR_POST
@for_acting_organisation
def invite(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Filter, look at the list, confirm."""
    row = own_round_or_404(request, public_id)
    must(row.state in (Round.State.DRAFT, Round.State.OPEN))
    to_bodies = row.unit == Round.Unit.ORGANISATION
    sent = posted(request)
    if to_bodies:
        form: Any = InviteForm(sent, request.FILES if sent is not None else None, owner=row.owner)
    else:
        form = InvitePeopleForm(sent, owner=row.owner)
    found: list[Any] = []
    if request.method == "POST" and form.is_valid():
        found = list(form.found()[: MOST + 1])
        if request.POST.get("confirmed") and found:
            new = attempt(form, lambda: _invite(request, row, found) + 1)
            if new:
                messages.success(request, _("Inviti aggiunti: %(count)s.") % {"count": int(new) - 1})
                return redirect("questionnaires:round", public_id)
        elif not found:
            form.add_error(None, _("Nessuno corrisponde: allarga i filtri."))
    context = {
        "round": row,
        "form": form,
        "found": _in_words(form, found)[:SHOWN] if found else [],
        "to_bodies": to_bodies,
        "count": len(found),
        "unknown": form.unknown(found) if form.is_bound and form.is_valid() else [],
        "breadcrumb": round_trail(row, _("Chi invitare")),
    }
    return show(request, "invite", context, 422 if form.errors else 200)


def _in_words(form: Any, found: list[Any]) -> list[str]:
    return form.counted(found) if isinstance(form, InvitePeopleForm) else [row.name for row in found]


def _invite(request: Request, row: Round, found: list[Any]) -> int:
    if row.unit == Round.Unit.ORGANISATION:
        return actions.invite(actor=request.actor, round=row, organisations=found)
    return actions.invite_people(actor=request.actor, round=row, people=found)


@require_POST
@for_acting_organisation
def uninvite(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Take one off the list of a draft."""
    row = own_round_or_404(request, public_id)
    must(row.state == Round.State.DRAFT)
    invitation = get_object_or_404(row.invitations.select_related("round__owner"), pk=pk)
    actions.uninvite(actor=request.actor, invitation=invitation)
    return redirect("questionnaires:round", public_id)


@GET_OR_POST
@for_acting_organisation
def extend(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """More time for one organisation or person."""
    row = own_round_or_404(request, public_id)
    must(row.state in (Round.State.OPEN, Round.State.CLOSED))
    rows = row.invitations.select_related("round__owner", "organisation", "person")
    invitation = get_object_or_404(rows, pk=pk)
    form = ExtendForm(posted(request), initial={"hour": "18:00"})
    back = reverse("questionnaires:round", args=[public_id])
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["closes_at"]
        if attempt(form, lambda: actions.extend(actor=request.actor, invitation=invitation, until=until)):
            messages.success(request, _("Proroga data: chi risponde è avvisato."))
            return redirect(back)
    title = _("Proroga per %(body)s") % {"body": invitation.respondent}
    return show_form(
        request, form, title, submit=_("Dai la proroga"), back=back, breadcrumb=round_trail(row, title)
    )
