"""Who is asked how it went, and from how many answers on a desk reads them."""

from datetime import datetime, timedelta

from pico.helpdesk.models import Satisfaction, Ticket

ASKED_FOR = timedelta(days=14)
FEWEST = 3  # of fewer judgements a desk would know whose they are


def is_asked(ticket: Ticket, now: datetime) -> bool:
    """Say whether the requester of a request is still to say how it went."""
    ended = ticket.state in (Ticket.State.RESOLVED, Ticket.State.CLOSED)
    if not ended or ticket.merged_into_id is not None or ticket.resolved_at is None:
        return False
    if now - ticket.resolved_at > ASKED_FOR:
        return False
    rows = Satisfaction.objects.unrestricted("whether the request in hand was judged is asked of who judges")
    return not rows.filter(ticket=ticket).exists()
