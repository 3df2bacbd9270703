"""What who asked has read."""

from django.db.models import F, Q

from pico.base.actor import Actor
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.states import is_requester


def mark_read(*, actor: Actor, ticket: Ticket) -> None:
    """Keep that who asked has read up to the last message, also of what was put into the request: it is
    on the same page. Does nothing for anybody else.
    """
    if is_requester(actor, ticket):
        rows = Ticket.objects.unrestricted("who asked has read their own request")
        whole = rows.filter(Q(pk=ticket.pk) | Q(merged_into=ticket), read_number__lt=F("last_number"))
        whole.update(read_number=F("last_number"))
