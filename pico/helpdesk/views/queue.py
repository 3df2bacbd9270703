"""The side of the desk: the queue, a request, and what is done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from pico.accounts.access import access_of
from pico.accounts.roles import role_labels
from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request
from pico.files.forms import keep_files
from pico.helpdesk import actions
from pico.helpdesk.forms.inputs import module_label
from pico.helpdesk.forms.tickets import AnswerForm, AssignForm, NoteForm, PassForm
from pico.helpdesk.models import Ticket
from pico.helpdesk.notifications import desk_page
from pico.helpdesk.rules.access import has_account, people_at
from pico.helpdesk.rules.history import history_for_desk
from pico.helpdesk.rules.states import answers_for, may
from pico.helpdesk.views.clocks import joined, tools, urgency_facts, writing
from pico.helpdesk.views.common import refused
from pico.helpdesk.views.context import of_ticket
from pico.helpdesk.views.following import following_facts
from pico.helpdesk.views.history import told
from pico.helpdesk.views.inserting import known_for, with_faq
from pico.helpdesk.views.keeping import keeps_text, unsent
from pico.helpdesk.views.requests import conversation, draw, line

LINKS = (
    "desk__owner",
    "desk__parent",
    "follows",
    "merged_into",
    "portal",
    "topic",
    "requester",
    "organisation",
    "assignee",
)
OTHERS = 5


@dataclass(frozen=True)
class Act:
    """One form of the page: how it is made from what was sent, what it does, what is said afterwards."""

    name: str
    make: Callable[[Request, Any, Ticket], Any]
    act: Callable[..., Any]
    done: Any


def _answer_form(request: Request, data: Any, ticket: Ticket) -> AnswerForm:
    return AnswerForm(data, request.FILES or None, ticket=ticket, person=request.user)


def _note_form(request: Request, data: Any, ticket: Ticket) -> NoteForm:
    return NoteForm(data, request.FILES or None, person=request.user)


def _assign_form(request: Request, data: Any, ticket: Ticket) -> AssignForm:
    return AssignForm(
        data, ticket=ticket, people=list(people_at(ticket.desk).values_list("person", flat=True))
    )


ANSWER = Act("answer", _answer_form, actions.answer, lazy("Risposta inviata."))
NOTE = Act("note", _note_form, actions.note, lazy("Nota aggiunta."))
ASSIGN = Act("assign", _assign_form, actions.assign, lazy("Richiesta assegnata."))
PASS = Act(
    "pass", lambda request, data, row: PassForm(data, ticket=row), actions.pass_on,
    lazy("Richiesta passata all'altro sportello."),
)  # fmt: skip
ACTS = (ANSWER, NOTE, ASSIGN, PASS)


def handled_or_404(request: Request, number: str) -> Ticket:
    """Return a request on whose other side the person stands; absent and forbidden answer alike."""
    found = Ticket.objects.handled_by(request.user).select_related(*LINKS).filter(number=number).first()
    if found is None:
        raise Http404
    return found


@require_safe
def detail(request: Request, number: str) -> HttpResponse:
    """A request, as the desk sees it; of one put into another, the other."""
    ticket = handled_or_404(request, number)
    if ticket.merged_into is not None:
        return redirect(desk_page(ticket.merged_into))
    return _detail(request, ticket)


def detail_with(request: Request, ticket: Ticket, given: dict[str, Any]) -> HttpResponse:
    """Draw the page with a form that already holds something."""
    return _detail(request, ticket, given=given)


def _detail(
    request: Request, ticket: Ticket, status: int = 200, given: dict[str, Any] | None = None
) -> HttpResponse:
    """Draw the page; a form that was refused stands in it with what was typed."""
    acts = answers_for(request.actor, ticket)
    offered = {
        name: acts and may(ticket, "desk", name) for name in ("take", "answer", "note", "assign", "pass")
    }
    forms = {**{one.name: one.make(request, None, ticket) for one in ACTS}, **(given or {})}
    wrong = next(((name, form) for name, form in forms.items() if form.errors), ("", None))
    lost = unsent(ticket, wrong[1]) if wrong[1] and not offered[wrong[0]] else None
    context = {
        **line(ticket, desk_page(ticket)),
        "messages_of": conversation(request, ticket),
        "facts": [
            *_facts(ticket),
            *_page(request, ticket),
            *following_facts(request, ticket),
            *urgency_facts(ticket),
        ],
        "tools": tools(request, ticket),
        "others": _others(request, ticket),
        **joined(request, ticket),
        **writing(request, ticket),
        "forms": {name: form for name, form in forms.items() if offered[name]},
        "may_take": offered["take"] and ticket.assignee_id != request.user.pk,
        "acts": acts,
        "faqs": known_for(request, ticket) if offered["answer"] else [],
        "wrong": None if lost else wrong[1],
        "lost": lost,
        **told(request, ticket, history_for_desk),
    }
    trail = ((_("Coda"), reverse("helpdesk:queue")), (ticket.number, ""))
    return draw(request, "ticket", context, *trail, status=status)


def _facts(ticket: Ticket) -> list[dict[str, str]]:
    module = f" ({module_label(ticket.module)})" if ticket.module else ""
    facts = [
        (_("Sportello"), ticket.desk.name),
        (_("Argomento"), f"{ticket.topic.label}{module}"),
        (_("Chi chiede"), ticket.asker),
        *_of_stranger(ticket),
        (_("Per quale ente"), ticket.organisation.name if ticket.organisation else _written_body(ticket)),
        *_role(ticket),
        (_("Assegnata a"), ticket.assignee.get_full_name() if ticket.assignee else _("nessuno")),
        (_("Trovata dalla regola"), ticket.rule),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def _role(ticket: Ticket) -> list[tuple[str, str]]:
    """Return what who asked does today at the body they asked for."""
    if ticket.requester is None or ticket.organisation is None:
        return []
    held = role_labels(access_of(ticket.requester).roles_at(ticket.organisation_id))
    return [(_("Ruolo"), held or _("oggi nessuno presso questo ente"))]


def _of_stranger(ticket: Ticket) -> list[tuple[str, str]]:
    """Return what is known of somebody who asked without signing in."""
    if not ticket.requester_email:
        return []
    known = has_account(ticket.requester_email)
    about = _("esiste un'utenza con questo indirizzo") if known else _("nessuna con questo indirizzo")
    where = [(_("Dal sito"), ticket.portal.name)] if ticket.portal else []
    return [(_("E-mail"), ticket.requester_email), (_("Utenza"), about), *where]


def _written_body(ticket: Ticket) -> str:
    body = ticket.requester_organisation
    return _("%(body)s (scritto da chi chiede)") % {"body": body} if body else _("nessuno")


def _page(request: Request, ticket: Ticket) -> list[dict[str, str]]:
    """Return from where it was asked; the row of that page only to who sees it."""
    told = of_ticket(request, ticket)
    if told is None:
        return []
    rows = [{"label": _("Dalla pagina"), "value": told["page"], "url": "" if told["label"] else told["url"]}]
    if told["label"]:
        rows.append({"label": told["kind"], "value": told["label"], "url": told["url"]})
    return [row for row in rows if row["value"]]


def _others(request: Request, ticket: Ticket) -> list[dict[str, Any]]:
    """Return the other open requests of the same person that this person handles too."""
    if ticket.requester_id is None and not ticket.requester_email:
        return []
    same = {"requester": ticket.requester_id, "requester_email": ticket.requester_email}
    mine = Ticket.objects.handled_by(request.user).select_related(*LINKS).open()
    rows = mine.filter(**same).exclude(pk=ticket.pk)
    return [line(row, desk_page(row)) for row in rows[:OTHERS]]


def _act(request: Request, number: str, what: Act) -> HttpResponse:
    """Carry out what a form of the page says, or give the page back with it."""
    ticket = handled_or_404(request, number)
    if ticket.merged_into is not None:
        return _goes_on(request, ticket.merged_into.number, what)
    form = what.make(request, request.POST, ticket)
    if not form.is_valid():
        return _again(request, ticket, what, form, 422)
    try:
        what.act(actor=request.actor, ticket=ticket, **form.cleaned_data)
    except Conflict as conflict:
        ticket.refresh_from_db()
        form.data = request.POST.copy()
        form.data["seen"] = str(ticket.last_number)
        refused(form, conflict)
        return _again(request, ticket, what, form, 409)
    except Refused as refusal:
        ticket = handled_or_404(request, number)  # another may have moved it since it was read above
        if ticket.merged_into is not None:
            return _goes_on(request, ticket.merged_into.number, what)
        refused(form, refusal)
        return _again(request, ticket, what, form, 422)
    messages.success(request, str(what.done))
    mine = Ticket.objects.handled_by(request.user).filter(number=number).exists()
    return redirect(desk_page(ticket) if mine else "helpdesk:queue")


def _goes_on(request: Request, number: str, what: Act) -> HttpResponse:
    """Give a form back on the request into which another put the one it was written for."""
    ticket, data = handled_or_404(request, number), request.POST.copy()
    data["seen"] = str(ticket.last_number)
    form = what.make(request, data, ticket)
    words = _("Intanto la richiesta è stata unita a questa: leggi i messaggi, poi invia o correggi il testo.")
    form.add_error(None, words)
    return _again(request, ticket, what, form, 409)


def _again(request: Request, ticket: Ticket, what: Act, form: Any, status: int) -> HttpResponse:
    """Give a refused form back, its good files kept."""
    keep_files(form, request.actor)
    return _detail(request, ticket, status, {what.name: form})


@require_POST
@for_acting_organisation
def take(request: Request, number: str) -> HttpResponse:
    """Take it in charge."""
    ticket = handled_or_404(request, number)
    if ticket.assignee and request.POST.get("seen") not in {None, str(ticket.assignee_id)}:
        ticket.assignee = None  # as the page showed it: a colleague's since
    try:
        actions.take(actor=request.actor, ticket=ticket)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La richiesta è tua."))
    return redirect(desk_page(ticket))


@require_POST
@for_acting_organisation
@keeps_text
def answer(request: Request, number: str) -> HttpResponse:
    """Answer who asked, or put a FAQ into the answer that is being written."""
    if "insert" in request.POST:
        ticket = handled_or_404(request, number)
        form = with_faq(request, ANSWER.make(request, request.POST.copy(), ticket), ticket)
        form.is_valid()
        return _again(request, ticket, ANSWER, form, 200)
    return _act(request, number, ANSWER)


@require_POST
@for_acting_organisation
@keeps_text
def note(request: Request, number: str) -> HttpResponse:
    """Write what only the desk reads."""
    return _act(request, number, NOTE)


@require_POST
@for_acting_organisation
@keeps_text
def assign(request: Request, number: str) -> HttpResponse:
    """Give it to a colleague."""
    return _act(request, number, ASSIGN)


@require_POST
@for_acting_organisation
@keeps_text
def pass_on(request: Request, number: str) -> HttpResponse:
    """Give it to another desk."""
    return _act(request, number, PASS)
