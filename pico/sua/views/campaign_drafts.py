"""Preparing a needs campaign: what it says, its items, whom it asks."""

import uuid
from operator import itemgetter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.exports import FORMATS, Column, table_response
from pico.base.http import Request, whole_number
from pico.sua import actions
from pico.sua.forms.campaigns import BodiesForm, CampaignForm
from pico.sua.forms.items import HEADER, ItemsForm, lines_of, report_of
from pico.sua.models import NeedsCampaign
from pico.sua.models.campaigns import CampaignState
from pico.sua.rules import campaigns as rules
from pico.sua.rules.access import holds
from pico.sua.views.campaigns import conducted_or_404, trail_to
from pico.sua.views.common import area_page, posted, sent_files, trail
from pico.sua.views.drafts import GET_OR_POST


@area_page
@GET_OR_POST
@for_acting_organisation
def new(request: Request) -> HttpResponse:
    """Begin a campaign: what it says, and when it closes."""
    body = request.actor.organisation
    if not body.is_province or not holds(request.actor, rules.RUN, body):
        raise Http404
    form = CampaignForm(posted(request), form_key=uuid.uuid4())
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_campaign(
                actor=request.actor, values=form.values(), form_key=form.cleaned_data["form_key"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("sua:campaign_items", made.public_id)
    context = {
        "form": form,
        "steps": _steps(None, "dati"),
        "title": _("Nuova raccolta di fabbisogni"),
        "submit": _("Salva e scrivi le voci"),
        "back": reverse("sua:campaigns"),
        "breadcrumb": trail(
            ("Raccolte di fabbisogni", reverse("sua:campaigns")), ("Nuova raccolta di fabbisogni", "")
        ),
    }
    return render(request, "sua/campaign_step.html", context, status=422 if form.errors else 200)


STEPS = (
    ("dati", lazy("Dati e date"), "sua:campaign_edit"),
    ("voci", lazy("Voci"), "sua:campaign_items"),
    ("enti", lazy("Enti"), "sua:campaign_bodies"),
    ("apertura", lazy("Controllo e apertura"), "sua:campaign_open"),
)


def _steps(campaign: NeedsCampaign | None, current: str) -> list[dict[str, Any]]:
    done = {
        "dati": campaign is not None,
        "voci": campaign is not None and campaign.items.exists(),
        "enti": campaign is not None and campaign.round.invitations.exists(),
    }
    return [
        {
            "label": label,
            "url": reverse(page, args=[campaign.public_id]) if campaign else "",
            "done": done.get(slug, False),
            "current": slug == current,
        }
        for slug, label, page in STEPS
    ]


def _draft_or_404(request: Request, public_id: uuid.UUID) -> NeedsCampaign:
    campaign = conducted_or_404(request, public_id)
    if not campaign.is_draft:
        raise Http404
    return campaign


def _show(
    request: Request, campaign: NeedsCampaign, step: str, form: Any, status: int = 200, **more: Any
) -> HttpResponse:
    label = next(words for slug, words, _page in STEPS if slug == step)
    context = {
        "campaign": campaign,
        "form": form,
        "steps": _steps(campaign, step) if campaign.is_draft else [],
        "title": label,
        "kicker": campaign,
        "version": request.POST.get("version") if request.method == "POST" else campaign.version,
        "back": reverse("sua:campaign", args=[campaign.public_id]),
        "breadcrumb": trail_to(campaign, str(label)),
        **more,
    }
    return render(request, "sua/campaign_step.html", context, status=status)


def _saved(request: Request, form: Any, act: Any) -> int:
    """Call an action for a valid form; return 0, or the status of the page that says why not."""
    try:
        act(whole_number(request.POST.get("version")) or 0)
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        return 409
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return 422
    return 0


@area_page
@GET_OR_POST
@for_acting_organisation
def edit(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What a draft says, and its dates."""
    campaign = _draft_or_404(request, public_id)
    form = CampaignForm(posted(request), campaign=campaign)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = _saved(
                request,
                form,
                lambda version: actions.edit_campaign(
                    actor=request.actor, campaign=campaign, version=version, values=form.values()
                ),
            )
            if not status:
                return redirect("sua:campaign_items", public_id)
    return _show(request, campaign, "dati", form, status, submit=_("Salva e continua"))


@area_page
@GET_OR_POST
@for_acting_organisation
def items(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """All items, one a line, or from a file."""
    campaign = _draft_or_404(request, public_id)
    known = list(campaign.items.all())
    form = ItemsForm(posted(request), sent_files(request), initial={"lines": lines_of(known)})
    status, report = 200, []
    if request.method == "POST":
        status = 422
        is_valid = form.is_valid()
        if form.in_file:  # a file is shown first, line by line; its lines are saved by the next button
            report = report_of(form.text, known)
            status = 200 if is_valid else 422
        elif is_valid:
            status = _saved(
                request,
                form,
                lambda version: actions.save_items(
                    actor=request.actor, campaign=campaign, version=version, items=form.items
                ),
            )
            if not status:
                messages.success(request, _("Voci salvate: %(count)s.") % {"count": len(form.items)})
                return redirect("sua:campaign_bodies", public_id)
    return _show(
        request, campaign, "voci", form, status, submit=_("Salva e scegli gli enti"), upload=True,
        report=report,
        example=[str(label) for label in HEADER],
    )  # fmt: skip


EXAMPLE = (
    ("S1", "Sale per disgelo, pianura", "t", "1.250,00", "10", "800", "Lotto 1", "sfuso"),
    ("S2", "Sale in sacchi", "confezioni", "8,50", "", "", "Lotto 2", "25 kg"),
)


@area_page
@require_safe
def items_example(request: Request, kind: str) -> HttpResponseBase:
    """A file of items to fill in: the columns and two lines."""
    body = request.actor.organisation
    if kind not in FORMATS or not body.is_province or not holds(request.actor, rules.RUN, body):
        raise Http404
    columns = [Column(str(label), itemgetter(place)) for place, label in enumerate(HEADER)]
    return table_response("voci-del-fabbisogno", columns, EXAMPLE, kind)


@area_page
@GET_OR_POST
@for_acting_organisation
def bodies(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Whom it asks; while it is open bodies are added."""
    campaign = conducted_or_404(request, public_id)
    if campaign.state not in (CampaignState.DRAFT, CampaignState.OPEN):
        raise Http404
    asked = set(campaign.round.invitations.values_list("organisation_id", flat=True))
    form = BodiesForm(posted(request), campaign=campaign, asked=asked)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = _saved(
                request,
                form,
                lambda _version: actions.ask_bodies(
                    actor=request.actor, campaign=campaign, organisations=form.found()
                ),
            )
            if not status:
                return redirect("sua:campaign_open" if campaign.is_draft else "sua:campaign", public_id)
    submit = _("Salva e controlla") if campaign.is_draft else _("Aggiungi questi enti")
    return _show(request, campaign, "enti", form, status, submit=submit)
