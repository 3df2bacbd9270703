"""Tenders as the search finds them: by the keys that say what ``Tender.visible_to`` says."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.base import jobs
from pico.organisations.models import ModuleActivation
from pico.search.searchables import Found, Searchable, register
from pico.sua.models import Lot, RupAssignment, Tender, TenderParticipant
from pico.sua.models.codes import State
from pico.sua.models.tenders import READERS

AT_ONCE = 500  # rows written in the transaction that changed them; more are left to a job


def all_tenders() -> Any:
    """Return every tender: the index holds them all, its keys say who finds which."""
    return Tender.objects.unrestricted("the index holds every tender; its keys say who finds it")


def keys_for(tender: Tender) -> frozenset[str]:
    """Return the keys of which one is enough to see a tender."""
    off = ModuleActivation.State.OFF
    if (
        not ModuleActivation.objects.filter(module="sua", organisation=tender.province_id)
        .exclude(state=off)
        .exists()
    ):
        return frozenset()
    parties = tender.participants.all()
    keys = {f"organisation:{pk}" for pk in parties.values_list("organisation_id", flat=True)}
    if tender.rup_org_id:
        keys.add(f"member:{tender.rup_org_id}")
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
