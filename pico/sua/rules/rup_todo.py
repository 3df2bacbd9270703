"""What waits for a person about RUPs: a proposal to answer, a tender to carry on, one that has nobody."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.organisations.models import Organisation
from pico.sua.models import RupAssignment, SchedaRecord, Tender
from pico.sua.models.codes import State
from pico.sua.rules.clock import in_days
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
    stuck = SchedaRecord.objects.unrestricted("a subquery: forms that wait, of this person's tenders").stuck()
    mine = mine.annotate(ted=Exists(stuck.filter(tender=OuterRef("tender"))))
    waiting = mine.filter(asked | in_hand | Q(state=RupAssignment.State.ACCEPTED, ted=True))
    rows = waiting.select_related("tender__organisation").order_by("proposed_at", "pk")[:SHOWN]
    return [duty for one in rows for duty in _of_rup(one)]


def _of_rup(one: Any) -> Iterator[Duty]:
    if one.state == RupAssignment.State.PROPOSED:
        words = _("Rispondi alla proposta di RUP")
        yield _duty(one.tender, words, reverse("sua:rup_assignment", args=[one.public_id]))
        return
    if one.tender.state in STEPS and not one.tender.historic:
        yield _duty(one.tender, str(STEPS[State(one.tender.state)]), "")
    if one.ted:
        yield _duty(one.tender, _("Segui le schede"), reverse("sua:schede", args=[one.tender.public_id]))


def stuck_schede(user: Any, organisation: Organisation) -> list[Duty]:
    """Return the forms that wait for TED, of the tenders of a Province, for its SUA operators."""
    if not organisation.is_province or not access_of(user).has(organisation.pk, Role.SUA_OPERATOR):
        return []
    rows = SchedaRecord.objects.visible_to(user).stuck().filter(tender__province=organisation)
    return [
        replace(
            _duty(one.tender, _("Segui la scheda"), reverse("sua:schede", args=[one.tender.public_id])),
            what=_("%(number)s: scheda %(code)s in attesa TED da %(days)s")
            % {"number": one.tender.number, "code": one.code, "days": in_days(one.days_waiting())},
        )
        for one in rows.select_related("tender__organisation").order_by("sent_on", "pk")[:SHOWN]
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
