"""The dates of a request: when silence accepts it, and by when the body answers."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.dated import DatedEntry, DatedSource, register_dated
from pico.base.dates import ROME, rome
from pico.sua.models import Deadline, NeedsCampaign, Remark, Tender
from pico.sua.models.campaigns import CampaignState
from pico.sua.models.codes import CLOCK_STATES, State
from pico.sua.rules.clock import SILENT_ACCEPTANCE


def entries(user: Any, first: date, last: date) -> Iterator[DatedEntry]:
    """Return the terms that run and the answers that are awaited, of the requests this person sees."""
    seen = Tender.objects.visible_to(user).select_related("organisation")
    falling = Deadline.objects.unrestricted("the deadlines of tenders that the person sees")
    falling = falling.running().exclude(code=SILENT_ACCEPTANCE).filter(due_on__range=(first, last))
    dated = seen.filter(
        Q(state__in=CLOCK_STATES, term_on__range=(first, last))
        | Q(pk__in=falling.order_by().values("tender_id"))
    ).prefetch_related(Prefetch("deadlines", queryset=falling, to_attr="falling"))
    for found in dated:
        if found.state in CLOCK_STATES and found.term_on and first <= found.term_on <= last:
            yield _entry(found, "term", _("Silenzio-assenso"), found.term_on)
        for one in found.falling:
            yield _entry(found, f"deadline-{one.pk}", one.label, one.due_on, page="sua:deadlines")
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


def _entry(tender: Tender, what: str, kind: str, day: Any, *, page: str = "sua:detail") -> DatedEntry:
    return DatedEntry(
        key=f"{tender.public_id}-{what}",
        title=f"{tender.number} {tender.title}",
        kind=kind,
        day=day,
        url=reverse(page, args=[tender.public_id]),
        whose=str(tender.organisation),
        bodies=(tender.organisation_id, tender.province_id),
    )


register_dated(DatedSource("sua", lazy("Gare (SUA)"), entries))
