"""The side of who asks: the first page, the form, one's own requests."""

import uuid
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.exports import answer_export
from pico.base.html import clean_html
from pico.base.http import Request
from pico.base.paging import paginate
from pico.files.attached import attached_to
from pico.files.forms import keep_files
from pico.helpdesk import actions, exports
from pico.helpdesk.forms.satisfaction import SatisfactionForm
from pico.helpdesk.forms.tickets import ReplyForm
from pico.helpdesk.models import Ticket, TicketMessage
from pico.helpdesk.notifications import requester_page
from pico.helpdesk.rules.history import history_for_asker
from pico.helpdesk.rules.same import thread_of
from pico.helpdesk.rules.satisfaction import is_asked
from pico.helpdesk.rules.states import has_ended, may, turn
from pico.helpdesk.rules.unread import with_last_words
from pico.helpdesk.views.common import GET_OR_POST, needs_warning, refused, state_pressed
from pico.helpdesk.views.context import of_ticket
from pico.helpdesk.views.desks import open_now
from pico.helpdesk.views.history import told
from pico.journal.models import record

ENDED = lazy("La richiesta intanto è finita. «Apri una nuova richiesta» porta con sé quello che hai scritto.")
TONES = {
    "UNCONFIRMED": "neutral",
    "NEW": "info",
    "OPEN": "info",
    "WAITING": "warning",
    "RESOLVED": "success",
    "CLOSED": "neutral",
}


def draw(
    request: Request, name: str, context: dict[str, Any], *trail: tuple[str, str], status: int = 200
) -> HttpResponse:
    """Draw a page of the help desk, with the way to it."""
    way = [(_("Assistenza"), reverse("helpdesk:home") if trail else ""), *trail]
    crumbs = [{"label": label, "url": url} for label, url in way]
    context = {"layout": "layouts/area.html", "breadcrumb": crumbs, **context}
    return render(request, f"helpdesk/{name}.html", context, status=status)


def own_or_404(request: Request, number: str) -> Ticket:
    """Return a request of one's own; absent and forbidden answer alike."""
    rows = Ticket.objects.asked_by(request.user).select_related(
        "desk__owner", "topic", "follows", "merged_into"
    )
    found = rows.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def line(ticket: Ticket, url: str) -> dict[str, Any]:
    """Return what a list says of a request."""
    return {
        "ticket": ticket, "url": url, "state": ticket.get_state_display(), "tone": TONES[ticket.state],
        "turn": turn(ticket),
    }  # fmt: skip


def conversation(request: Request, ticket: Ticket) -> list[dict[str, Any]]:
    """Return what this person reads of a request: without the notes when it is the own one."""
    seen = TicketMessage.objects.visible_to(request.user)
    # With those put into this one, in the order of time.
    whole = seen.filter(ticket__in=thread_of(ticket)).order_by("created_at", "pk")
    rows = list(whole.select_related("author"))
    attached = attached_to(request, rows)
    return [
        {
            "message": row,
            "anchor": anchor_of(ticket, row),
            "attached": attached.get(row.pk),
            "html": clean_html(row.html),
            "who": row.author.get_full_name() if row.author else _who_wrote(ticket, row),
            "side": _("sportello") if row.from_desk else _("chi ha chiesto"),
            "internal": row.get_kind_display() if row.kind != TicketMessage.Kind.PUBLIC else "",
        }
        for row in rows
    ]


def anchor_of(ticket: Ticket, row: TicketMessage) -> str:
    """Return where a message stands on the page; of a request put into this one, a place of its own."""
    return f"{row.position}" if row.ticket_id == ticket.pk else f"{row.ticket_id}-{row.position}"


def _who_wrote(ticket: Ticket, row: TicketMessage) -> str:
    """Return who wrote a message that no account wrote."""
    if row.kind == TicketMessage.Kind.SYSTEM:
        return _("Piattaforma")
    return _("Persona cancellata") if row.from_desk or ticket.requester_id else ticket.asker


@require_safe
def requests(request: Request) -> HttpResponse:
    """All of one's own, what moved last first."""
    filters, rows = exports.own_of(request.user, request.GET)
    page, query = paginate(request, with_last_words(rows)), request.GET.urlencode()
    context = {
        "filters": filters,
        "page": page,
        "rows": [_own_line(row) for row in page],
        "csv_url": f"{reverse('helpdesk:requests_export', args=['csv'])}?{query}",
        "xlsx_url": f"{reverse('helpdesk:requests_export', args=['xlsx'])}?{query}",
    }
    return draw(request, "requests", context, (_("Le mie richieste"), ""))


def _own_line(row: Any) -> dict[str, Any]:
    """Return what the list of one's own requests says of one: with the last words, and whose they are."""
    who = _("Lo sportello") if row.last_from_desk else _("Tu")
    last = {"who": who, "words": row.last_words} if row.last_words else None
    return {**line(row, requester_page(row)), "unread": row.unread, "last": last}


@GET_OR_POST
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: Request, format: str) -> HttpResponseBase:
    """Exactly one's own requests with the same filters."""
    note = partial(record, request.actor, "helpdesk.requests.exported", category="export")
    return answer_export(
        request, exports.OWN_TICKETS, format, exports.own_rows(request.user, request.GET),
        back=reverse("helpdesk:requests"), note=lambda count: note(changes={"rows": count, "format": format}),
    )  # fmt: skip


@require_safe
def detail(request: Request, number: str) -> HttpResponse:
    """A request of one's own and what was said in it; of one put into another, the other."""
    ticket = own_or_404(request, number)
    if ticket.merged_into is not None:
        return redirect(requester_page(ticket.merged_into))
    actions.mark_read(actor=request.actor, ticket=ticket)
    return _detail(request, ticket, ReplyForm(None, person=request.user))


def _detail(
    request: Request,
    ticket: Ticket,
    form: ReplyForm,
    judging: SatisfactionForm | None = None,
    *,
    warning: bool = False,
) -> HttpResponse:
    context = {
        **line(ticket, requester_page(ticket)),
        "messages_of": conversation(request, ticket),
        "form": form,
        "warning": warning,
        "follow": _following(ticket) if has_ended(ticket, timezone.now()) else None,
        "judging": judging or judgement_asked(ticket),
        "may_solve": may(ticket, "requester", "solve"),
        "open": open_now(ticket.desk),
        "context_of": of_ticket(request, ticket),
        **told(request, ticket, history_for_asker),
    }
    trail = ((_("Le mie richieste"), reverse("helpdesk:requests")), (ticket.number, ""))
    return draw(
        request,
        "request",
        context,
        *trail,
        status=422 if form.errors or (judging and judging.errors) else 200,
    )


def _following(ticket: Ticket) -> dict[str, Any]:
    """Return what goes into the form of a new request with what is written in one that has ended."""
    address = f"{reverse('helpdesk:new')}?{urlencode({'segue': ticket.number})}"
    return {
        "url": address, "topic": ticket.topic_id, "subject": ticket.subject, "form_key": uuid.uuid4(),
        "by": ticket.followed_by.asked_by(ticket.requester),
    }  # fmt: skip


def judgement_asked(ticket: Ticket) -> SatisfactionForm | None:
    """Return the form that asks how it went, where it is still asked."""
    return SatisfactionForm(None) if is_asked(ticket, timezone.now()) else None


def _where_it_goes_on(request: Request, number: str) -> Ticket:
    """Return a request of one's own; of one put into another, the other."""
    ticket = own_or_404(request, number)
    return own_or_404(request, ticket.merged_into.number) if ticket.merged_into else ticket


@require_POST
@for_acting_organisation
def reply(request: Request, number: str) -> HttpResponse:
    """Write in one's own request."""
    ticket = _where_it_goes_on(request, number)
    form = ReplyForm(request.POST, request.FILES, person=request.user)
    warning = form.is_valid() and needs_warning(request, form)
    if form.is_valid() and not warning:
        try:
            actions.reply_to_desk(actor=request.actor, ticket=ticket, **form.cleaned_data)
        except Refused as refusal:
            ticket = _where_it_goes_on(request, number)
            ended = has_ended(ticket, timezone.now())
            refused(form, Refused(ENDED) if ended else refusal)
        else:
            messages.success(request, _("Messaggio inviato."))
            return redirect(requester_page(ticket))
    keep_files(form, request.actor)
    return _detail(request, ticket, form, warning=warning)


@require_POST
@for_acting_organisation
def solve(request: Request, number: str) -> HttpResponse:
    """Say that it is solved, or confirm it."""
    ticket = own_or_404(request, number)
    try:
        actions.solve_own(actor=request.actor, ticket=ticket, seen=state_pressed(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Grazie: abbiamo segnato che è risolta."))
    return redirect(requester_page(ticket))


@require_POST
@for_acting_organisation
def judge(request: Request, number: str) -> HttpResponse:
    """Say how it went."""
    ticket, form = own_or_404(request, number), SatisfactionForm(request.POST)
    if form.is_valid():
        try:
            actions.judge(actor=request.actor, ticket=ticket, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Grazie: il tuo giudizio aiuta lo sportello a migliorare."))
            return redirect(requester_page(ticket))
    return _detail(request, ticket, ReplyForm(None, person=request.user), form)
