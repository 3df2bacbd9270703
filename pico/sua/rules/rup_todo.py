"""What waits for a person about RUPs: a proposal to answer, a tender to carry on, one that has nobody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base import dates
from pico.organisations.models import Organisation
from pico.sua.models import Deadline, Question, RupAssignment, SchedaRecord, Tender
from pico.sua.models.codes import State
from pico.sua.rules.clock import SILENT_ACCEPTANCE, in_days
from pico.sua.rules.todo import SHOWN, Duty

PRESSING = timedelta(days=2)  # an unanswered question is work from two days before
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
    red = Deadline.objects.unrestricted("a subquery: deadlines of this person's tenders").red(dates.today())
    asking = Question.objects.unrestricted("a subquery: questions on this person's tenders")
    asking = asking.pressing(dates.today() + PRESSING)
    of_it = {"tender": OuterRef("tender")}
    mine = mine.annotate(
        ted=Exists(stuck.filter(**of_it)),
        red=Exists(red.filter(**of_it)),
        asking=Exists(asking.filter(**of_it)),
    )
    held = Q(state=RupAssignment.State.ACCEPTED) & (Q(ted=True) | Q(red=True) | Q(asking=True))
    waiting = mine.filter(asked | in_hand | held)
    rows = waiting.select_related("tender__organisation").order_by("proposed_at", "pk")[:SHOWN]
    return [duty for one in rows for duty in _of_rup(one)]


def _of_rup(one: Any) -> Iterator[Duty]:
    if one.state == RupAssignment.State.PROPOSED:
        words = _("Rispondi alla proposta di RUP")
        yield _duty(one.tender, words, reverse("sua:rup_assignment", args=[one.public_id]))
        return
    if one.tender.state in STEPS and not one.tender.historic:
        yield _duty(one.tender, str(STEPS[State(one.tender.state)]), "")
    if one.red:
        yield _duty(
            one.tender, _("Guarda le scadenze"), reverse("sua:deadlines", args=[one.tender.public_id])
        )
    if one.asking:
        yield _duty(
            one.tender, _("Rispondi ai quesiti"), reverse("sua:questions", args=[one.tender.public_id])
        )
    if one.ted:
        yield _duty(one.tender, _("Segui le schede"), reverse("sua:schede", args=[one.tender.public_id]))


def of_office(user: Any, organisation: Organisation) -> list[Duty]:
    """Return what presses a Province's SUA operators beside the moves: red deadlines, questions, forms."""
    if not organisation.is_province or not access_of(user).has(organisation.pk, Role.SUA_OPERATOR):
        return []
    return [*_red(user, organisation), *_asked(user, organisation), *stuck_schede(user, organisation)]


def _red(user: Any, organisation: Organisation) -> list[Duty]:
    """The ten days of a request have their own line."""
    rows = Deadline.objects.visible_to(user).red(dates.today()).exclude(code=SILENT_ACCEPTANCE)
    rows = rows.filter(tender__province=organisation).select_related("tender__organisation")
    return [
        replace(
            _duty(one.tender, _("Guarda le scadenze"), reverse("sua:deadlines", args=[one.tender.public_id])),
            what=f"{one.tender.number}: {one.label}",
            due=one.due_on,
        )
        for one in rows.order_by("due_on", "pk")[:SHOWN]
    ]


def _asked(user: Any, organisation: Organisation) -> list[Duty]:
    rows = Question.objects.visible_to(user).pressing(dates.today() + PRESSING)
    rows = rows.filter(tender__province=organisation).select_related("tender__organisation")
    return [
        replace(
            _duty(
                one.tender, _("Rispondi al quesito"), reverse("sua:questions", args=[one.tender.public_id])
            ),
            due=one.answer_by,
        )
        for one in rows.order_by("answer_by", "pk")[:SHOWN]
    ]


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
    """Return the tenders for which executives of a Province propose a RUP, or look at the warnings."""
    if not organisation.is_province or not access_of(user).has(organisation.pk, Role.EXECUTIVE):
        return []
    held = RupAssignment.objects.unrestricted("a subquery: which tenders have somebody").active()
    lacking = Q(state__in=[State.ACCEPTED, State.PREPARATION], held=False)
    asked = Q(state=State.PREPARATION, pass_asked_on__isnull=False)
    rows = Tender.objects.visible_to(user).filter(province=organisation, historic=False)
    rows = rows.annotate(held=Exists(held.filter(tender=OuterRef("pk")))).filter(lacking | asked)
    found = rows.select_related("organisation").order_by("closed_at", "pk")[:SHOWN]
    return [_of_executive(one) for one in found]


def _of_executive(one: Any) -> Duty:
    if not one.held:
        return _duty(one, _("Proponi il RUP"), reverse("sua:rup_propose", args=[one.public_id]))
    return _duty(one, _("Guarda gli avvisi pre-CIG"), reverse("sua:precig", args=[one.public_id]))


def _duty(tender: Tender, action: str, url: str) -> Duty:
    what = f"{tender.number}: {tender.title}"
    return Duty(tender=tender, what=what, action=action, whose=str(tender.organisation), due=None, url=url)
