"""The states of a request: who may move it from where to where (helpdesk.md 3), as one table."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.helpdesk.models import Ticket
from pico.helpdesk.models.desks import desks_answered_by
from pico.helpdesk.rules.access import manages_desks

State = Ticket.State
UNCONFIRMED = State.UNCONFIRMED
NEW, OPEN, WAITING, RESOLVED, CLOSED = State.NEW, State.OPEN, State.WAITING, State.RESOLVED, State.CLOSED
BACK_WITHIN = timedelta(days=7)  # a reply reopens; after so long the job closes what was resolved

# (side, act): {state before: state after}. What is not here is refused.
MOVES: dict[tuple[str, str], dict[str, str]] = {
    ("requester", "confirm"): {UNCONFIRMED: NEW},
    ("requester", "reply"): {NEW: NEW, OPEN: OPEN, WAITING: OPEN, RESOLVED: OPEN},
    ("requester", "solve"): {NEW: RESOLVED, OPEN: RESOLVED, WAITING: RESOLVED, RESOLVED: CLOSED},
    ("desk", "take"): {NEW: OPEN, OPEN: OPEN, WAITING: WAITING},
    ("desk", "assign"): {NEW: OPEN, OPEN: OPEN, WAITING: WAITING},
    ("desk", "answer"): {NEW: OPEN, OPEN: OPEN, WAITING: OPEN, RESOLVED: OPEN},
    ("desk", "ask"): {NEW: WAITING, OPEN: WAITING, WAITING: WAITING, RESOLVED: WAITING},
    ("desk", "solve"): {NEW: RESOLVED, OPEN: RESOLVED, WAITING: RESOLVED},
    ("desk", "note"): {NEW: NEW, OPEN: OPEN, WAITING: WAITING, RESOLVED: RESOLVED},
    ("desk", "priority"): {NEW: NEW, OPEN: OPEN, WAITING: WAITING, RESOLVED: RESOLVED},
    ("desk", "topic"): {NEW: NEW, OPEN: OPEN, WAITING: WAITING, RESOLVED: RESOLVED},
    ("desk", "merge"): {NEW: CLOSED, OPEN: CLOSED, WAITING: CLOSED, RESOLVED: CLOSED},
    ("desk", "pass"): {NEW: NEW, OPEN: OPEN, WAITING: WAITING, RESOLVED: RESOLVED},
    ("system", "close"): {RESOLVED: CLOSED},
    ("system", "resolve"): {WAITING: RESOLVED},
}


def after(ticket: Ticket, side: str, act: str) -> str:
    """Return the state after an act.

    Raises:
        Refused: when the act is not for a request in this state.
    """
    state = MOVES[side, act].get(ticket.state)
    if state is None:
        words = _("La richiesta è «%(state)s»: così non si può più fare. Rileggila.")
        raise Refused(words % {"state": ticket.get_state_display()}, code="state")
    return state


def may(ticket: Ticket, side: str, act: str) -> bool:
    """Say whether an act is for a request in this state: whether to offer it."""
    return ticket.state in MOVES[side, act]


def is_done(ticket: Ticket, side: str, act: str, seen: str) -> bool:
    """Say whether what was pressed on a page that showed a state has been done since, by the same press."""
    return ticket.state != seen and MOVES[side, act].get(seen) == ticket.state


def is_requester(actor: Actor, ticket: Ticket) -> bool:
    """Say whether the actor asked this."""
    return actor.user is not None and ticket.requester_id == actor.user.pk


def answers_for(actor: Actor, ticket: Ticket) -> bool:
    """Say whether the actor works on a request, acting for the owner of its desk; never on the own one."""
    if actor.user is None or actor.organisation is None or ticket.is_asked_by(actor.user):
        return False
    if actor.organisation.pk != ticket.desk.owner_id:
        return False
    return ticket.desk_id in desks_answered_by(actor.user) or manages_desks(actor, ticket.desk.owner)


def still_reopens(ticket: Ticket, now: datetime) -> bool:
    """Say whether a reply of the requester brings a resolved request back."""
    return ticket.resolved_at is not None and now - ticket.resolved_at <= BACK_WITHIN


def has_ended(ticket: Ticket, now: datetime) -> bool:
    """Say whether a reply of the requester opens a new request that follows this one."""
    if ticket.state == RESOLVED:
        return not still_reopens(ticket, now)
    return ticket.state == CLOSED


def turn(ticket: Ticket) -> str:
    """Return whose turn it is, in words."""
    return {
        UNCONFIRMED: _("da confermare"),
        NEW: _("tocca allo sportello"),
        OPEN: _("tocca allo sportello"),
        WAITING: _("tocca a chi ha chiesto"),
        RESOLVED: _("attende conferma"),
        CLOSED: _("finita"),
    }[State(ticket.state)]
