"""Asking for help: the form with the page one came from, solutions beside it, what is said afterwards."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from pico.accounts.access import access_of
from pico.base.acting import for_acting_organisation
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.html import clean_html
from pico.base.http import Request, whole_number
from pico.base.modules import modules
from pico.files.forms import keep_files
from pico.helpdesk import actions
from pico.helpdesk.forms.asking import AskForm
from pico.helpdesk.models import HelpTopic, Kind, Ticket
from pico.helpdesk.notifications import requester_page
from pico.helpdesk.rules.context import Context, kept, read
from pico.helpdesk.rules.offered import chosen_topic, offered_topics
from pico.helpdesk.rules.suggestions import suggested
from pico.helpdesk.views.common import GET_OR_POST, needs_warning, refused
from pico.helpdesk.views.context import told
from pico.helpdesk.views.desks import open_now, week_of
from pico.helpdesk.views.faqs import readable
from pico.helpdesk.views.requests import draw, own_or_404
from pico.organisations.models import Organisation

PATHS = {
    "tecnico": (Kind.TECHNICAL, lazy("Problema tecnico")),
    "procedura": (Kind.PROCEDURE, lazy("Procedura di un modulo")),
    "accesso": (Kind.ACCESS, lazy("Accesso e registrazione")),
}


@GET_OR_POST
@for_acting_organisation
def new(request: Request) -> HttpResponse:
    """Ask for help, unless a solution shown beside is enough."""
    before = own_or_404(request, request.GET["segue"]) if request.GET.get("segue") else None
    asking = _asking_for(request)
    topics = offered_topics(Actor(request.user, asking))
    context = kept(request.user, read(request.GET.get("contesto", "")) or Context())
    path = _path(request, topics, context, before)
    form = _form(request, topics, path, context, before)
    if request.method == "POST" and "solved" in request.POST:
        return _solved(request)
    warning = False
    if request.method == "POST" and "look" not in request.POST and form.is_valid():
        warning = needs_warning(request, form)
        if not warning and (made := _sent(request, form, asking, context, before)):
            return redirect("helpdesk:request_sent", made.number)
    if request.method == "POST":
        form.is_valid()
        keep_files(form, request.actor)
    status = 422 if form.errors and "look" not in request.POST else 200
    shown = {
        "form": form, "before": before, "organisation": asking, "warning": warning, "context": context,
        "context_of": told(request, context), "tabs": _tabs(request, topics, path),
        "suggestions": _suggestions(request, topics), "back": reverse("helpdesk:home"),
        "looking": "look" in request.POST,
        "asked": "look" in request.POST or bool(_chosen(request, topics) or _value(request, "subject")),
    }  # fmt: skip
    return draw(request, "new", shown, (_("Chiedi aiuto"), ""), status=status)


def _value(request: Request, name: str) -> str:
    return request.POST.get(name, "") or request.GET.get(name, "")


def _own(request: Request) -> dict[int, str]:
    """Return the organisations for which the person may ask."""
    return {one.organisation_id: one.name for one in access_of(request.user).held}


def _asking_for(request: Request) -> Organisation | None:
    """Return for which organisation this is asked: the one chosen in the form, else the one acted for."""
    chosen = whole_number(_value(request, "organisation"))
    if chosen in _own(request):
        return Organisation.objects.get(pk=chosen)
    return request.actor.organisation


def _path(request: Request, topics: Sequence[HelpTopic], context: Context, before: Ticket | None) -> str:
    """Return the path: chosen, else that of the topic, else what the page one came from is about."""
    asked = request.GET.get("percorso", "")
    by_kind = {str(kind): code for code, (kind, _label) in PATHS.items()}
    chosen = _chosen(request, topics)
    if chosen is not None:
        return by_kind[chosen.kind]
    if asked in PATHS and any(one.kind == PATHS[asked][0] for one in topics):
        return asked
    if before is not None:
        return by_kind[before.kind]
    here = [one for one in topics if one.module and one.module == context.module]
    first = next((one for one in here if _belongs(one, context)), here[0] if here else None)
    return by_kind[first.kind] if first else "tecnico"


def _chosen(request: Request, topics: Sequence[HelpTopic]) -> HelpTopic | None:
    """Return the topic chosen in the form, or named by the address (``?argomento=access.spid``)."""
    key = _value(request, "topic")
    named = None if key else chosen_topic(topics, request.GET.get("argomento", ""))
    return named or next((one for one in topics if str(one.pk) == key), None)


def _belongs(topic: HelpTopic, context: Context) -> bool:
    """Say whether a topic is about the very page one came from."""
    if topic.module not in modules:
        return False
    pages = {code: names for code, _kind, _label, names in modules.get(topic.module).help_topics}
    return context.view in pages.get(topic.code, ())


def _form(
    request: Request, topics: Sequence[HelpTopic], path: str, context: Context, before: Ticket | None
) -> AskForm:
    shown = sorted(
        (one for one in topics if one.kind == PATHS[path][0]),
        key=lambda one: (one.module != context.module, one.module),
    )
    named = _chosen(request, topics)
    belonging = named.pk if named else next((one.pk for one in shown if _belongs(one, context)), "")
    initial = {
        "topic": belonging,
        "subject": _value(request, "subject") or (before.subject if before else ""),
        "organisation": request.actor.organisation.pk if request.actor.organisation else "",
    }
    return AskForm(
        request.POST if request.method == "POST" else None, request.FILES or None, topics=topics, shown=shown,
        organisations=_own(request), person=request.user, initial=initial, look=request.get_full_path(),
    )  # fmt: skip


def _tabs(request: Request, topics: Sequence[HelpTopic], path: str) -> list[dict[str, Any]]:
    """Return the paths that lead somewhere, with the page one came from."""
    kept_words = {name: request.GET[name] for name in ("contesto", "segue") if request.GET.get(name)}
    kinds = {one.kind for one in topics}
    return [
        {
            "label": str(label), "current": code == path,
            "url": f"{reverse('helpdesk:new')}?{urlencode({**kept_words, 'percorso': code})}",
        }
        for code, (kind, label) in PATHS.items()
        if kind in kinds
    ]  # fmt: skip


def _suggestions(request: Request, topics: Sequence[HelpTopic]) -> list[dict[str, Any]]:
    topic = _chosen(request, topics)
    text = _value(request, "subject")
    if topic is None and not text:
        return []
    return [{"faq": row, "html": clean_html(row.html)} for row in suggested(readable(request), topic, text)]


def _sent(
    request: Request, form: AskForm, asking: Organisation | None, context: Context, before: Ticket | None
) -> Ticket | None:
    """Send the request; None when it is refused, with the reason in the form."""
    values = {name: value for name, value in form.cleaned_data.items() if name != "organisation"}
    try:
        return actions.open_ticket(
            actor=request.actor, follows=before, organisation=asking, context=context, **values
        )
    except Refused as refusal:
        refused(form, refusal)
        return None


def _solved(request: Request) -> HttpResponse:
    """Nothing is sent: a solution was enough, and that is counted."""
    rows = readable(request)
    try:
        found = rows.filter(public_id=uuid.UUID(request.POST["solved"])).first()
        key = uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        found = None
    if found is not None:
        actions.solve_with_faq(actor=request.actor, faq=found, form_key=key)
    messages.success(request, _("Bene: non abbiamo inviato nessuna richiesta."))
    return redirect("helpdesk:home")


@require_safe
def sent(request: Request, number: str) -> HttpResponse:
    """What becomes of a request that was just sent: who answers, and when."""
    ticket = own_or_404(request, number)
    context = {
        "ticket": ticket, "url": requester_page(ticket), "open": open_now(ticket.desk),
        "hours": week_of(ticket.desk),
    }  # fmt: skip
    trail = ((_("Le mie richieste"), reverse("helpdesk:requests")), (ticket.number, ""))
    return draw(request, "sent", context, *trail)
