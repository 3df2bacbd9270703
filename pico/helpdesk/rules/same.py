"""Which requests may be put together, and which already are."""

from datetime import datetime
from typing import Any

from pico.helpdesk.models import Ticket
from pico.helpdesk.models.tickets import TicketQuerySet


def together_with(user: Any, ticket: Ticket) -> TicketQuerySet:
    """Return the requests into which one may be put: of the same person, at the same desk, open."""
    if ticket.requester_id is None and not ticket.requester_email:
        return Ticket.objects.none().visible_to(user)
    rows = Ticket.objects.handled_by(user).filter(desk=ticket.desk_id).exclude(pk=ticket.pk)
    same = {"requester": ticket.requester_id, "requester_email__iexact": ticket.requester_email}
    return rows.filter(**same).open().order_by("created_at", "pk")


def put_into(user: Any, ticket: Ticket, since: datetime | None = None) -> TicketQuerySet:
    """Return the requests that were put into one, of those this person handles.

    Args:
        since: only those put there later.
    """
    rows = Ticket.objects.handled_by(user).filter(merged_into=ticket).order_by("merged_at", "pk")
    return rows if since is None else rows.filter(merged_at__gt=since)
