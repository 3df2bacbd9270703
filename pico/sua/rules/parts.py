"""The part of each body in an awarded tender: what it signs for, who answers for it, how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pico.base import dates, money
from pico.base.actor import Actor
from pico.sua.models import Contract, Lot, Quota, Tender, TenderParticipant
from pico.sua.models.codes import HandoverState, Outcome, State
from pico.sua.models.contracts import ContractQuerySet
from pico.sua.rules import access, bodies

_ORDER = list(HandoverState)
_NOT_SENT = frozenset({State.DRAFT, State.WITHDRAWN, State.REFUSED})
_REQUEST = frozenset({*_NOT_SENT, State.SUBMITTED, State.IN_REVIEW, State.CLARIFICATION})
_ENDED = frozenset({State.COMPLETED, State.CANCELLED, State.REVOKED, State.NO_BIDS, State.NOT_AWARDED})
_STATE = {
    HandoverState.PENDING: State.HANDED_OVER,
    HandoverState.TAKEN_OVER: State.HANDED_OVER,
    HandoverState.CONTRACTED: State.CONTRACTED,
    HandoverState.IN_EXECUTION: State.IN_EXECUTION,
    HandoverState.COMPLETED: State.COMPLETED,
}
# Days from the last moment for offers to the contract, on average, that keep a SUA qualified (All. II.4).
AVERAGE_DAYS = 160


@dataclass(frozen=True)
class Share:
    """What a body has of an awarded lot; ``amount`` is None where the quotas do not say it."""

    lot: Lot
    amount: Decimal | None


def part_of(actor: Actor, tender: Tender) -> TenderParticipant | None:
    """Return the part of the body for which the person acts; None when nothing is bought for it."""
    if actor.is_system or actor.organisation is None:
        return None
    rows = tender.participants.select_related("organisation", "rup_org")
    rows = rows.filter(organisation=actor.organisation.pk)
    return next(iter(bodies.buyers(tender, rows)), None)


def rup_of(part: TenderParticipant) -> Any:
    """Return the registered RUP of a body for its part; None when it only has a name, or none."""
    if part.rup_org is not None:
        return part.rup_org
    tender = part.tender
    return tender.rup_org if part.organisation_id == tender.organisation_id else None


def may_name_rup(actor: Actor, part: TenderParticipant) -> bool:
    """Say whether the person names the RUP of a body: the SUA or the body itself, until its part is over.

    Before the acceptance the RUP of the body that asks is among the data of its request.
    """
    tender = part.tender
    asked = part.organisation_id == tender.organisation_id
    over = part.handover_state in {HandoverState.COMPLETED, HandoverState.NOTHING}
    if tender.historic or over or tender.state in (_REQUEST if asked else _NOT_SENT) | _ENDED:
        return False
    holders = (tender.province, part.organisation)
    return access.is_writable(tender.province) and any(
        access.holds(actor, "sua.participant.edit", one) for one in holders
    )


def state_of(parts: Iterable[TenderParticipant]) -> State:
    """Return the state of a tender that was handed over: that of the body which is least far."""
    active = [part for part in parts if part.handover_state != HandoverState.NOTHING]
    least = min(active, key=lambda part: _ORDER.index(HandoverState(part.handover_state)))
    return _STATE[HandoverState(least.handover_state)]


def shares_of(tender: Tender) -> dict[int, list[Share]]:
    """Return what each body signs for, by id of its part: awarded amounts split as the quotas are.

    Parts of a lot sum to its awarded amount, to the cent; a body without a quota in a lot has nothing there.
    """
    parties = list(tender.participants.all())
    buying = bodies.buyers(tender, parties)
    rows = Quota.objects.unrestricted("amounts are split among all bodies; who reads which, others decide")
    quotas: dict[int, list[Quota]] = {}
    for quota in rows.filter(lot__tender=tender).order_by("participant_id", "pk"):
        quotas.setdefault(quota.lot_id, []).append(quota)
    found: dict[int, list[Share]] = {part.pk: [] for part in parties}
    for lot in tender.lots.all():
        if lot.outcome != Outcome.AWARDED or lot.awarded_amount is None:
            continue
        theirs = [quota for quota in quotas.get(lot.pk, []) if quota.amount]
        if theirs:
            amounts = money.split(lot.awarded_amount, [quota.amount for quota in theirs])
            for quota, amount in zip(theirs, amounts, strict=True):
                found[quota.participant_id].append(Share(lot, amount))
        else:
            whole = lot.awarded_amount if len(buying) == 1 else None
            for part in buying:
                found[part.pk].append(Share(lot, whole))
    return found


def days_to_contract(tender: Tender, signed_on: date) -> int | None:
    """Return the days from the last moment for offers to the contract; None of an award without offers."""
    if tender.offers_until is None:
        return None
    return (signed_on - dates.rome(tender.offers_until).date()).days


def average_days(tender: Tender, contracts: Iterable[Contract]) -> int | None:
    """Return the average of a tender's contracts, rounded to a day."""
    days = [days_to_contract(tender, one.signed_on) for one in contracts]
    known = [one for one in days if one is not None]
    return round(sum(known) / len(known)) if known else None


def contracts_seen(user: Any, tender: Tender) -> ContractQuerySet:
    """Return the contracts of a tender that the person may read, lot by lot: the page and its export."""
    rows = Contract.objects.visible_to(user).filter(participant__tender=tender)
    return rows.select_related("lot__tender", "participant__organisation").order_by("lot__n", "pk")
