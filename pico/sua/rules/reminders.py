"""Whom a reminder about a tender reaches: whoever makes the next move, in words and as people."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pico.accounts.models import Role, User
from pico.base import dates
from pico.base.actor import Actor
from pico.sua.models import RupAssignment, Tender, TenderParticipant, TenderReminder
from pico.sua.models.codes import Hand, HandoverState, State
from pico.sua.rules.access import holds

# Where the Province has the next move: who makes it. Elsewhere it is the officers of the SUA.
EXECUTIVES = frozenset({State.IN_REVIEW, State.ACCEPTED, State.PROPOSED})
WRITERS = (Role.ORGANISATION_MANAGER, Role.ORGANISATION_OPERATOR)


@dataclass(frozen=True)
class Waited:
    """A tender of the list, with whom its reminder reaches or why it has none."""

    tender: Tender
    whom: str
    why_not: str


def may_remind(actor: Actor) -> bool:
    """Say whether the person sends reminders for the Province they act for."""
    province = actor.organisation
    return province is not None and province.is_province and holds(actor, "sua.tender.remind", province)


def role_of(tender: Tender) -> str:
    """Return the role at the Province that makes the next move."""
    return Role.EXECUTIVE if tender.state in EXECUTIVES else Role.SUA_OPERATOR


def waited(tenders: Iterable[Tender]) -> list[Waited]:
    """Return whom the reminder of each tender reaches, in three questions for all."""
    rows = list(tenders)
    keys = [row.pk for row in rows]
    sent = TenderReminder.objects.unrestricted("which of the tenders the person sees were reminded of today")
    today = set(sent.filter(tender__in=keys, day=dates.today()).values_list("tender_id", flat=True))
    held = RupAssignment.objects.unrestricted("the RUP of tenders the person sees").filter(tender__in=keys)
    found = held.filter(state=RupAssignment.State.ACCEPTED).select_related("person")
    rups = {row.tender_id: str(row.person) for row in found}
    bodies: dict[int, list[str]] = {}
    parts = TenderParticipant.objects.unrestricted("the bodies of tenders the person sees")
    for part in _still_to_go(parts.filter(tender__in=keys)):
        bodies.setdefault(part.tender_id, []).append(str(part.organisation))
    return [_waited(row, rups.get(row.pk, ""), bodies.get(row.pk, []), row.pk in today) for row in rows]


def _still_to_go(parts: Any) -> Any:
    """Return the bodies whose part of an awarded tender is not at its end."""
    rows = parts.exclude(handover_state__in=(HandoverState.COMPLETED, HandoverState.NOTHING))
    return rows.select_related("organisation").order_by("pk")


def _waited(tender: Tender, rup: str, bodies: list[str], reminded: bool) -> Waited:
    whom = ", ".join(bodies) if tender.hand == Hand.BODIES else _whom(tender, rup)
    if not whom:
        return Waited(tender, "", _("nessuno ha una mossa da fare"))
    return Waited(tender, whom, _("promemoria già inviato oggi") if reminded else "")


def _whom(tender: Tender, rup: str) -> str:
    if tender.hand == Hand.ORGANISATION:
        return str(tender.organisation)
    if tender.hand == Hand.RUP:
        return _("RUP della SUA: %(name)s") % {"name": rup} if rup else ""
    if tender.hand == Hand.PROVINCE:
        executives, officers = _("dirigenti della Provincia"), _("operatori SUA")
        return executives if role_of(tender) == Role.EXECUTIVE else officers
    return ""


def people(tender: Tender) -> list[Any]:
    """Return the people who make the next move of a tender."""
    if tender.hand == Hand.RUP:
        rows = tender.assignments.filter(state=RupAssignment.State.ACCEPTED).select_related("person")
        return [row.person for row in rows]
    if tender.hand == Hand.PROVINCE:
        return list(User.objects.holding([role_of(tender)], tender.province))
    if tender.hand == Hand.BODIES:
        parts = _still_to_go(tender.participants)
        every = [one for part in parts for one in User.objects.holding(list(WRITERS), part.organisation)]
        return list({one.pk: one for one in every}.values())
    if tender.hand == Hand.ORGANISATION:
        found = {one.pk: one for one in User.objects.holding(list(WRITERS), tender.organisation)}
        return list({**found, **({tender.rup_org_id: tender.rup_org} if tender.rup_org else {})}.values())
    return []


def managers(draft: Tender) -> list[Any]:
    """Return the people who may send a draft."""
    return list(User.objects.holding([Role.ORGANISATION_MANAGER], draft.organisation))
