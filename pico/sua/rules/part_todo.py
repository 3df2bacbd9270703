"""What waits for a body after the hand-over: to take over, to sign, to carry out, each for its own part."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base import dates
from pico.organisations.models import Organisation
from pico.sua.models import Deadline, Tender, TenderParticipant
from pico.sua.models.codes import AFTER_HANDOVER, HandoverState, State
from pico.sua.rules import deadlines, owed_schede, parts
from pico.sua.rules.todo import SHOWN, Duty

_SIGNERS = frozenset({Role.ORGANISATION_MANAGER, Role.EXECUTIVE})
_TAKERS = _SIGNERS | {Role.ORGANISATION_OPERATOR, Role.SUA_OPERATOR}
# how far the body is: (roles for which it is work, words of the action, page)
_WAITS: dict[str, tuple[frozenset[str], Any, str]] = {
    HandoverState.PENDING: (_TAKERS, lazy("Prendi in carico la gara"), "take_over"),
    HandoverState.TAKEN_OVER: (_SIGNERS, lazy("Registra il contratto"), "contract"),
    HandoverState.CONTRACTED: (_SIGNERS, lazy("Registra l'avvio (scheda I1)"), "execute"),
    HandoverState.IN_EXECUTION: (_SIGNERS, lazy("Registra la conclusione (scheda CO1 o CL1)"), "complete"),
}
_OF_THE_RUP = (HandoverState.CONTRACTED, HandoverState.IN_EXECUTION)


def of_body(user: Any, organisation: Organisation) -> list[Duty]:
    """Return what this person does next for the body's part of each tender that was handed over."""
    roles = access_of(user).roles_at(organisation.pk)
    rows = TenderParticipant.objects.visible_to(user).filter(
        organisation=organisation,
        tender__state__in=[state for state in AFTER_HANDOVER if state != State.COMPLETED],
        tender__historic=False,
        handover_state__in=_WAITS,
    )
    rows = rows.select_related("tender__organisation", "tender__rup_org", "rup_org", "organisation")
    rows = rows.annotate(sign_by=_term_of_the_contract())
    mine = [
        part for part in rows.order_by("tender__awarded_on", "pk")[:SHOWN] if _is_theirs(part, user, roles)
    ]
    found = []
    for part in mine:
        _needed, words, page = _WAITS[part.handover_state]
        found.append(_duty(part.tender, str(words), page, _due(part)))
    return found + _owed(mine)


def _is_theirs(part: TenderParticipant, user: Any, roles: Any) -> bool:
    """Say whether it is work of this person: of the RUP where registered, else of who has the role."""
    rup = parts.rup_of(part) if part.handover_state in _OF_THE_RUP else None
    return bool(rup.pk == user.pk if rup is not None else roles & _WAITS[part.handover_state][0])


def _term_of_the_contract() -> Any:
    """Return the day within which the law wants the contract, beside each part."""
    rows = Deadline.objects.unrestricted("a subquery: the term of the contract of this body's tenders")
    rows = rows.running().filter(tender=OuterRef("tender"), code__in=deadlines.CONTRACT)
    return Subquery(rows.order_by("due_on").values("due_on")[:1])


def _owed(mine: Iterable[TenderParticipant]) -> list[Duty]:
    """Return the forms (schede) that these parts owe to ANAC."""
    signed = [part for part in mine if part.handover_state in owed_schede.STATES]
    if signed:
        prefetch_related_objects(signed, "contracts", "tender__schede")
    return [
        _duty(one.part.tender, str(owed_schede.LABELS[one.code]), "schede", one.due.on)
        for one in owed_schede.owed(signed, dates.today())
    ]


def _due(part: TenderParticipant) -> date | None:
    """Return by when: the contract's own term, then the end of the execution once it began."""
    if part.handover_state in (HandoverState.PENDING, HandoverState.TAKEN_OVER):
        return getattr(part, "sign_by", None)
    if part.started_on is None or not part.tender.duration_days:
        return None
    return part.started_on + timedelta(days=part.tender.duration_days)


def _duty(tender: Tender, action: str, page: str, due: date | None) -> Duty:
    return Duty(
        tender=tender,
        what=_("%(number)s: %(title)s") % {"number": tender.number, "title": tender.title},
        action=action,
        whose=tender.get_state_display(),
        due=due,
        url=reverse(f"sua:{page}", args=[tender.public_id]),
    )
