"""FAQ and requests for help as the search finds them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.base.dates import rome
from pico.helpdesk.models import Faq, Ticket, TicketMessage
from pico.helpdesk.notifications import desk_page, requester_page
from pico.helpdesk.rules.keys import keys_of_ticket
from pico.search.searchables import LONGEST_TEXT, Found, Searchable, register
from pico.sharing.keys import keys_for


def _all() -> Any:
    return Faq.objects.unrestricted("the index holds every FAQ; its keys say who finds it").select_related(
        "owner"
    )


def keys_of_faq(faq: Faq) -> frozenset[str]:
    """Return the keys of which one is enough to find a FAQ: published ones alone are found."""
    return keys_for(faq) if faq.is_published else frozenset()


def _document(faq: Faq) -> Found:
    return Found(
        title=faq.question,
        keys=keys_of_faq(faq),
        text=faq.source,
        organisation_id=faq.owner_id,
        day=faq.checked_on,
    )


register(
    Searchable(
        model=Faq,
        module="helpdesk",
        kind="faq",
        label=_("Domanda frequente"),
        icon="help-circle",
        document=_document,
        queryset=lambda user: Faq.objects.visible_to(user).published(),
        rows=_all,
        address=lambda faq, request: reverse("helpdesk:faq", args=[faq.public_id]),
    )
)


def _all_tickets() -> Any:
    return Ticket.objects.unrestricted(
        "the index holds every request; its keys say who finds it"
    ).select_related("desk")


def _words(ticket: Ticket) -> str:
    """Return what both sides read. Notes stay out: who asked finds the same entry as the desk."""
    rows = TicketMessage.objects.unrestricted("the index holds what both sides of a request read")
    texts = rows.filter(ticket=ticket, kind=TicketMessage.Kind.PUBLIC).order_by("position")
    return "\n".join(texts.values_list("source", flat=True))[:LONGEST_TEXT]


def _ticket(ticket: Ticket) -> Found | None:
    keys = keys_of_ticket(ticket)
    if not keys:
        return None
    return Found(
        title=ticket.subject,
        keys=keys,
        text=_words(ticket),
        codes=(ticket.number,),
        organisation_id=ticket.desk.owner_id,
        day=rome(ticket.created_at).date(),
    )


def _page(ticket: Ticket, request: Any) -> str:
    own = ticket.requester_id is not None and ticket.requester_id == request.user.pk
    return requester_page(ticket) if own else desk_page(ticket)


register(
    Searchable(
        model=Ticket,
        module="helpdesk",
        kind="ticket",
        label=_("Richiesta di assistenza"),
        icon="inbox",
        document=_ticket,
        queryset=Ticket.objects.visible_to,
        rows=_all_tickets,
        address=_page,
        follows=((TicketMessage, lambda message: _all_tickets().filter(pk=message.ticket_id)),),
    )
)
