"""What somebody at a desk was writing about a request that meanwhile is not theirs, or at an end."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.http import Request
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.access import works_at_a_desk
from pico.helpdesk.views.requests import draw

View = Callable[..., HttpResponse]


def typed(request: Request) -> str:
    """Return the text that was sent, if any."""
    return request.POST.get("source", "").strip()


def keeps_text(view: View) -> View:
    """Give who answers at a desk their own text back where a view says 404.

    The page holds nothing but that text: it is the same for a request that went to another desk, for one
    that was never theirs and for a number that does not exist.
    """

    @wraps(view)
    def wrapped(request: Request, number: str, **which: Any) -> HttpResponse:
        try:
            return view(request, number, **which)
        except Http404:
            if request.method != "POST" or not typed(request) or not works_at_a_desk(request.user):
                raise
        kept = {
            "text": typed(request),
            "why": _("La richiesta non è, o non è più, fra quelle che il tuo sportello può lavorare così."),
        }
        trail = ((_("Coda"), reverse("helpdesk:queue")), (_("Testo non inviato"), ""))
        return draw(request, "lost", {"kept": kept}, *trail, status=404)

    return wrapped


def unsent(ticket: Ticket, form: Any) -> dict[str, str] | None:
    """Return a text that cannot be sent any more, with the reason; None when nothing was written."""
    text = str(form.data.get("source", "")).strip()
    if not text:
        return None
    why = _("La richiesta è «%(state)s», o ora agisci per un altro ente: qui non si può più scrivere.")
    return {"text": text, "why": why % {"state": ticket.get_state_display()}}
