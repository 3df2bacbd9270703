"""A request as something a FAQ may begin with: what was asked, and the last answer of its desk."""

from typing import Any

from django.utils.translation import gettext as _

from pico.base.handover import Offered, offer
from pico.helpdesk.models import Ticket, TicketMessage
from pico.helpdesk.notifications import desk_page

TICKET = "helpdesk.ticket"


def register() -> None:
    """Offer requests (called once, from apps.ready)."""
    offer(TICKET, read_ticket)


def read_ticket(user: Any, number: str) -> Offered | None:
    """Return a request that the person handles: never a note, never who asked."""
    ticket = Ticket.objects.handled_by(user).filter(number=number).first()
    if ticket is None:
        return None
    said = TicketMessage.objects.visible_to(user).filter(ticket=ticket, kind=TicketMessage.Kind.PUBLIC)
    answer = said.filter(from_desk=True).order_by("-position").first()
    return Offered(
        _("richiesta %(number)s") % {"number": ticket.number}, ticket.subject,
        answer.source if answer else "", desk_page(ticket),
    )  # fmt: skip
