"""How far each body is after the hand-over, and the contracts that the person may see."""

from typing import Any

from django.urls import reverse

from pico.base import dates, money
from pico.base.http import Request
from pico.sua.models import Contract, Tender
from pico.sua.models.codes import AFTER_HANDOVER, HandoverState
from pico.sua.rules import bodies, parts

TONES = {
    HandoverState.PENDING: "warning",
    HandoverState.TAKEN_OVER: "info",
    HandoverState.CONTRACTED: "success",
    HandoverState.IN_EXECUTION: "success",
    HandoverState.COMPLETED: "neutral",
    HandoverState.NOTHING: "neutral",
}


def parts_of(request: Request, tender: Tender) -> dict[str, Any] | None:
    """Return bodies and contracts; None before the hand-over.

    How far each body is, all of them read; what a contract says, the Province and the body itself.
    """
    if tender.state not in AFTER_HANDOVER:
        return None
    rows = bodies.buyers(tender, tender.participants.select_related("organisation"))
    contracts = list(parts.contracts_seen(request.user, tender))
    return {
        "bodies": [
            {
                "name": str(part.organisation),
                "label": part.get_handover_state_display(),
                "tone": TONES[HandoverState(part.handover_state)],
                "days": [
                    words
                    for words in (
                        f"avviata il {dates.italian_date(part.started_on)}" if part.started_on else "",
                        f"conclusa il {dates.italian_date(part.completed_on)}" if part.completed_on else "",
                    )
                    if words
                ],
            }
            for part in rows
        ],
        "contracts": [_contract(tender, one) for one in contracts],
        "total": money.euro(sum(one.amount for one in contracts)) if contracts else "",
        "average": parts.average_days(tender, contracts),
        "target": parts.AVERAGE_DAYS,
        "csv": reverse("sua:contracts_export", args=[tender.public_id, "csv"]),
        "xlsx": reverse("sua:contracts_export", args=[tender.public_id, "xlsx"]),
        "done": sum(part.handover_state not in _BEFORE for part in rows),
        "of": sum(part.handover_state != HandoverState.NOTHING for part in rows),
    }


_BEFORE = {HandoverState.PENDING, HandoverState.TAKEN_OVER, HandoverState.NOTHING}


def _contract(tender: Tender, one: Contract) -> dict[str, Any]:
    return {
        "body": str(one.participant.organisation),
        "lot": one.lot.n,
        "cig": one.derived_cig or one.lot.cig,
        "number": one.number,
        "signed_on": one.signed_on,
        "amount": one.amount,
        "guarantee": one.guarantee,
        "exemption": one.get_standstill_exemption_display(),
        "days": parts.days_to_contract(tender, one.signed_on),
    }
