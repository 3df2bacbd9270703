"""A person's own way in and out: asking to work for an organisation, following the request, leaving."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.accounts import actions
from pico.accounts.forms.requests import BodySearchForm, MessageForm, ProposedBodyForm, RequestForm
from pico.accounts.holdings import still_held
from pico.accounts.models import AccessRequest
from pico.accounts.views.changes import attempt
from pico.accounts.views.people import GET_OR_POST, posted
from pico.accounts.views.requests import TONES, story
from pico.base import limits
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.http import Request
from pico.organisations.directory import matching
from pico.organisations.models import Organisation

SHOWN = 20


def trail(*parts: tuple[str, str]) -> list[dict[str, str]]:
    """Return the breadcrumb of these pages."""
    own = [
        (_("Il mio profilo"), reverse("accounts:profile")),
        (_("I miei enti"), reverse("accounts:organisations")),
    ]
    return [{"label": label, "url": url} for label, url in (*own, *parts)]


def own_requests(request: Request) -> Any:
    """Return what the person asked for, newest first."""
    rows = AccessRequest.objects.visible_to(request.user).filter(user=request.user)
    return rows.select_related("organisation", "proposed_province").order_by("-created_at", "-pk")


@require_safe
def choose_body(request: Request) -> HttpResponse:
    """Look for the organisation one works for, by name or IPA code."""
    search = BodySearchForm(request.GET if "cerca" in request.GET else None)
    search.fields["cerca"].required = True
    text = search.cleaned_data.get("cerca", "").strip() if search.is_valid() else ""
    found = matching(Organisation.objects.in_being(), text) if text else Organisation.objects.none()
    bodies = list(found.select_related("province").order_by("search_name", "pk")[: SHOWN + 1])
    context = {
        "search": search,
        "text": text,
        "bodies": bodies[:SHOWN],
        "more": len(bodies) > SHOWN,
        "open": own_requests(request).open(),
        "breadcrumb": trail((_("Chiedi di aderire a un ente"), "")),
    }
    return render(request, "accounts/join.html", context)


def _submit(request: Request, form: Any, perform: Callable[[dict[str, Any]], AccessRequest]) -> Any:
    """Send the request of a form; None when it is still to be filled in or corrected."""
    if request.method != "POST" or not form.is_valid():
        return None
    form.wait = limits.use(request, "access_request")
    if form.wait:
        form.add_error(None, f"{_('Da qui sono già partite molte richieste.')} {limits.sentence(form.wait)}")
        return None
    try:
        return perform(form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def _show_form(request: Request, form: Any, made: Any, **context: Any) -> HttpResponse:
    if made is not None:
        messages.success(request, _("Richiesta inviata: ti avvisiamo quando qualcuno decide."))
        return redirect("accounts:own_request", made.public_id)
    context = {
        "form": form,
        "breadcrumb": trail(
            (_("Chiedi di aderire a un ente"), reverse("accounts:join")), (context["title"], "")
        ),
        **context,
    }
    answer = render(request, "accounts/join_form.html", context, status=422 if form.errors else 200)
    wait = getattr(form, "wait", 0)
    return limits.asks_to_wait(answer, wait) if wait else answer


@GET_OR_POST
def ask_to_join(request: Request, slug: str) -> HttpResponse:
    """Ask to work for an organisation of the registry."""
    body = get_object_or_404(Organisation.objects.in_being(), slug=slug)
    form = RequestForm(posted(request), kind=body.kind, job_title=request.user.job_title)
    actor = Actor(request.user)
    made = _submit(request, form, lambda data: actions.submit_request(actor=actor, organisation=body, **data))
    return _show_form(request, form, made, title=body.name, body=body)


@GET_OR_POST
def propose_body(request: Request) -> HttpResponse:
    """Ask to work for a body that is not in the registry yet."""
    form = ProposedBodyForm(posted(request), job_title=request.user.job_title)
    actor = Actor(request.user)
    made = _submit(request, form, lambda data: actions.submit_request(actor=actor, **data))
    return _show_form(request, form, made, title=_("Il mio ente non c'è"))


def _own_or_404(request: Request, public_id: uuid.UUID) -> AccessRequest:
    return get_object_or_404(own_requests(request), public_id=public_id)


@require_safe
def own_request(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """One's own request: where it stands, what was asked, how to answer or withdraw."""
    return _show_own(request, _own_or_404(request, public_id), MessageForm())


def _show_own(request: Request, found: AccessRequest, form: Any, refusal: Any = None) -> HttpResponse:
    context = {
        "found": found,
        "tone": TONES[found.state],
        "deciders": found.deciders.order_by("name"),
        "story": story(found),
        "form": form,
        "refusal": refusal,
        "breadcrumb": trail((_("Richiesta di adesione"), "")),
    }
    wrong = refusal or form.errors
    return render(request, "accounts/own_request.html", context, status=422 if wrong else 200)


@GET_OR_POST
def answer(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Answer what a decider asked."""
    found = _own_or_404(request, public_id)
    form = MessageForm(posted(request))
    if request.method != "POST" or not form.is_valid():
        return _show_own(request, found, form)
    try:
        actions.give_information(actor=Actor(request.user), request=found, **form.cleaned_data)
    except Refused as refusal:
        return _show_own(request, found, form, refusal)
    messages.success(request, _("Risposta inviata."))
    return redirect("accounts:own_request", found.public_id)


@GET_OR_POST
def withdraw(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Take one's request back."""
    found = _own_or_404(request, public_id)
    actor = Actor(request.user)
    outcome = attempt(request, None, lambda: actions.withdraw_request(actor=actor, request=found))
    if outcome.done:
        messages.success(request, _("Richiesta ritirata."))
        return redirect("accounts:own_request", found.public_id)
    context = {
        "found": found,
        "refusal": outcome.refusal,
        "breadcrumb": trail((_("Ritira la richiesta"), "")),
    }
    return render(request, "accounts/own_request_withdraw.html", context, status=outcome.status)


@GET_OR_POST
def leave(request: Request, slug: str) -> HttpResponse:
    """Stop working for an organisation: all one's roles there end."""
    body = get_object_or_404(Organisation, slug=slug)
    held = list(request.user.memberships.visible_to(request.user).filter(organisation=body, ended_at=None))
    if not held:
        raise Http404
    leaving = {"user": request.user, "organisations": [body], "reason": _("uscita volontaria")}
    outcome = attempt(request, None, lambda: actions.end_roles(actor=request.actor, **leaving))
    if outcome.done:
        messages.success(request, _("Non fai più parte di %(name)s.") % {"name": body.name})
        return redirect("accounts:organisations")
    context = {
        "body": body,
        "roles": held,
        "refusal": outcome.refusal,
        "holdings": still_held(request.user, [body.pk]),
        "breadcrumb": trail((_("Lascia l'ente"), "")),
    }
    return render(request, "accounts/leave.html", context, status=outcome.status)
