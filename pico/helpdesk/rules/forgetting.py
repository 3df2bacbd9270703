"""What a request still holds of who asked."""

from typing import Any

from django.utils.translation import gettext as _

from pico.helpdesk.models import Ticket, TicketMessage
from pico.helpdesk.rules.same import thread_of


def emptied() -> str:
    """Return what stands in the place of a text that was taken away."""
    return _("Testo cancellato a richiesta di chi l'ha scritto.")


def words_of_asker(ticket: Ticket) -> Any:
    """Return what who asked wrote in a request and in those put into it, and was not taken away yet."""
    seen = TicketMessage.objects.unrestricted("what is left of who asked, for who looks after the desk")
    whole = seen.filter(ticket__in=thread_of(ticket), from_desk=False)
    return whole.exclude(source=emptied())


def is_to_forget(ticket: Ticket) -> bool:
    """Say whether something of who asked may still be taken away: name and address, or their words."""
    return bool(ticket.requester_email) or words_of_asker(ticket).exists()
