"""What waits for a person about RUPs: a proposal to answer, an accepted tender that has nobody."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.organisations.models import Organisation
from pico.sua.models import RupAssignment, Tender
from pico.sua.rules.rups import without_rup
from pico.sua.rules.todo import SHOWN, Duty


def to_answer(user: Any) -> list[Duty]:
    """Return the proposals that wait for this person's answer, the oldest first."""
    mine = RupAssignment.objects.visible_to(user).opening_tenders_to(user)
    waiting = mine.filter(state=RupAssignment.State.PROPOSED).select_related("tender__organisation")
    return [
        _duty(
            one.tender,
            _("Rispondi alla proposta di RUP"),
            reverse("sua:rup_assignment", args=[one.public_id]),
        )
        for one in waiting.order_by("proposed_at", "pk")[:SHOWN]
    ]


def to_propose(user: Any, organisation: Organisation) -> list[Duty]:
    """Return the accepted tenders of a Province for which its executives have a RUP to propose."""
    if not organisation.is_province or not access_of(user).has(organisation.pk, Role.EXECUTIVE):
        return []
    rows = without_rup(Tender.objects.visible_to(user).filter(province=organisation))
    return [
        _duty(one, _("Proponi il RUP"), reverse("sua:rup_propose", args=[one.public_id]))
        for one in rows.select_related("organisation").order_by("closed_at", "pk")[:SHOWN]
    ]


def _duty(tender: Tender, action: str, url: str) -> Duty:
    what = f"{tender.number}: {tender.title}"
    return Duty(tender=tender, what=what, action=action, whose=str(tender.organisation), due=None, url=url)
