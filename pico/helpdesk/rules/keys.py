"""Access keys of requests for help: the rule of ``visible_to`` once more, for the search."""

from typing import Any

from pico.helpdesk.models import Ticket
from pico.helpdesk.models.desks import desks_answered_by


def keys_of_desks(user: Any) -> frozenset[str]:
    """Return the keys a person holds as somebody who answers at desks."""
    return frozenset(f"desk:{pk}" for pk in desks_answered_by(user))


def keys_of_ticket(ticket: Ticket) -> frozenset[str]:
    """Return the keys of which one is enough to find a request: who asked, its desk now, that desk's owner.

    One that nobody confirmed is found by nobody.
    """
    if ticket.state == Ticket.State.UNCONFIRMED:
        return frozenset()
    keys = {f"desk:{ticket.desk_id}", f"admin:{ticket.desk.owner_id}"}
    return frozenset(keys | ({f"person:{ticket.requester_id}"} if ticket.requester_id else set()))
