"""What waits for a person about RUPs: a proposal to answer, a tender to carry on, one that has nobody."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.organisations.models import Organisation
from pico.sua.models import RupAssignment, Tender
from pico.sua.models.codes import State
from pico.sua.rules.rups import without_rup
from pico.sua.rules.todo import SHOWN, Duty

# What the RUP of a tender does next, by its state.
STEPS = {
    State.PREPARATION: lazy("Completa gli atti"),
    State.BIDS_CLOSED: lazy("Avvia la valutazione"),
    State.EVALUATION: lazy("Proponi l'aggiudicazione"),
}


def of_rup(user: Any) -> list[Duty]:
    """Return the proposals that wait for this person's answer, and the tenders in their hands."""
    mine = RupAssignment.objects.visible_to(user).opening_tenders_to(user)
    asked = Q(state=RupAssignment.State.PROPOSED)
    in_hand = Q(state=RupAssignment.State.ACCEPTED, tender__state__in=STEPS, tender__historic=False)
    waiting = mine.filter(asked | in_hand).select_related("tender__organisation")
    return [_of_rup(one) for one in waiting.order_by("proposed_at", "pk")[:SHOWN]]


def _of_rup(one: RupAssignment) -> Duty:
    if one.state == RupAssignment.State.PROPOSED:
        words = _("Rispondi alla proposta di RUP")
        return _duty(one.tender, words, reverse("sua:rup_assignment", args=[one.public_id]))
    return _duty(one.tender, str(STEPS[State(one.tender.state)]), "")


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
