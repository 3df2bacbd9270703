"""The papers that the Province adds to a tender (sua.md 8.7): who uploads them, and while it is under way."""

from typing import Any

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.sua.models import ChecklistItem, Tender
from pico.sua.models.codes import State
from pico.sua.rules import access, rups

MOMENTS = (ChecklistItem.Moment.READY, ChecklistItem.Moment.HANDED_OVER)
UNDER_WAY = (
    State.PREPARATION, State.READY, State.PUBLISHED, State.BIDS_CLOSED, State.EVALUATION, State.PROPOSED,
    State.AWARDED, State.HANDED_OVER,
)  # fmt: skip


def may_upload(user: Any, tender: Tender) -> bool:
    """Say whether the person adds papers of the Province: its SUA operators, and the RUP of the tender."""
    return access_of(user).has(tender.province_id, Role.SUA_OPERATOR) or rups.is_rup(user, tender)


def may_attach(user: Any, tender: Tender) -> bool:
    """Say whether the person may change files of the tender: the body's, or those of the Province."""
    if tender.state in {State.ACCEPTED, *UNDER_WAY}:
        return may_upload(user, tender)
    return access.may_attach(user, tender)
