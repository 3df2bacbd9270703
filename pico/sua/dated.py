"""The dates of a request: when silence accepts it, and by when the body answers."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.dated import DatedEntry, DatedSource, register_dated
from pico.base.dates import ROME, rome
from pico.sua.models import NeedsCampaign, Remark, Tender
from pico.sua.models.campaigns import CampaignState
from pico.sua.models.codes import State


def entries(user: Any, first: date, last: date) -> Iterator[DatedEntry]:
    """Return the terms that run and the answers that are awaited, of the requests this person sees."""
    seen = Tender.objects.visible_to(user).select_related("organisation")
    for tender in seen.clock_running().filter(term_on__range=(first, last)):
        yield _entry(tender, "term", _("Silenzio-assenso"), tender.term_on)
    awaited = (
        Remark.objects.visible_to(user)
        .filter(answered_at=None, due_on__range=(first, last), tender__state=State.CLARIFICATION)
        .values_list("tender_id", "due_on")
        .order_by()
        .distinct()
    )
    days = dict(awaited)
    for tender in seen.filter(pk__in=days):
        yield _entry(tender, "answer", _("Risposta alle integrazioni"), days[tender.pk])
    closing = NeedsCampaign.objects.visible_to(user).filter(
        state=CampaignState.OPEN, round__closes_at__range=(_start(first), _start(last + timedelta(days=1)))
    )
    for campaign in closing.select_related("province", "round"):
        yield _closing(campaign)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, ROME)


def _closing(campaign: NeedsCampaign) -> DatedEntry:
    """Return the closing of a campaign: bodies answer until then."""
    at = campaign.round.closes_at
    return DatedEntry(
        key=f"{campaign.public_id}-closing",
        title=str(campaign),
        kind=_("Chiusura di una raccolta di fabbisogni"),
        day=rome(at).date(),
        at=at,
        url=reverse("sua:campaign", args=[campaign.public_id]),
        whose=str(campaign.province),
        bodies=(campaign.province_id,),
    )


def _entry(tender: Tender, what: str, kind: str, day: Any) -> DatedEntry:
    return DatedEntry(
        key=f"{tender.public_id}-{what}",
        title=f"{tender.number} {tender.title}",
        kind=kind,
        day=day,
        url=reverse("sua:detail", args=[tender.public_id]),
        whose=str(tender.organisation),
        bodies=(tender.organisation_id, tender.province_id),
    )


register_dated(DatedSource("sua", lazy("Gare (SUA)"), entries))
