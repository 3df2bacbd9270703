"""Tenders as the search finds them: by the keys that say what ``Tender.visible_to`` says."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.base import jobs
from pico.organisations.models import ModuleActivation
from pico.questionnaires.models import Round
from pico.search.searchables import Found, Searchable, register
from pico.sua import searching_public  # noqa: F401 - registered with this module's
from pico.sua.models import Lot, NeedItem, NeedsCampaign, RupAssignment, Tender, TenderParticipant
from pico.sua.models.codes import State
from pico.sua.models.tenders import READERS

AT_ONCE = 500  # rows written in the transaction that changed them; more are left to a job


def all_tenders() -> Any:
    """Return every tender: the index holds them all, its keys say who finds which."""
    return Tender.objects.unrestricted("the index holds every tender; its keys say who finds it")


def _is_on(province_id: int) -> bool:
    rows = ModuleActivation.objects.filter(module="sua", organisation=province_id)
    return rows.exclude(state=ModuleActivation.State.OFF).exists()


def keys_for(tender: Tender) -> frozenset[str]:
    """Return the keys of which one is enough to see a tender."""
    if not _is_on(tender.province_id):
        return frozenset()
    parties = tender.participants.exclude(organisation=tender.province_id)
    keys = {f"organisation:{pk}" for pk in parties.values_list("organisation_id", flat=True)}
    seeing = tender.assignments.filter(state__in=(*RupAssignment.ACTIVE, RupAssignment.State.COMPLETED))
    keys |= {f"member:{pk}" for pk in seeing.values_list("person_id", flat=True)}
    if tender.state != State.DRAFT:
        keys |= {f"role:{tender.province_id}:{role}" for role in READERS}
    return frozenset(keys)


def _document(tender: Tender) -> Found:
    lots = tender.lots.all()
    titles = list(lots.values_list("title", flat=True))
    return Found(
        title=tender.title or str(_("Richiesta senza oggetto")),
        keys=keys_for(tender),
        text="\n".join(part for part in [tender.description, *titles, tender.notes] if part),
        codes=[
            code for code in [tender.number, tender.protocol, tender.cpv_main, *map(str, tender.cup)] if code
        ],
        organisation_id=tender.organisation_id,
        day=(tender.submitted_at or tender.created_at).date(),
    )


def _of_province(activation: ModuleActivation) -> Any:
    """Return the tenders that a switch of the module shows or hides; many are left to a job."""
    if activation.module != "sua":
        return []
    tenders = all_tenders().filter(province=activation.organisation_id)
    if tenders.count() <= AT_ONCE:
        return tenders
    jobs.enqueue("sua.write_index", province_id=activation.organisation_id)
    return []


register(
    Searchable(
        model=Tender,
        module="sua",
        kind="tender",
        label=_("Gara"),
        icon="files",
        document=_document,
        queryset=Tender.objects.visible_to,
        rows=all_tenders,
        address=lambda tender, request: reverse("sua:detail", args=[tender.public_id]),
        follows=[
            (TenderParticipant, lambda row: all_tenders().filter(pk=row.tender_id)),
            (RupAssignment, lambda row: all_tenders().filter(pk=row.tender_id)),
            (Lot, lambda row: all_tenders().filter(pk=row.tender_id)),
            (ModuleActivation, _of_province),
        ],
    )
)


# --- Needs campaigns


def all_campaigns() -> Any:
    """Return every campaign: the index holds them all, its keys say who finds which."""
    return NeedsCampaign.objects.unrestricted("the index holds every campaign; its keys say who finds it")


def keys_of_campaign(campaign: NeedsCampaign) -> frozenset[str]:
    """Return the keys of which one is enough to see a campaign."""
    if not _is_on(campaign.province_id):
        return frozenset()
    keys = {f"role:{campaign.province_id}:{role}" for role in READERS}
    if campaign.round.opened_at is not None:
        asked = campaign.round.invitations.values_list("organisation_id", flat=True)
        keys |= {f"organisation:{pk}" for pk in asked}
    return frozenset(keys)


def _campaign_document(campaign: NeedsCampaign) -> Found:
    items = campaign.items.values_list("description", flat=True)
    return Found(
        title=campaign.title,
        keys=keys_of_campaign(campaign),
        text="\n".join(part for part in [campaign.description, *items] if part),
        codes=[code for code in [campaign.number, campaign.cpv] if code],
        organisation_id=campaign.province_id,
        day=campaign.created_at.date(),
    )


def _campaigns_of_province(activation: ModuleActivation) -> Any:
    """Return the campaigns that a switch of the module shows or hides: a Province has few a year."""
    return all_campaigns().filter(province=activation.organisation_id) if activation.module == "sua" else []


register(
    Searchable(
        model=NeedsCampaign,
        module="sua",
        kind="campaign",
        label=_("Raccolta di fabbisogni"),
        icon="files",
        document=_campaign_document,
        queryset=NeedsCampaign.objects.visible_to,
        rows=all_campaigns,
        address=lambda campaign, request: reverse("sua:campaign", args=[campaign.public_id]),
        follows=[
            (Round, lambda row: all_campaigns().filter(round=row.pk)),
            (NeedItem, lambda row: all_campaigns().filter(pk=row.campaign_id)),
            (ModuleActivation, _campaigns_of_province),
        ],
    )
)
