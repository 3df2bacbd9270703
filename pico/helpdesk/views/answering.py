"""Who else is writing an answer to the same request, told while one reads it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.http import Request
from pico.helpdesk import actions
from pico.helpdesk.models import Ticket
from pico.helpdesk.views.clocks import writing
from pico.helpdesk.views.queue import handled_or_404


def _fragment(request: Request, ticket: Ticket, status: int = 200) -> HttpResponse:
    context = {"answering": writing(request, ticket)["answering"], "ticket": ticket}
    return render(request, "helpdesk/_answering.html", context, status=status)


@require_safe
def answering(request: Request, number: str) -> HttpResponse:
    """The part of the page that says who else is writing."""
    return _fragment(request, handled_or_404(request, number))


@require_POST
@for_acting_organisation
def mark(request: Request, number: str) -> HttpResponse:
    """Say that one is writing."""
    ticket = handled_or_404(request, number)
    actions.mark_answering(actor=request.actor, ticket=ticket)
    return _fragment(request, ticket)
