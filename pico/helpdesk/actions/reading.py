"""What who asked has read."""

from pico.base.actor import Actor
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.states import is_requester


def mark_read(*, actor: Actor, ticket: Ticket) -> None:
    """Keep that who asked has read up to the last message. Does nothing for anybody else."""
    if is_requester(actor, ticket) and ticket.read_number < ticket.last_number:
        rows = Ticket.objects.unrestricted("who asked has read their own request")
        rows.filter(pk=ticket.pk, read_number__lt=ticket.last_number).update(read_number=ticket.last_number)
