"""Whom a reminder about a tender reaches: whoever makes the next move, in words and as people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.models import Role, User
from pico.accounts.models.people import memberships_in_force
from pico.base import dates
from pico.base.actor import Actor
from pico.organisations.models import Organisation
from pico.sua.models import RupAssignment, Tender, TenderParticipant, TenderReminder
from pico.sua.models.codes import Hand, HandoverState, State
from pico.sua.rules.access import holds

# Where the Province has the next move: who makes it. Elsewhere it is the officers of the SUA.
EXECUTIVES = frozenset({State.IN_REVIEW, State.ACCEPTED, State.PROPOSED})
WRITERS = (Role.ORGANISATION_MANAGER, Role.ORGANISATION_OPERATOR)
SENT_TODAY = lazy("promemoria già inviato oggi")

# (organisation, role) -> ids of the persons who hold it
Holders = dict[tuple[int, str], set[int]]


@dataclass(frozen=True)
class Waited:
    """A tender of the list, with whom its reminder reaches or why it has none.

    Args:
        whom: in words, who makes the next move.
        people: ids of the persons it reaches; who sends it is not among them.
        why_not: why no reminder goes out; empty when one does.
    """

    tender: Tender
    whom: str
    people: frozenset[int]
    why_not: str


def may_remind(actor: Actor) -> bool:
    """Say whether the person sends reminders for the Province they act for."""
    province = actor.organisation
    return province is not None and province.is_province and holds(actor, "sua.tender.remind", province)


def words_for(actor: Actor, tender: Tender) -> str:
    """Return what is offered on the page of a tender that waits for others; empty where nothing is."""
    of_theirs = actor.organisation is not None and actor.organisation.pk == tender.province_id
    if not of_theirs or tender.is_draft or tender.historic or not may_remind(actor):
        return ""
    if tender.hand == Hand.PROVINCE:
        return _("Avvisa i dirigenti") if role_of(tender) == Role.EXECUTIVE else ""
    words = {
        Hand.ORGANISATION: _("Avvisa l'ente"),
        Hand.BODIES: _("Avvisa gli enti"),
        Hand.RUP: _("Avvisa il RUP"),
    }
    return words.get(Hand(tender.hand), "")


def role_of(tender: Tender) -> str:
    """Return the role at the Province that makes the next move."""
    return Role.EXECUTIVE if tender.state in EXECUTIVES else Role.SUA_OPERATOR


def waited(actor: Actor, tenders: Iterable[Tender]) -> list[Waited]:
    """Return whom the reminder of each tender reaches when the person sends it, in four questions for all."""
    rows = list(tenders)
    keys = [row.pk for row in rows]
    sent = TenderReminder.objects.unrestricted("which of the tenders the person sees were reminded of today")
    today = set(sent.filter(tender__in=keys, day=dates.today()).values_list("tender_id", flat=True))
    held = RupAssignment.objects.unrestricted("the RUP of tenders the person sees").filter(tender__in=keys)
    found = held.filter(state=RupAssignment.State.ACCEPTED).select_related("person")
    rups = {row.tender_id: row.person for row in found}
    bodies: dict[int, list[Organisation]] = {}
    parts = TenderParticipant.objects.unrestricted("the bodies of tenders the person sees")
    for part in _still_to_go(parts.filter(tender__in=keys)):
        bodies.setdefault(part.tender_id, []).append(part.organisation)
    theirs = {body.pk for several in bodies.values() for body in several}
    holders = _holders(theirs | {key for row in rows for key in (row.province_id, row.organisation_id)})
    me = actor.user.pk if actor.user else 0
    found_rows = []
    for row in rows:
        whom, people = _reached(row, rups.get(row.pk), bodies.get(row.pk, []), holders)
        why_not = _why_not(whom, people, me, reminded=row.pk in today)
        found_rows.append(Waited(row, whom, frozenset(people - {me}), why_not))
    return found_rows


def _still_to_go(parts: Any) -> Any:
    """Return the bodies whose part of an awarded tender is not at its end."""
    rows = parts.exclude(handover_state__in=(HandoverState.COMPLETED, HandoverState.NOTHING))
    return rows.select_related("organisation").order_by("pk")


def _holders(organisations: Collection[int]) -> Holders:
    """Return who holds, at each organisation, a role that makes the next move of a tender."""
    roles = (*WRITERS, Role.EXECUTIVE, Role.SUA_OPERATOR)
    held = memberships_in_force().filter(user__is_active=True, role__in=roles, organisation__in=organisations)
    holders: Holders = {}
    for organisation, role, person in held.values_list("organisation_id", "role", "user_id"):
        holders.setdefault((organisation, role), set()).add(person)
    return holders


def _reached(tender: Tender, rup: Any, bodies: list[Organisation], holders: Holders) -> tuple[str, set[int]]:
    """Return who makes the next move of a tender, in words and as ids of persons."""
    if tender.hand == Hand.RUP and rup:
        return _("RUP della SUA: %(name)s") % {"name": rup}, {rup.pk}
    if tender.hand == Hand.PROVINCE:
        role = role_of(tender)
        words = _("dirigenti della Provincia") if role == Role.EXECUTIVE else _("operatori SUA")
        return words, holders.get((tender.province_id, role), set())
    if tender.hand == Hand.BODIES:
        return ", ".join(map(str, bodies)), _writers([body.pk for body in bodies], holders)
    if tender.hand == Hand.ORGANISATION:
        rup_org = {tender.rup_org_id} if tender.rup_org_id else set()
        return str(tender.organisation), _writers([tender.organisation_id], holders) | rup_org
    return "", set()


def _writers(organisations: list[int], holders: Holders) -> set[int]:
    return {one for key in organisations for role in WRITERS for one in holders.get((key, role), set())}


def _why_not(whom: str, people: set[int], me: int, *, reminded: bool) -> str:
    if not whom:
        return _("nessuno ha una mossa da fare")
    if reminded:
        return str(SENT_TODAY)
    if not people:
        return _("%(whom)s: nessuno ha un accesso con cui leggerlo") % {"whom": whom}
    return "" if people - {me} else _("la prossima mossa tocca solo a te")


def persons(waited: Waited) -> list[Any]:
    """Return the persons whom a reminder reaches."""
    return list(User.objects.filter(pk__in=waited.people).order_by("pk"))


def executives(tender: Tender) -> list[Any]:
    """Return the executives of the Province of a tender."""
    return list(User.objects.holding([Role.EXECUTIVE], tender.province))


def managers(draft: Tender) -> list[Any]:
    """Return the people who may send a draft."""
    return list(User.objects.holding([Role.ORGANISATION_MANAGER], draft.organisation))
