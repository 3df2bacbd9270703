"""Moves of a needs campaign, each a small resource: a page that says what will happen, and a POST."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.money import euro
from pico.sua import actions
from pico.sua.forms.campaigns import (
    AskForm,
    CampaignReasonForm,
    ConvertForm,
    ReopenBodyForm,
    ReopenCampaignForm,
)
from pico.sua.models import NeedsCampaign
from pico.sua.models.campaigns import CampaignState
from pico.sua.rules import campaigns as rules
from pico.sua.rules import consolidation, grouping, progress
from pico.sua.views.campaign_drafts import _steps
from pico.sua.views.campaigns import conducted_or_404, trail_to
from pico.sua.views.common import area_page, posted
from pico.sua.views.drafts import GET_OR_POST


def _done(form: Any, act: Callable[[], object]) -> bool:
    """Call an action for a valid form; a refusal stands on the form."""
    try:
        act()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _page(
    request: Request,
    campaign: NeedsCampaign,
    code: str,
    form: Any,
    perform: Callable[[Any], object],
    **context: Any,
) -> HttpResponse:
    move = rules.BY_CODE[code]
    if request.method == "POST" and form.is_valid() and _done(form, lambda: perform(form.cleaned_data)):
        messages.success(request, str(move.done))
        return redirect("sua:campaign", campaign.public_id)
    objection = "" if request.method == "POST" else rules.objection(campaign, code)
    context = {
        "campaign": campaign,
        "form": form,
        "title": move.label,
        "text": move.consequence,
        "objection": objection,
        "submit": move.label,
        "danger": code == "archive",
        "back": reverse("sua:campaign", args=[campaign.public_id]),
        "breadcrumb": trail_to(campaign, str(move.label)),
        **context,
    }
    return render(request, "sua/campaign_move.html", context, status=422 if form.errors else 200)


@area_page
@GET_OR_POST
@for_acting_organisation
def open_(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Look at the whole once more, then ask the bodies."""
    campaign = conducted_or_404(request, public_id)
    return _page(
        request,
        campaign,
        "open",
        AskForm(posted(request)),
        lambda _data: actions.open_campaign(actor=request.actor, campaign=campaign),
        steps=_steps(campaign, "apertura") if campaign.is_draft else [],
        gaps=rules.gaps(campaign) if campaign.is_draft else [],
        items=list(campaign.items.all()),
        asked=campaign.round.invitations.count(),
    )


@area_page
@GET_OR_POST
@for_acting_organisation
def close(request: Request, public_id: uuid.UUID) -> HttpResponse:
    campaign = conducted_or_404(request, public_id)
    waiting = sum(row.state in progress.WAITING for row in progress.progress_of(campaign))
    return _page(
        request,
        campaign,
        "close",
        AskForm(posted(request)),
        lambda _data: actions.close_campaign(actor=request.actor, campaign=campaign),
        waiting=waiting,
    )


@area_page
@GET_OR_POST
@for_acting_organisation
def reopen(request: Request, public_id: uuid.UUID) -> HttpResponse:
    campaign = conducted_or_404(request, public_id)
    return _page(
        request,
        campaign,
        "reopen",
        ReopenCampaignForm(posted(request), initial={"hour": "18:00"}),
        lambda data: actions.reopen_campaign(
            actor=request.actor, campaign=campaign, closes_at=data["closes_at"], reason=data["reason"]
        ),
    )


@area_page
@GET_OR_POST
@for_acting_organisation
def consolidate(request: Request, public_id: uuid.UUID) -> HttpResponse:
    campaign = conducted_or_404(request, public_id)
    return _page(
        request,
        campaign,
        "consolidate",
        AskForm(posted(request)),
        lambda _data: actions.consolidate_campaign(actor=request.actor, campaign=campaign),
    )


@area_page
@GET_OR_POST
@for_acting_organisation
def convert(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Choose how items become lots, and make the tender."""
    campaign = conducted_or_404(request, public_id)
    table = consolidation.whole(campaign)
    form = ConvertForm(posted(request), initial={"by": grouping.proposal(table)})
    ways = [
        {
            "label": way.label,
            "lots": [
                {"title": lot.title or campaign.title, "value": euro(lot.value)}
                for lot in grouping.lots_of(table, way)
            ],
        }
        for way in grouping.By
    ]
    return _page(
        request,
        campaign,
        "convert",
        form,
        lambda data: actions.convert_campaign(actor=request.actor, campaign=campaign, by=data["by"]),
        ways=ways if campaign.state == CampaignState.CONSOLIDATED else [],
        needing=table.needing,
    )


@area_page
@GET_OR_POST
@for_acting_organisation
def archive(request: Request, public_id: uuid.UUID) -> HttpResponse:
    campaign = conducted_or_404(request, public_id)
    return _page(
        request,
        campaign,
        "archive",
        CampaignReasonForm(posted(request)),
        lambda data: actions.archive_campaign(actor=request.actor, campaign=campaign, reason=data["reason"]),
    )


@area_page
@require_POST
@for_acting_organisation
def remind(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Remind the bodies that have not answered, now."""
    campaign = conducted_or_404(request, public_id)
    try:
        count = actions.remind_campaign(actor=request.actor, campaign=campaign)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        words = {
            0: _("Oggi chi manca ha già avuto il promemoria."),
            1: _("Promemoria mandato a un ente."),
        }
        messages.success(
            request, words.get(count, _("Promemoria mandato a %(count)s enti.") % {"count": count})
        )
    return redirect("sua:campaign", public_id)


@area_page
@GET_OR_POST
@for_acting_organisation
def body(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Let one body answer, or correct what it sent, until a moment of its own."""
    campaign = conducted_or_404(request, public_id)
    rows = campaign.round.invitations.select_related("round__owner", "organisation")
    invitation = get_object_or_404(rows, pk=pk)
    if campaign.is_draft:
        raise Http404
    form = ReopenBodyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = _done(
            form,
            lambda: actions.reopen_body(
                actor=request.actor,
                campaign=campaign,
                invitation=invitation,
                until=form.until(),
                reason=form.cleaned_data["reason"],
            ),
        )
        if done:
            messages.success(request, _("Riaperta: l'ente è avvisato."))
            return redirect("sua:campaign", public_id)
    title = _("Riapri a %(body)s") % {"body": invitation.organisation}
    context = {
        "campaign": campaign,
        "form": form,
        "title": title,
        "text": _("L'ente può correggere o mandare la sua risposta; gli altri non ne sanno nulla."),
        "submit": _("Riapri"),
        "back": reverse("sua:campaign", args=[campaign.public_id]),
        "breadcrumb": trail_to(campaign, title),
    }
    return render(request, "sua/campaign_move.html", context, status=422 if form.errors else 200)
