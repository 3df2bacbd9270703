"""Campaigns on the home of the module: for a Province how far the bodies are, for a body what to answer."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.base import dates
from pico.base.http import Request
from pico.organisations.models import Organisation
from pico.sua.exports_of_campaigns import with_answers
from pico.sua.models import NeedsCampaign
from pico.sua.models.campaigns import CampaignState
from pico.sua.rules import campaigns as rules
from pico.sua.rules import progress
from pico.sua.rules.access import BODY, holds, is_writable
from pico.sua.rules.progress import Progress

MOST = 10


def on_home(request: Request) -> dict[str, Any]:
    """Return the campaigns to show at home: the open and the closed ones of a Province, or those to answer.

    Two queries, however many they are.
    """
    body = request.actor.organisation
    rows = NeedsCampaign.objects.visible_to(request.user).select_related("province", "round")
    rows = with_answers(rows).order_by("round__closes_at", "pk")
    if body.is_province:
        states = (CampaignState.OPEN, CampaignState.CLOSED)
        held = list(rows.filter(province=body, state__in=states)[:MOST])
        own = progress.own_states(held, body)
        shown = [_office_row(row, own.get(row.round_id)) for row in held]
    else:
        asked = {"round__invitations__organisation": body, "round__invitations__replaced_by": None}
        held = list(rows.filter(state__in=(CampaignState.OPEN, CampaignState.CLOSED), **asked))
        own = progress.own_states(held, body)
        writes = access_of(request.user).has(body.pk, *BODY)
        shown = [
            _body_row(row, own[row.round_id], writes)
            for row in held
            if row.round_id in own and own[row.round_id]["state"] in progress.WAITING
        ][:MOST]
    return {"rows": shown, "is_office": body.is_province, "new_url": _new_url(request, body)}


def _new_url(request: Request, body: Organisation) -> str:
    may = body.is_province and holds(request.actor, rules.RUN, body) and is_writable(body)
    return reverse("sua:campaign_new") if may else ""


def _row(campaign: NeedsCampaign) -> dict[str, Any]:
    return {
        "pk": campaign.pk,
        "title": str(campaign),
        "url": reverse("sua:campaign", args=[campaign.public_id]),
        "answer_url": reverse("sua:campaign_answer", args=[campaign.public_id]),
    }


def _office_row(campaign: Any, own: dict[str, Any] | None) -> dict[str, Any]:
    is_open = campaign.state == CampaignState.OPEN
    words = {"sent": campaign.sent, "asked": campaign.asked}
    return {
        **_row(campaign),
        "sent": campaign.sent,
        "asked": campaign.asked,
        "progress": _("risposte inviate: %(sent)s su %(asked)s") % words,
        "label": campaign.get_state_display(),
        "tone": rules.TONES[CampaignState(campaign.state)],
        "when": _left(campaign.round.closes_at) if is_open else _("da consolidare"),
        "owes": own is not None and own["state"] in progress.WAITING,
    }


def _body_row(campaign: NeedsCampaign, own: dict[str, Any], writes: bool) -> dict[str, Any]:
    begun = own["state"] != Progress.NOT_OPENED
    return {
        **_row(campaign),
        "label": own["label"],
        "tone": own["tone"],
        "when": _left(own["until"]),
        "until": own["until"],
        "button": (_("Riprendi la risposta") if begun else _("Rispondi"))
        if writes
        else _("Apri la raccolta"),
        "writes": writes,
    }


def _left(until: Any) -> str:
    """Return the days that are left, in words."""
    days = (dates.rome(until).date() - dates.today()).days
    if days <= 0:
        return _("si chiude oggi")
    return _("manca un giorno") if days == 1 else _("mancano %(days)s giorni") % {"days": days}
