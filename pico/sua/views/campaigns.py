"""Needs campaigns: the list, its export, the page of one, the way to the own answer."""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.actor import Actor
from pico.base.exports import WITH_JSON, answer_export
from pico.base.http import Request
from pico.base.money import euro, number
from pico.base.paging import paginate
from pico.journal.models import record
from pico.questionnaires.mergers import leaves_answers
from pico.questionnaires.models import Invitation
from pico.questionnaires.rules import may_compile
from pico.sua import exports_of_campaigns as exports
from pico.sua.models import NeedRevision, NeedsCampaign, Tender
from pico.sua.models.campaigns import CampaignState
from pico.sua.rules import campaigns as rules
from pico.sua.rules import consolidation, needs, progress
from pico.sua.rules.access import holds, is_writable
from pico.sua.rules.progress import Progress
from pico.sua.views.common import area_page, trail
from pico.sua.views.drawing import bars
from pico.sua.views.savings import for_body

FEWEST_OTHERS = 2  # bodies beside the reader behind a sum
TOTALS_OF = (CampaignState.CONSOLIDATED, CampaignState.CONVERTED)


@area_page
@require_safe
def campaign_list(request: Request) -> HttpResponse:
    """All campaigns the person may see, filtered, sorted, in pages."""
    filters, rows = exports.filtered(request.user, request.GET)
    page = paginate(request, rows)
    query = request.GET.copy()
    query.pop("pagina", None)
    body = request.actor.organisation
    own = progress.own_states(page, body)
    context = {
        "filters": filters,
        "page": page,
        "rows": [
            {
                "campaign": row,
                "tone": rules.TONES[CampaignState(row.state)],
                "answers": exports.answers_of(row),
                "own": own.get(row.round_id),
            }
            for row in page
        ],
        "is_office": body.is_province,
        "may_create": _may_create(request.actor),
        "query": query.urlencode(),
        "sort": request.GET.get("ordina", ""),
        "breadcrumb": trail(("Raccolte di fabbisogni", "")),
    }
    return render(request, "sua/campaigns.html", context)


def _may_create(actor: Actor) -> bool:
    body = actor.organisation
    return body.is_province and holds(actor, rules.RUN, body) and is_writable(body)


@area_page
@require_http_methods(["GET", "HEAD", "POST"])
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: Request, format: str) -> HttpResponseBase:
    """Exactly the rows of the list with the same filters, as CSV, XLSX or JSON; very many by a job."""
    rows = exports.rows_for(request.user, request.GET)

    def note(count: int) -> None:
        record(
            request.actor,
            "sua.campaigns.exported",
            category="export",
            changes={"rows": count, "format": format},
        )

    return answer_export(
        request, exports.LIST, format, rows, back=reverse("sua:campaigns"), note=note, formats=WITH_JSON
    )


def campaign_or_404(request: Request, public_id: uuid.UUID) -> NeedsCampaign:
    """Return the campaign; absent and forbidden answer alike."""
    rows = NeedsCampaign.objects.visible_to(request.user).select_related(
        "province", "round__owner", "round__version__questionnaire", "created_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def conducted_or_404(request: Request, public_id: uuid.UUID) -> NeedsCampaign:
    """Return the campaign when the person conducts it; 404 otherwise."""
    campaign = campaign_or_404(request, public_id)
    if not rules.may_run(request.actor, campaign):
        raise Http404
    return campaign


def trail_to(campaign: NeedsCampaign, here: str = "") -> list[dict[str, str]]:
    """Return the breadcrumb of a page about one campaign."""
    page = reverse("sua:campaign", args=[campaign.public_id])
    parts = [
        ("Raccolte di fabbisogni", reverse("sua:campaigns")),
        (campaign.number, page if here else ""),
    ]
    return trail(*parts, *([(here, "")] if here else []))


@area_page
@require_safe
def campaign(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """One campaign: for its office how far the bodies are, for a body what it is asked."""
    row = campaign_or_404(request, public_id)
    reads = rules.may_read(request.actor, row)
    items = list(row.items.all())
    context = {
        "campaign": row,
        "tone": rules.TONES[CampaignState(row.state)],
        "facts": _facts(row),
        "items": items,
        "item_rows": {
            "rows": [_item_row(item) for item in items],
            "bounded": any(item.least is not None or item.most is not None for item in items),
        },
        "own": _own(request, row),
        "tender": _tender(request, row),
        "revised": not reads and _is_revised(request, row),
        "savings": None if reads else for_body(request, row),
        "totals": _totals(row, request.actor) if not reads and row.state in TOTALS_OF else None,
        "breadcrumb": trail_to(row),
        **(_office(request, row) if reads else {}),
    }
    return render(request, "sua/campaign.html" if reads else "sua/campaign_of_body.html", context)


def _facts(campaign: NeedsCampaign) -> list[dict[str, Any]]:
    round, years = campaign.round, campaign.all_years
    span = str(years[0]) if campaign.years == 1 else f"{years[0]}-{years[-1]}"
    return [
        {"label": _("Provincia"), "value": campaign.province},
        {"label": _("Che cosa si acquista"), "value": campaign.get_contract_object_display()},
        {"label": _("CPV"), "value": campaign.cpv},
        {"label": _("Impegno"), "value": campaign.get_mode_display()},
        {"label": _("Anni"), "value": span},
        {"label": _("Aperta il"), "value": exports.moment(round.opened_at or round.opens_at)},
        {"label": _("Chiude il"), "value": exports.moment(round.closes_at)},
        {"label": _("A chi rivolgersi"), "value": round.contact},
    ]


def _item_row(item: Any) -> dict[str, Any]:
    bounds = [needs.plain(bound) if bound is not None else "" for bound in (item.least, item.most)]
    return {"item": item, "unit": item.get_unit_display(), "least": bounds[0], "most": bounds[1]}


def _own(request: Request, campaign: NeedsCampaign) -> dict[str, Any] | None:
    """Return how far the body acted for is with its own answer, and what it does next."""
    body = request.actor.organisation
    rows = campaign.round.invitations.select_related("organisation")
    invitation = rows.filter(organisation=body, replaced_by=None).first()
    if invitation is None or campaign.round.opened_at is None:
        return None
    invitation.round = campaign.round
    state = progress.of_one(campaign, invitation)
    return {
        "state": state,
        "label": state.label,
        "tone": progress.TONES[state],
        "until": invitation.closes_at,
        "writes": may_compile(request.actor, invitation) and state in progress.WAITING,
        "done": state == Progress.SUBMITTED,
        "url": reverse("sua:campaign_answer", args=[campaign.public_id]),
        "button": _("Rispondi") if state == Progress.NOT_OPENED else _("Riprendi la risposta"),
    }


def _tender(request: Request, campaign: NeedsCampaign) -> Tender | None:
    """Return the tender that the campaign became, for those who see it."""
    rows = Tender.objects.visible_to(request.user)
    return rows.filter(pk=campaign.tender_id).first() if campaign.tender_id else None


def _is_revised(request: Request, campaign: NeedsCampaign) -> bool:
    rows = NeedRevision.objects.visible_to(request.user)
    return rows.filter(campaign=campaign, organisation=request.actor.organisation).exists()


def _totals(campaign: NeedsCampaign, actor: Actor) -> dict[str, Any]:
    """Return the sums without names: what a body sees of the others.

    A sum to which one other body alone adds would be that body's answer: it is not shown, nor is it in the
    whole.
    """
    table = consolidation.whole(campaign)
    body = actor.organisation.pk if actor.organisation else None
    places = [n for n, one in enumerate(table.bodies) if one.organisation.pk != body]
    shown = [row for row in table.items if sum(bool(row.needs[n].quantity) for n in places) >= FEWEST_OTHERS]
    return {
        "value": euro(sum((row.value for row in shown), Decimal(0))),
        "bodies": table.needing,
        "hidden": sum(bool(row.quantity) for row in table.items) - len(shown),
        "rows": [
            {
                "label": row.item.description,
                "quantity": f"{needs.plain(row.quantity)} {row.item.get_unit_display()}",
                "value": euro(row.value),
            }
            for row in shown
        ],
    }


def _office(request: Request, campaign: NeedsCampaign) -> dict[str, Any]:
    """Return what only the office of the Province sees."""
    rows = progress.progress_of(campaign)
    chosen = request.GET.get("stato", "")
    shown = [row for row in rows if row.state == chosen] if chosen in Progress.values else rows
    runs = rules.may_run(request.actor, campaign) and is_writable(campaign.province)
    page = paginate(request, shown)
    return {
        "page": page,
        "bodies": [_body_row(row, campaign, runs) for row in page],
        "asked": len(rows),
        "shares": shares(rows),
        "chosen": chosen,
        "picture": _picture(rows) if rows and not campaign.is_draft else "",
        "waiting": sum(row.state in progress.WAITING for row in rows),
        "runs": runs,
        "moves": _moves(request.actor, campaign),
        "gaps": rules.gaps(campaign) if campaign.is_draft else [],
        "next_step": rules.NEXT[campaign.state],
        "has_table": campaign.round.opened_at is not None,
        "mergers_url": reverse("questionnaires:mergers", args=[campaign.round.public_id])
        if runs and leaves_answers(campaign.round)
        else "",
        "questionnaire_url": reverse(
            "questionnaires:questionnaire", args=[campaign.round.version.questionnaire.public_id]
        )
        if runs
        else "",
    }


def shares(rows: Iterable[progress.BodyProgress]) -> list[dict[str, Any]]:
    """Return how many bodies are in each state, as links."""
    return [
        {"code": state.value, "label": state.label, "count": count} for state, count in progress.counted(rows)
    ]


def _picture(rows: list[progress.BodyProgress]) -> str:
    whole = len(rows)
    return bars(
        [
            (str(state.label), count, f"{count} ({number(100 * count / whole)}%)")
            for state, count in progress.counted(rows)
        ]
    )


def _moves(actor: Actor, campaign: NeedsCampaign) -> list[dict[str, Any]]:
    return [
        {"code": move.code, "label": move.label, "url": reverse(move.page, args=[campaign.public_id])}
        for move in rules.allowed(actor, campaign)
    ]


def _body_row(row: progress.BodyProgress, campaign: NeedsCampaign, runs: bool) -> dict[str, Any]:
    invitation = row.invitation
    is_live = campaign.state in (CampaignState.OPEN, CampaignState.CLOSED) and runs
    may_reopen = is_live and row.state in (Progress.SUBMITTED, Progress.EXPIRED, *progress.WAITING)
    may_proxy = is_live and campaign.state == CampaignState.OPEN and row.state in progress.WAITING
    own = invitation.organisation_id == campaign.province_id
    return {
        "name": str(invitation.organisation),
        "label": row.state.label,
        "tone": row.tone,
        "reason": invitation.decline_reason,
        "submitted_at": row.submitted_at,
        "extended_to": invitation.extended_to,
        "response_url": reverse("questionnaires:response", args=[row.response_id])
        if row.state == Progress.SUBMITTED
        else "",
        "reopen_url": reverse("sua:campaign_body", args=[campaign.public_id, invitation.pk])
        if may_reopen
        else "",
        "proxy_url": reverse("questionnaires:fill_for", args=[campaign.round.public_id, invitation.pk])
        if may_proxy and not own
        else "",
    }


@area_page
@require_safe
def answer(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Lead to the pages where a body answers: of the own invitation and no other."""
    row = campaign_or_404(request, public_id)
    rows: Any = row.round.invitations
    own: Invitation | None = rows.filter(organisation=request.actor.organisation, replaced_by=None).first()
    if own is None or row.round.opened_at is None:
        raise Http404
    return redirect("questionnaires:fill", row.round.public_id)
