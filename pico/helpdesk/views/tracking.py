"""A request as its secret address shows it: public messages, and what who asked may do. No cookie."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from pico.base import limits
from pico.base.errors import Refused
from pico.base.html import clean_html
from pico.base.http import Request
from pico.base.visitors import comes_from_here
from pico.files.kinds import label_of
from pico.files.reading import INLINE_IMAGES, answer_with, type_of
from pico.helpdesk import actions
from pico.helpdesk.forms.access import FollowForm, StrangerReplyForm
from pico.helpdesk.forms.satisfaction import SatisfactionForm
from pico.helpdesk.models import Ticket, TicketMessage
from pico.helpdesk.rules.states import has_ended, may
from pico.helpdesk.rules.tracking import files_of, public_messages, stranger, ticket_at, token_of
from pico.helpdesk.views.access import is_too_big, too_big
from pico.helpdesk.views.common import draw, needs_warning, refused, state_pressed, trail
from pico.helpdesk.views.desks import open_now
from pico.helpdesk.views.requests import ENDED, TONES, anchor_of, judgement_asked

View = Callable[..., HttpResponse]
DONE = {
    "giudicato": lazy("Grazie: il tuo giudizio aiuta lo sportello a migliorare."),
    "confermata": lazy("Grazie: la richiesta è arrivata allo sportello."),
    "seguita": lazy("Grazie: è una nuova richiesta, e questa è la sua pagina."),
    "scritto": lazy("Messaggio inviato."),
    "risolta": lazy("Grazie: abbiamo segnato che è risolta."),
}


def of_holder(view: View) -> Callable[..., HttpResponse]:
    """Open a view to who holds the word of a request; any other word reads the same 404.

    The address is a secret: it goes to no other site as Referer, into no index and into no cache. A post has
    to come from a page of this host (the referrer policy lets Origin be told there).
    """

    @never_cache
    @csrf_exempt  # the word in the address is the proof; visitors have no cookie
    @login_not_required
    @sensitive_variables("token")
    @wraps(view)
    def wrapped(request: Request, token: str, **which: Any) -> HttpResponse:
        if request.method == "POST":
            if is_too_big(request):
                return too_big(request)
            if not comes_from_here(request):
                raise PermissionDenied
        ticket = ticket_at(token)
        if ticket is None:
            raise Http404
        ticket = ticket.merged_into or ticket  # of the same address: there it goes on
        answer = view(request, ticket, token, **which)
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return answer

    return wrapped


def _back(token: str, done: str) -> HttpResponseRedirect:
    return redirect(f"{reverse('helpdesk:tracking', args=[token])}?fatto={done}")


@of_holder
@require_safe
def tracking(request: Request, ticket: Ticket, token: str) -> HttpResponse:
    """The state of a request and what was said in it."""
    return _drawn(request, ticket, token, StrangerReplyForm(None))


def _drawn(
    request: Request,
    ticket: Ticket,
    token: str,
    form: StrangerReplyForm,
    status: int = 200,
    *,
    judging: SatisfactionForm | None = None,
    warning: bool = False,
) -> HttpResponse:
    ended = has_ended(ticket, timezone.now())
    unconfirmed = ticket.state == Ticket.State.UNCONFIRMED
    context = {
        "ticket": ticket,
        "number": "" if unconfirmed else ticket.number,
        "token": token,
        "state": ticket.get_state_display(),
        "tone": TONES[ticket.state],
        "unconfirmed": unconfirmed,
        "open": "" if unconfirmed else open_now(ticket.desk),
        "messages_of": conversation_of_stranger(ticket, token),
        "form": _to_follow(request, form) if ended else None if unconfirmed else form,
        "ended": ended,
        "warning": warning,
        "judging": judging or judgement_asked(ticket),
        "may_solve": may(ticket, "requester", "solve"),
        "done": DONE.get(request.GET.get("fatto", ""), ""),
        "breadcrumb": trail(request, (_("La tua richiesta"), "")),
        "canonical_url": f"{request.scheme}://{request.get_host()}{reverse('helpdesk:home')}",
    }
    return draw(request, "tracking", context, status)


def _to_follow(request: Request, form: StrangerReplyForm) -> FollowForm:
    """Return the form that opens the next request, with what was written for one that has ended."""
    if isinstance(form, FollowForm):
        return form
    if not form.is_bound:
        return FollowForm(None)
    data = request.POST.copy()
    data["form_key"] = str(uuid.uuid4())
    again = FollowForm(data, request.FILES)
    again.is_valid()
    for words in form.non_field_errors():
        again.add_error(None, words)
    return again


def conversation_of_stranger(ticket: Ticket, token: str) -> list[dict[str, Any]]:
    """Return the public messages: of who answers only that it is the desk, never a name."""
    rows = list(public_messages(ticket))
    attached = _attached(rows, token)
    return [
        {
            "message": row,
            "attached": {"files": attached[row.pk]} if row.pk in attached else None,
            "anchor": anchor_of(ticket, row),
            "html": clean_html(row.html),
            "who": ticket.desk.name if row.from_desk else ticket.asker,
            "side": _("sportello") if row.from_desk else _("tu"),
            "internal": False,
        }
        for row in rows
    ]


def _attached(rows: list[TicketMessage], token: str) -> dict[int, list[dict[str, Any]]]:
    """Return the files of messages, at addresses below the secret one."""
    found: dict[int, list[dict[str, Any]]] = {}
    for one in files_of(rows).select_related("file").order_by("position", "pk"):
        line = {
            "name": one.original_name, "size": one.file.size, "type": label_of(type_of(one)),
            "url": reverse("helpdesk:tracking_file", args=[token, one.public_id]),
        }  # fmt: skip
        found.setdefault(one.target_id or 0, []).append(line)
    return found


@of_holder
@require_safe
def file(request: Request, ticket: Ticket, token: str, public_id: uuid.UUID) -> HttpResponse:
    """A file of a public message, to be saved: only images are drawn in the browser."""
    rows = files_of(list(public_messages(ticket))).select_related("file")
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    try:
        answer: Any = answer_with(row, request)
    except FileNotFoundError:
        raise Http404 from None
    inline = type_of(row) in INLINE_IMAGES
    answer["Content-Disposition"] = content_disposition_header(not inline, row.original_name) or ""
    return answer


@of_holder
@require_POST
def confirm(request: Request, ticket: Ticket, token: str) -> HttpResponse:
    """Bring the request to its desk. A button, not the link itself: mail filters open links too."""
    actions.confirm_request(actor=stranger(), ticket=ticket)
    return _back(token, "confermata")


@of_holder
@require_POST
def reply(request: Request, ticket: Ticket, token: str) -> HttpResponse:
    """Write to the desk."""
    follows = "nuova" in request.POST and has_ended(ticket, timezone.now())
    form = (FollowForm if follows else StrangerReplyForm)(request.POST, request.FILES)
    if not form.is_valid():
        return _drawn(request, ticket, token, form, 422)
    if needs_warning(request, form):
        return _drawn(request, ticket, token, form, warning=True)
    if wait := limits.use(request, "tracked_reply", key=ticket.public_id.hex):
        form.add_error(None, limits.sentence(wait))
        return limits.asks_to_wait(_drawn(request, ticket, token, form), wait)
    try:
        if follows:
            return _followed(request, ticket, form)
        actions.reply_from_outside(actor=stranger(), ticket=ticket, **form.cleaned_data)
    except Refused as refusal:
        ticket = ticket_at(token) or ticket  # another may have moved it since it was read above
        ticket = ticket.merged_into or ticket
        refused(form, Refused(ENDED) if has_ended(ticket, timezone.now()) else refusal)
        return _drawn(request, ticket, token, form, 422)
    return _back(token, "scritto")


def _followed(request: Request, ticket: Ticket, form: StrangerReplyForm) -> HttpResponse:
    """Open the request that follows one that has ended, and lead to its own address."""
    mailed = not limits.use(request, "access_help_mail", key=ticket.requester_email)
    made = actions.follow_from_outside(
        actor=stranger(), ticket=ticket, written_to=mailed, **form.cleaned_data
    )
    return _back(token_of(made), "seguita")


@of_holder
@require_POST
def solve(request: Request, ticket: Ticket, token: str) -> HttpResponse:
    """Say that it is solved, or confirm it."""
    actions.solve_from_outside(actor=stranger(), ticket=ticket, seen=state_pressed(request))
    return _back(token, "risolta")


@of_holder
@require_POST
def judge(request: Request, ticket: Ticket, token: str) -> HttpResponse:
    """Say how it went."""
    form = SatisfactionForm(request.POST)
    if form.is_valid():
        try:
            actions.judge_from_outside(actor=stranger(), ticket=ticket, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            return _back(token, "giudicato")
    return _drawn(request, ticket, token, StrangerReplyForm(None), 422, judging=form)
