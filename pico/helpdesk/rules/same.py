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
    rows = Ticket.objects.handled_by(user).filter(pk__in=thread_of(ticket)[1:]).order_by("merged_at", "pk")
    return rows if since is None else rows.filter(merged_at__gt=since)


def thread_of(ticket: Ticket) -> list[int]:
    """Return the keys of a request and of those put into it. Asked first: told as one condition with "or", a
    database reads the messages of everybody for it."""
    rows = Ticket.objects.unrestricted("the keys of requests beside one in hand, nothing of them is told")
    return [ticket.pk, *rows.filter(merged_into=ticket).order_by().values_list("pk", flat=True)]


def keys_after(ticket: Ticket) -> list[int]:
    """Return the keys of the requests that take one up again; asked first for the same reason."""
    rows = Ticket.objects.unrestricted("the keys of requests beside one in hand, nothing of them is told")
    return list(rows.filter(follows=ticket).order_by().values_list("pk", flat=True))
