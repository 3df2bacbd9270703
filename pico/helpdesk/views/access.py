"""The form for who is not signed in: no cookie before or after, and the same answer whoever asks."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from pico.base import limits
from pico.base.errors import Refused
from pico.base.html import clean_html
from pico.base.http import Request, whole_number
from pico.base.visitors import (
    AGAIN,
    begun,
    comes_from_here,
    fell_into_the_trap,
    is_open_too_long,
    looks_human,
)
from pico.helpdesk import actions
from pico.helpdesk.forms.access import AccessForm
from pico.helpdesk.models import HelpTopic, Kind
from pico.helpdesk.rules.offered import chosen_topic
from pico.helpdesk.rules.problems import problem_of
from pico.helpdesk.rules.proof import BITS, challenge, is_solved
from pico.helpdesk.rules.suggestions import suggested
from pico.helpdesk.rules.tracking import stranger
from pico.helpdesk.views.common import GET_OR_POST, draw, needs_warning, posted, refused, trail
from pico.helpdesk.views.faqs import readable

SALT = "pico.helpdesk.access"
LOOKED_AT = 1000  # characters of a text in which words to look for are taken
KEPT = ("topic", "name", "email", "organisation", "source", "form_key")
TEXTS, FILES = 1_000_000, 11_500_000  # bytes of a form with its texts, and of one with two files


@never_cache
@csrf_exempt  # no cookie for visitors: Origin, trap, time and rate stand in for the token
@login_not_required  # for who cannot sign in
@GET_OR_POST
def ask(request: Request) -> HttpResponse:
    """Ask for help with access or registration; who is signed in is led to the form that knows them."""
    if request.user.is_authenticated:
        known = problem_of(request.GET.get("codice", ""))
        chosen = known.topic.code if known else request.GET.get("argomento") or "access.other"
        return redirect(f"{reverse('helpdesk:new')}?{urlencode({'argomento': chosen})}")
    if request.method == "POST":
        if is_too_big(request):
            return too_big(request)
        if not comes_from_here(request):
            return _drawn(request, _form(request, None), _("Apri il modulo su questo sito e riprova."), 403)
        if "look" in request.POST:
            return _drawn(request, _form(request, None))
        if "solved" in request.POST:
            return _solved(request)
        if fell_into_the_trap(request, SALT):
            return redirect("helpdesk:access_sent")
    form = _form(request, posted(request))
    return _asked(request, form) if request.method == "POST" else _drawn(request, form)


def is_too_big(request: Request) -> bool:
    """Say whether a post is longer than what is asked for, before a byte of it is read."""
    limit = FILES if request.content_type == "multipart/form-data" else TEXTS
    return (whole_number(request.META.get("CONTENT_LENGTH") or "0") or 0) > limit


def too_big(request: Request) -> HttpResponse:
    """Say what may be sent; nothing of the post is read, its files are not even received."""
    return draw(request, "too_big", {"breadcrumb": trail(request, (_("Invio troppo grande"), ""))}, 413)


def _form(request: Request, data: Any) -> AccessForm:
    topics = list(HelpTopic.objects.filter(kind=Kind.ACCESS, active=True))
    known = problem_of(request.GET.get("codice", ""))
    code = known.topic.code if known else request.GET.get("argomento", "")
    form = AccessForm(
        data, request.FILES if data is not None else None, topics=topics, chosen=chosen_topic(topics, code),
        initial={name: request.POST[name] for name in KEPT if name in request.POST},
        look=reverse("helpdesk:access"),
    )  # fmt: skip
    form.came_from = known.text if known else ""
    return form


def _asked(request: Request, form: AccessForm) -> HttpResponse:
    if is_open_too_long(request, SALT):
        form.add_error(None, AGAIN)
    if not form.is_valid():
        return _drawn(request, form, status=422)
    if needs_warning(request, form):
        return _drawn(request, form, warning=True)
    if wait := limits.use(request, "access_help"):
        words = _("Da qui sono già arrivate molte richieste. %(wait)s") % {"wait": limits.sentence(wait)}
        return limits.asks_to_wait(_drawn(request, form, words), wait)
    proof = request.POST.get("sfida", "") if is_solved(*_work(request)) else ""
    written_to = not limits.use(request, "access_help_mail", key=form.cleaned_data["email"])
    try:
        actions.ask_from_outside(
            actor=stranger(), written_to=written_to, proof=proof,
            portal_id=getattr(request.pico_site, "organisation_id", None), **form.cleaned_data,
        )  # fmt: skip
    except Refused as refusal:
        refused(form, refusal)
        return _drawn(request, form, status=422)
    return redirect("helpdesk:access_sent")


def _work(request: Request) -> tuple[str, str]:
    return request.POST.get("sfida", ""), request.POST.get("prova", "")


def _solutions(request: Request, form: AccessForm) -> list[dict[str, Any]]:
    """Return the public FAQ that fit what is chosen and written."""
    topic, text = form.topics.get(str(form["topic"].value() or "")), str(form["source"].value() or "")
    if topic is None and not text.strip():
        return []
    # No question belongs to a topic of access: its name finds those about it.
    words = f"{topic.label if topic else ''} {text[:LOOKED_AT]}"
    rows = suggested(readable(request), topic, words)
    return [{"faq": row, "html": clean_html(row.html)} for row in rows]


def _solved(request: Request) -> HttpResponse:
    """Nothing is sent: a solution was enough. That is counted, of whoever it was nothing is kept."""
    try:
        found = readable(request).filter(public_id=uuid.UUID(request.POST["solved"])).first()
        key = uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        found = None
    if found is not None and looks_human(request, SALT) and not limits.use(request, "faq_vote"):
        actions.solve_with_faq(actor=stranger(), faq=found, form_key=key)
    return draw(request, "access_solved", {"breadcrumb": trail(request, (_("Problema risolto"), ""))})


def _drawn(
    request: Request, form: AccessForm, problem: str = "", status: int = 200, *, warning: bool = False
) -> HttpResponse:
    # A form that comes back with an error keeps the moment it was opened: whoever corrects it is quick.
    word = "" if is_open_too_long(request, SALT) else request.POST["begun"]
    context = {
        "form": form,
        "problem": problem,
        "warning": warning,
        "suggestions": _solutions(request, form),
        "looking": "look" in request.POST,
        "begun": word or begun(SALT),
        "challenge": challenge(),
        "bits": BITS,
        "breadcrumb": trail(request, (_("Problemi di accesso"), "")),
    }
    return draw(request, "access", context, status)


@login_not_required  # as ask
@require_safe
def sent(request: Request) -> HttpResponse:
    """What everybody reads who sent the form, whatever became of it."""
    return draw(request, "access_sent", {"breadcrumb": trail(request, (_("Richiesta inviata"), ""))})
