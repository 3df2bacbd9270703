"""Jobs: ids in, one action, safe to run twice."""

from django.utils import timezone

from pico.base import jobs
from pico.base.actor import system_actor
from pico.helpdesk import actions
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.states import BACK_WITHIN


@jobs.job()
def close_resolved() -> int:
    """Close the requests resolved a week ago. Returns how many."""
    rows = Ticket.objects.unrestricted("a job closes what was resolved a week ago")
    late = rows.filter(state=Ticket.State.RESOLVED, resolved_at__lt=timezone.now() - BACK_WITHIN)
    actor = system_actor("risolta da una settimana")
    return sum(actions.close_resolved(actor=actor, ticket=ticket) for ticket in late.order_by("pk"))


jobs.schedule(
    "close resolved help requests",
    "20 1 * * *",
    "helpdesk.close_resolved",
    "Chiusura delle richieste di assistenza risolte",
)
