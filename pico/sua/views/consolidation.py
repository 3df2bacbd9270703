"""What the bodies need together: the table, its picture, its file."""

import uuid
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.exports import FORMATS
from pico.base.http import Request, after_answer, whole_number
from pico.base.money import euro, number
from pico.journal.models import record
from pico.sua import exports_of_campaigns as exports
from pico.sua.models import NeedsCampaign
from pico.sua.models.campaigns import CampaignState
from pico.sua.rules import campaigns as rules
from pico.sua.rules import consolidation
from pico.sua.rules.access import is_writable
from pico.sua.rules.consolidation import BodySum, Consolidation, Declared, ItemSum, LotSum, declared_of
from pico.sua.rules.needs import plain
from pico.sua.views.campaigns import campaign_or_404, trail_to
from pico.sua.views.common import area_page
from pico.sua.views.drawing import bars
from pico.sua.views.savings import on_consolidation, savings_of

DRAWN = 12


def _read_or_404(request: Request, public_id: uuid.UUID) -> NeedsCampaign:
    """Return the campaign for those who read its answers, once it was opened; 404 otherwise."""
    campaign = campaign_or_404(request, public_id)
    if not rules.may_read(request.actor, campaign) or campaign.round.opened_at is None:
        raise Http404
    return campaign


@area_page
@require_safe
def page(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Bodies by items, with sums, values, declared prices and lots."""
    campaign = _read_or_404(request, public_id)
    revised = dict(campaign.revisions.order_by("number").values_list("organisation_id", "number"))
    last = max(revised.values(), default=0)
    at = whole_number(request.GET.get("revisione"))
    up_to = at if at is not None and 0 <= at < last else None
    table = consolidation.seen_by(request.user, campaign, up_to)
    asked = campaign.round.invitations.filter(replaced_by=None).count()
    context = {
        "campaign": campaign,
        "tone": rules.TONES[CampaignState(campaign.state)],
        "is_final": campaign.state in (CampaignState.CONSOLIDATED, CampaignState.CONVERTED),
        "figures": _figures(table, asked),
        "savings": on_consolidation(savings_of(request, campaign, table), table),
        "saving": saving_in_words(table.declared),
        "columns": _columns(table),
        "bodies": [_body_row(row, campaign, revised, _may_revise(request, campaign)) for row in table.bodies],
        "revision": last,
        "earlier": up_to,
        "now": consolidation.seen_by(request.user, campaign).value if up_to is not None else None,
        "foot": _foot(table),
        "items": [_item_row(row) for row in table.items],
        "lots": [_lot_row(row, campaign) for row in table.lots],
        "drawing": _drawing(table),
        "finding": _finding(table),
        "next": next(
            (
                {"label": move.label, "url": reverse(move.page, args=[campaign.public_id])}
                for move in rules.allowed(request.actor, campaign)
                if move.code in ("consolidate", "convert")
            ),
            None,
        ),
        "breadcrumb": trail_to(campaign, _("Consolidamento")),
    }
    return render(request, "sua/consolidation.html", context)


@area_page
@require_safe
def export(request: Request, public_id: uuid.UUID, format: str) -> HttpResponseBase:
    """The table of the page as CSV or XLSX."""
    campaign = _read_or_404(request, public_id)
    if format not in FORMATS:
        raise Http404
    table = consolidation.seen_by(request.user, campaign)
    response = exports.table_file(campaign, table, format, savings_of(request, campaign, table))
    changes = {"rows": len(table.bodies), "format": format}
    after_answer(
        response,
        lambda: record(request.actor, "sua.campaign.exported", campaign, category="export", changes=changes),
    )
    return response


def coverage(declared: Declared) -> str:
    """Return «prezzo noto per 6 enti su 7»."""
    words = {"known": declared.known, "bodies": declared.bodies}
    if declared.known == 1:
        return _("prezzo noto per 1 ente su %(bodies)s") % words
    return _("prezzo noto per %(known)s enti su %(bodies)s") % words


def saving_in_words(declared: Declared) -> str:
    """Return what the base prices save on the declared ones, with the coverage; nothing while unknown."""
    if declared.saving is None or declared.saving_share is None:
        return ""
    words = {
        "amount": euro(abs(declared.saving)),
        "share": number(abs(declared.saving_share), 2),
        "coverage": coverage(declared),
    }
    if declared.saving >= 0:
        sentence = _("A base di gara si spende %(amount)s in meno (%(share)s%%) che ai prezzi dichiarati")
    else:
        sentence = _("A base di gara si spende %(amount)s in più (%(share)s%%) che ai prezzi dichiarati")
    return f"{sentence % words}: {words['coverage']}."


def quantity(value: Decimal | None, unit: str) -> str:
    """Return «4.380 t»; «—» for things that do not sum."""
    return "—" if value is None else f"{plain(value)}\u00a0{unit}"


def _figures(table: Consolidation, asked: int) -> list[dict[str, Any]]:
    declared, weighted = table.declared, table.declared.weighted
    told = f"{euro(declared.amount)} ({coverage(declared)})" if declared.known else _("n.d.")
    facts = [
        (_("Enti con un fabbisogno"), f"{table.needing} su {asked}"),
        (_("Valore a base di gara, senza IVA"), euro(table.value)),
        (_("Ai prezzi dichiarati"), told),
    ]
    if table.unit:
        average = f"{euro(weighted)}/{table.unit}" if weighted is not None else _("n.d.")
        facts.insert(1, (_("Quantità, tutti gli anni"), quantity(table.quantity, table.unit)))
        facts.append((_("Prezzo dichiarato medio, pesato sulle quantità"), average))
    return [{"label": label, "value": value} for label, value in facts]


def _columns(table: Consolidation) -> list[dict[str, Any]]:
    labels = [(str(column.label), place > 0) for place, column in enumerate(exports.table_columns(table))]
    return [{"label": label, "number": is_number} for label, is_number in labels]


def _may_revise(request: Request, campaign: NeedsCampaign) -> bool:
    runs = rules.may_run(request.actor, campaign) and is_writable(campaign.province)
    return runs and campaign.state == CampaignState.CONSOLIDATED


def _body_row(
    row: BodySum, campaign: NeedsCampaign, revised: dict[int, int], may_revise: bool
) -> dict[str, Any]:
    body = row.organisation.pk
    return {
        "name": str(row.organisation),
        "revision": revised.get(body),
        "revise_url": reverse("sua:campaign_revise", args=[campaign.public_id, body]) if may_revise else "",
        "quantities": [plain(need.quantity) if need.quantity else "" for need in row.needs],
        "value": euro(row.value),
        "declared": _declared(row),
    }


def _declared(row: BodySum) -> str:
    """Return what a body would pay at its prices; of one that declares some, that part."""
    if row.declared is None and row.known:
        return _("%(amount)s (in parte)") % {"amount": euro(row.known)}
    return euro(row.declared)


def _foot(table: Consolidation) -> dict[str, Any]:
    declared = table.declared
    return {
        "quantities": [plain(row.quantity) for row in table.items],
        "value": euro(table.value),
        "declared": euro(declared.amount) if declared.known else _("n.d."),
    }


def _item_row(row: ItemSum) -> dict[str, Any]:
    declared = declared_of([row])
    return {
        "label": row.item.description,
        "code": row.item.code,
        "bodies": row.bodies,
        "quantity": quantity(row.quantity, str(row.item.get_unit_display())),
        "base": euro(row.item.base_price),
        "value": euro(row.value),
        "weighted": euro(declared.weighted) if declared.weighted is not None else _("n.d."),
        "coverage": coverage(declared) if row.bodies else "",
    }


def lot_title(lot: LotSum, campaign: NeedsCampaign) -> str:
    """Return the name of a lot: its hint, or the object of the campaign."""
    return lot.title or campaign.title


def _lot_row(lot: LotSum, campaign: NeedsCampaign) -> dict[str, Any]:
    return {
        "title": lot_title(lot, campaign),
        "items": ", ".join(row.item.description for row in lot.items),
        "quantity": quantity(lot.quantity, lot.unit),
        "value": euro(lot.value),
    }


def _largest(table: Consolidation) -> list[BodySum]:
    return sorted((row for row in table.bodies if row.value), key=lambda row: -row.value)


def _drawing(table: Consolidation) -> str:
    """Return the largest bodies as bars; the others together in one."""
    rows = _largest(table)
    lines = [(str(row.organisation), row.value, euro(row.value)) for row in rows[:DRAWN]]
    if others := rows[DRAWN:]:
        value = sum((row.value for row in others), Decimal(0))
        lines.append((_("Altri %(count)s enti") % {"count": len(others)}, value, euro(value)))
    return bars(lines) if lines else ""


def _finding(table: Consolidation) -> str:
    rows = _largest(table)
    if not rows:
        return ""
    share = number(100 * rows[0].value / table.value)
    return _("%(body)s: %(share)s%% del totale") % {"body": rows[0].organisation, "share": share}
