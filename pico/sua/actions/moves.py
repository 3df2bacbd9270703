"""What every move of the state machine shares: lock the row, change it, leave event and journal line."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from pico.accounts.models import Role, User
from pico.base.actor import Actor
from pico.base.outbox import notify
from pico.journal.models import record
from pico.sua.actions.terms import _bring_in_line
from pico.sua.models import SuaNumberSeries, Tender, TenderEvent
from pico.sua.rules.machine import BY_CODE

_WRITERS = [Role.ORGANISATION_MANAGER, Role.ORGANISATION_OPERATOR]


def _locked(tender: Tender) -> Tender:
    """Read the row again under its lock: what the person saw may be a minute old."""
    rows = Tender.objects.unrestricted("an action locks the row that its caller could already see")
    rows = rows.select_related("province", "organisation", "rup_org", "reviewer")
    return rows.select_for_update(of=("self",)).get(pk=tender.pk)


def _next_number(province_id: int, year: int) -> str:
    """Take the next number of the Province and year; call it last, so that a refusal consumes none."""
    number = SuaNumberSeries.objects.next(owner_id=province_id, kind="SUA", year=year)
    return f"SUA-{year}-{number:04d}"


def move(
    *,
    actor: Actor,
    tender: Tender,
    code: str,
    note: str = "",
    payload: dict[str, Any] | None = None,
    at: datetime | None = None,
    **changes: Any,
) -> TenderEvent:
    """Bring a locked tender into the target state of a transition.

    The caller has asked ``machine.require``. Values of text fields never reach the journal, only states.

    Args:
        actor: who makes the move.
        tender: the locked row.
        code: the transition.
        note: what people wrote (reasons, remarks); kept in the event.
        payload: what the event must remember exactly; its hash is stored.
        at: when it takes effect; a silent acceptance is dated when the term fell.
        changes: columns to write with the state; the state too, where it depends on what all bodies did.
    """
    transition, before = BY_CODE[code], tender.state
    for name, value in {"state": transition.target, **changes}.items():
        setattr(tender, name, value)
    tender.version += 1
    tender.save()
    _bring_in_line(tender)
    record(actor, transition.verb, tender, owner=tender.owner, changes={"state": [before, tender.state]})
    return TenderEvent.objects.create(
        tender=tender,
        at=at or timezone.now(),
        transition=code,
        from_state=before,
        to_state=tender.state,
        actor=actor.user,
        organisation=actor.organisation,
        note=note,
        payload=payload or {},
    )


def _tell(kind: str, tender: Tender, actor: Actor, people: Any, **data: Any) -> None:
    notify(
        kind,
        about=tender,
        actor=actor,
        to=people,
        data={"number": tender.number, "title": tender.title, "body": str(tender.organisation), **data},
    )


def _office(tender: Tender, *, executives: bool = False) -> Any:
    """The people of the Province who work on requests."""
    roles = [Role.SUA_OPERATOR, Role.EXECUTIVE] if executives else [Role.SUA_OPERATOR]
    return User.objects.holding(roles, tender.province)


def _body(tender: Tender) -> list[User]:
    """The people of the requesting body who work on requests, and its RUP."""
    people = list(User.objects.holding(_WRITERS, tender.organisation))
    return [*people, tender.rup_org] if tender.rup_org and tender.rup_org not in people else people


def _bodies(row: Tender) -> list[User]:
    """Return the people of the bodies that take part, and their RUPs."""
    people = {person.pk: person for person in _body(row)}
    others = row.participants.exclude(organisation=row.organisation_id)
    for part in others.select_related("organisation", "rup_org"):
        people |= {one.pk: one for one in User.objects.holding(_WRITERS, part.organisation)}
        people |= {part.rup_org.pk: part.rup_org} if part.rup_org else {}
    return list(people.values())
