"""The states of an access request as one table (identity.md 3.3): pages, actions and tests read it."""

from dataclasses import dataclass
from typing import Literal

from pico.accounts.models import AccessRequest

State = AccessRequest.State
OPEN = frozenset(AccessRequest.OPEN)


@dataclass(frozen=True)
class Move:
    """One change of state.

    Args:
        code: what is done.
        before: the states it starts from.
        after: the state it leads to.
        who: PERSON who asked, DECIDER, or JOB.
        verb: of the journal, and kind of the notification.
    """

    code: str
    before: frozenset[str]
    after: str
    who: Literal["PERSON", "DECIDER", "JOB"]
    verb: str


MOVES = {
    move.code: move
    for move in (
        Move("ask", frozenset({State.SUBMITTED}), State.INFO_REQUESTED, "DECIDER", "accounts.request.asked"),
        Move(
            "answer",
            frozenset({State.INFO_REQUESTED}),
            State.SUBMITTED,
            "PERSON",
            "accounts.request.answered",
        ),
        Move("approve", frozenset({State.SUBMITTED}), State.APPROVED, "DECIDER", "accounts.request.approved"),
        Move("refuse", OPEN, State.REFUSED, "DECIDER", "accounts.request.refused"),
        Move("withdraw", OPEN, State.WITHDRAWN, "PERSON", "accounts.request.withdrawn"),
        Move("expire", OPEN, State.EXPIRED, "JOB", "accounts.request.expired"),
    )
}
