"""Revisions of a consolidated campaign: the form that makes one, and all of them with their difference."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request, whole_number
from pico.organisations.models import Organisation
from pico.sua import actions
from pico.sua.forms.revisions import RevisionForm
from pico.sua.models import NeedRevision, NeedsCampaign
from pico.sua.models.campaigns import CampaignState
from pico.sua.rules import campaigns as rules
from pico.sua.rules import consolidation, revisions
from pico.sua.views.campaigns import campaign_or_404, conducted_or_404, trail_to
from pico.sua.views.common import area_page, posted
from pico.sua.views.drafts import GET_OR_POST


@area_page
@require_safe
def history(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """All revisions for the office; for a body its own."""
    campaign = campaign_or_404(request, public_id)
    if campaign.consolidated_at is None:
        raise Http404
    rows = NeedRevision.objects.visible_to(request.user).filter(campaign=campaign)
    rows = rows.select_related("organisation", "actor").order_by("-number")
    reads = rules.may_read(request.actor, campaign)
    if not reads:
        rows = rows.filter(organisation=request.actor.organisation)
    items = list(campaign.items.all())
    context = {
        "campaign": campaign,
        "reads": reads,
        "revisions": [
            {
                "row": row,
                "who": str(row.actor) if reads else str(campaign.province),
                "changes": revisions.changes(campaign, items, row.before, row.after),
                "before_url": _table_url(campaign, row.number - 1) if reads else "",
            }
            for row in rows
        ],
        "breadcrumb": trail_to(campaign, _("Revisioni")),
    }
    return render(request, "sua/revisions.html", context)


def _table_url(campaign: NeedsCampaign, up_to: int) -> str:
    return f"{reverse('sua:consolidation', args=[campaign.public_id])}?revisione={up_to}"


@area_page
@GET_OR_POST
@for_acting_organisation
def revise(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Correct the figures of one body: they become a new revision."""
    campaign = conducted_or_404(request, public_id)
    if campaign.consolidated_at is None:
        raise Http404
    figures = consolidation.figures_of_body(consolidation.whole(campaign), campaign, pk)
    if figures is None:
        raise Http404
    body = get_object_or_404(Organisation, pk=pk)
    seen = _last(campaign, body)
    items = list(campaign.items.all())
    form = RevisionForm(posted(request), campaign=campaign, items=items, figures=figures)
    if request.method == "POST" and form.is_valid():
        seen = whole_number(request.POST.get("edition")) or 0
        try:
            made = actions.revise_need(
                actor=request.actor, campaign=campaign, organisation=body, seen=seen, cells=form.cells,
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Conflict as conflict:
            return _conflict(request, campaign, body, form, conflict)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            words = {"number": made.number, "body": body}
            messages.success(request, _("Revisione %(number)s: %(body)s è avvisato.") % words)
            return redirect("sua:campaign_revisions", public_id)
    elif request.method == "POST":
        seen = whole_number(request.POST.get("edition")) or 0
    title = _("Correggi il fabbisogno di %(body)s") % {"body": body}
    context = {
        "campaign": campaign,
        "form": form,
        "title": title,
        "seen": seen,
        "is_closed": campaign.state != CampaignState.CONSOLIDATED,
        "back": reverse("sua:consolidation", args=[public_id]),
        "breadcrumb": trail_to(campaign, title),
    }
    return render(request, "sua/revise.html", context, status=422 if form.errors else 200)


def _last(campaign: NeedsCampaign, body: Organisation) -> int:
    rows = campaign.revisions.filter(organisation=body).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def _conflict(
    request: Request, campaign: NeedsCampaign, body: Organisation, form: Any, conflict: Conflict
) -> HttpResponse:
    """Show what differs; what was typed travels on in hidden fields."""
    context = {
        "refusal": str(conflict),
        "pairs": [(name, conflict.theirs[name], conflict.mine[name]) for name in conflict.theirs],
        "kept": [(name, request.POST.get(name, "")) for name in form.fields],
        "edition": _last(campaign, body),
        "here": request.path,
        "back": reverse("sua:campaign_revisions", args=[campaign.public_id]),
        "breadcrumb": trail_to(campaign, _("Due versioni")),
    }
    return render(request, "sua/table_conflict.html", context, status=409)
