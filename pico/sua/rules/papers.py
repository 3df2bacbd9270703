"""The papers that the Province adds to a tender (sua.md 8.7): who uploads them, and while it is under way."""

from typing import Any

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base.actor import Actor
from pico.sua.models import ChecklistItem, Tender
from pico.sua.models.codes import State
from pico.sua.rules import access, rups

MOMENTS = (ChecklistItem.Moment.READY, ChecklistItem.Moment.HANDED_OVER)
UNDER_WAY = (
    State.PREPARATION, State.READY, State.PUBLISHED, State.BIDS_CLOSED, State.EVALUATION, State.PROPOSED,
    State.AWARDED, State.HANDED_OVER,
)  # fmt: skip


def may_upload(actor: Actor, tender: Tender) -> bool:
    """Say whether the person adds papers of the Province: its SUA operators, and the RUP of the tender."""
    body = actor.organisation
    for_province = body is not None and body.pk == tender.province_id and access.acts(actor)
    office = for_province and access_of(actor.user).has(tender.province_id, Role.SUA_OPERATOR)
    return office or rups.acts_as_rup(actor, tender)


def may_attach(user: Any, tender: Tender) -> bool:
    """Say whether the person may change files of the tender: the body's, or those of the Province.

    Files know nothing of the body one acts for: that, the actions of this module ask.
    """
    if tender.state in {State.ACCEPTED, *UNDER_WAY}:
        return access_of(user).has(tender.province_id, Role.SUA_OPERATOR) or rups.is_rup(user, tender)
    return access.may_attach(user, tender)
