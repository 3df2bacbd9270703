"""Bodies that merged during a round: who runs it chooses which answer counts."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.http import Request
from pico.questionnaires import actions
from pico.questionnaires.forms.merging import MergerForm
from pico.questionnaires.mergers import Merger, mergers_of
from pico.questionnaires.models import Invitation, Response, Round
from pico.questionnaires.rules import may_read_results
from pico.questionnaires.views.common import GET_OR_POST, attempt, must, own_round_or_404, round_trail, show


@GET_OR_POST
@for_acting_organisation
def mergers(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Every merger in which something was written, with a choice for each."""
    round = own_round_or_404(request, public_id, wherever=True)
    must(may_read_results(request.actor, round) and round.state != Round.State.DRAFT)
    found = [one for one in mergers_of(round) if one.answered]
    forms = {str(one.heir.pk): MergerForm(_posted(request, one), merger=one) for one in found}
    form = forms.get(request.POST.get("heir", ""))
    if form is not None and form.is_valid() and attempt(form, lambda: _settle(request, round, form)):
        messages.success(request, _("Scelta registrata."))
        return redirect("questionnaires:mergers", public_id)
    context = {
        "round": round,
        "is_open": round.state in (Round.State.OPEN, Round.State.CLOSED),
        "found": [
            {
                "heir": one.heir,
                "form": forms[str(one.heir.pk)],
                "rows": [_row(row, round) for row in one.invitations],
            }
            for one in found
        ],
        "failed": form,
        "breadcrumb": round_trail(round, _("Enti confluiti")),
    }
    return show(request, "mergers", context, 422 if form is not None else 200)


def _posted(request: Request, merger: Merger) -> Any:
    is_this = request.method == "POST" and request.POST.get("heir") == str(merger.heir.pk)
    return request.POST if is_this else None


def _settle(request: Request, round: Round, form: MergerForm) -> Invitation:
    return actions.settle_merger(actor=request.actor, round=round, chosen=form.invitation, joins=form.joins)


def _row(invitation: Invitation, round: Round) -> dict[str, Any]:
    """Return one body of a merger as a line of a list."""
    response = getattr(invitation, "response", None)
    state = response.state if response else ""
    given = state in (Response.State.SUBMITTED, Response.State.EXPIRED)
    counts = state == Response.State.SUBMITTED and invitation.replaced_by_id is None
    label = str(Response.State(state).label) if state else _("Non ha scritto nulla")
    if state == Response.State.SUBMITTED:
        label = _("Vale") if counts else _("Vale un'altra")
    meta = [_("Ente cessato")] if invitation.has_ceased else []
    return {
        "title": str(invitation.respondent),
        "url": reverse("questionnaires:response", args=[response.pk]) if response and given else "",
        "meta": [*meta, *([_("Risposta unita")] if invitation.is_joined else [])],
        "label": label,
        "tone": "success" if counts else "neutral",
    }
