"""What a desk does with a request on a page of its own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.helpdesk import actions
from pico.helpdesk.forms.classifying import TopicOfTicketForm
from pico.helpdesk.forms.moving import AnswerBelowForm, ForgetForm, MergeForm, NoteAboveForm
from pico.helpdesk.forms.priorities import PriorityForm
from pico.helpdesk.models import Ticket
from pico.helpdesk.notifications import desk_page
from pico.helpdesk.rules.access import looks_after
from pico.helpdesk.rules.forgetting import is_to_forget
from pico.helpdesk.rules.same import together_with
from pico.helpdesk.rules.states import answers_for, may
from pico.helpdesk.views.clocks import forget_label
from pico.helpdesk.views.common import GET_OR_POST, must, posted, refused
from pico.helpdesk.views.keeping import keeps_text
from pico.helpdesk.views.queue import handled_or_404
from pico.helpdesk.views.requests import draw


def form_page(
    request: Request,
    ticket: Ticket,
    form: Any,
    *,
    title: str,
    submit: str,
    act: Callable[..., Any],
    done: str,
) -> HttpResponse:
    """Draw a form about a request, or carry out what it says and go back to the request.

    Args:
        act: the action; it gets actor, ticket and what the form holds.
        done: said afterwards.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(actor=request.actor, ticket=ticket, **form.cleaned_data)
            except Refused as refusal:
                refused(form, refusal)
            else:
                messages.success(request, done)
                mine = Ticket.objects.handled_by(request.user).filter(pk=ticket.pk).exists()
                return redirect(desk_page(ticket) if mine else "helpdesk:queue")
    context = {"form": form, "title": title, "submit": submit, "back": desk_page(ticket)}
    trail = ((_("Coda"), reverse("helpdesk:queue")), (ticket.number, desk_page(ticket)), (title, ""))
    return draw(request, "form", context, *trail, status=status)


def to_handle(request: Request, number: str, act: str) -> Ticket:
    """Return a request that the person may do this with; anything else is a page that does not exist."""
    ticket = handled_or_404(request, number)
    must(answers_for(request.actor, ticket) and may(ticket, "desk", act))
    return ticket


@GET_OR_POST
@for_acting_organisation
def priority(request: Request, number: str) -> HttpResponse:
    """How pressing it is."""
    ticket = to_handle(request, number, "priority")
    return form_page(
        request, ticket, PriorityForm(posted(request), ticket=ticket), title=_("Cambia la priorità"),
        submit=_("Salva la priorità"), act=actions.set_priority,
        done=_("Priorità cambiata: i tempi sono ricalcolati."),
    )  # fmt: skip


@GET_OR_POST
@for_acting_organisation
def topic(request: Request, number: str) -> HttpResponse:
    """What it is about."""
    ticket = to_handle(request, number, "topic")
    return form_page(
        request, ticket, TopicOfTicketForm(posted(request), ticket=ticket), title=_("Cambia l'argomento"),
        submit=_("Salva l'argomento"), act=actions.change_topic,
        done=_("Argomento cambiato: la richiesta resta a questo sportello."),
    )  # fmt: skip


@GET_OR_POST
@for_acting_organisation
@keeps_text
def escalate(request: Request, number: str) -> HttpResponse:
    """Up to the desk above."""
    ticket = to_handle(request, number, "pass")
    must(ticket.desk.parent_id is not None)
    return form_page(
        request, ticket, NoteAboveForm(posted(request)), title=_("Passa allo sportello superiore"),
        submit=_("Passa la richiesta"), act=actions.escalate,
        done=_("La richiesta è allo sportello superiore: torna da voi con la risposta."),
    )  # fmt: skip


@GET_OR_POST
@for_acting_organisation
@keeps_text
def give_back(request: Request, number: str) -> HttpResponse:
    """Back to the desk that sent it up."""
    ticket = to_handle(request, number, "pass")
    must(ticket.origin_desk_id not in (None, ticket.desk_id))
    return form_page(
        request, ticket, AnswerBelowForm(posted(request)), title=_("Rimanda con la risposta"),
        submit=_("Rimanda allo sportello"), act=actions.return_answered,
        done=_("La richiesta è tornata allo sportello che l'aveva passata."),
    )  # fmt: skip


@GET_OR_POST
@for_acting_organisation
def merge(request: Request, number: str) -> HttpResponse:
    """Into another one of the same person."""
    ticket = to_handle(request, number, "merge")
    rows = together_with(request.user, ticket)
    must(rows.exists())
    return form_page(
        request, ticket, MergeForm(posted(request), rows=rows), title=_("Unisci a un'altra richiesta"),
        submit=_("Unisci le richieste"), act=actions.merge_tickets, done=_("Richieste unite."),
    )  # fmt: skip


@GET_OR_POST
@for_acting_organisation
def forget(request: Request, number: str) -> HttpResponse:
    """Who asked, because they want it; of who has or had an account, only what they wrote."""
    ticket = handled_or_404(request, number)
    must(looks_after(request.actor, ticket.desk) and is_to_forget(ticket))
    done = _("Nome, indirizzo e collegamento di chi ha chiesto sono cancellati.")
    if not ticket.requester_email:
        done = _("I messaggi e i file di chi ha chiesto sono cancellati.")
    return form_page(
        request, ticket, ForgetForm(posted(request), ticket=ticket), title=forget_label(ticket),
        submit=_("Cancella"), act=actions.forget_applicant, done=done,
    )  # fmt: skip


@require_POST
@for_acting_organisation
def split(request: Request, number: str) -> HttpResponse:
    """Apart again."""
    ticket = handled_or_404(request, number)
    must(looks_after(request.actor, ticket.desk))
    try:
        actions.split_again(actor=request.actor, ticket=ticket)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Richieste separate di nuovo."))
    return redirect(desk_page(ticket))
