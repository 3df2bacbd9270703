"""Which request one takes up again, and which take it up, as its desk reads it."""

from django.utils.translation import gettext as _

from pico.base.http import Request
from pico.helpdesk.models import Ticket
from pico.helpdesk.notifications import desk_page
from pico.helpdesk.rules.same import keys_after


def following_facts(request: Request, ticket: Ticket) -> list[dict[str, str]]:
    """Return the request before and those after; a link only to what this person sees too.

    Of later ones at other desks nothing is said: that somebody asks there is those desks' to know.
    """
    mine = Ticket.objects.handled_by(request.user)
    facts = []
    if ticket.follows is not None:
        seen = mine.filter(pk=ticket.follows.pk).exists()
        url = desk_page(ticket.follows) if seen else ""
        facts.append({"label": _("Segue la richiesta"), "value": ticket.follows.number, "url": url})
    after = mine.filter(pk__in=keys_after(ticket)).order_by("pk")[:5]
    told = _("È seguita da")
    return facts + [{"label": told, "value": row.number, "url": desk_page(row)} for row in after]
