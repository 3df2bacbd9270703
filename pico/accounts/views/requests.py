"""Access requests as deciders see them."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.accounts import actions, rules
from pico.accounts.forms.requests import ApproveForm, MessageForm, RefuseForm
from pico.accounts.models import AccessRequest
from pico.accounts.step_up import step_up_required
from pico.accounts.views.administration import administration_page, requests_to_decide, tabs, trail
from pico.accounts.views.changes import attempt
from pico.accounts.views.people import GET_OR_POST, posted
from pico.base.acting import for_acting_organisation
from pico.base.http import Request
from pico.base.paging import paginate

TONES = {
    "SUBMITTED": "info",
    "INFO_REQUESTED": "warning",
    "APPROVED": "success",
    "REFUSED": "danger",
    "WITHDRAWN": "neutral",
    "EXPIRED": "neutral",
}


@administration_page
@require_safe
def requests(request: Request) -> HttpResponse:
    """What waits first, then what was decided."""
    everything = request.GET.get("tutte") == "1"
    rows = requests_to_decide(request)
    rows = rows if everything else rows.open()
    page = paginate(
        request,
        rows.select_related("user", "organisation", "proposed_province").order_by("-created_at", "-pk"),
    )
    context = {
        "page": page,
        "rows": [{"request": row, "tone": TONES[row.state]} for row in page],
        "everything": everything,
        "tabs": tabs("requests"),
        "breadcrumb": trail((_("Richieste"), "")),
    }
    return render(request, "accounts/requests.html", context)


def request_or_404(request: Request, public_id: uuid.UUID) -> AccessRequest:
    """Return a request that may be, or could have been, decided acting for this organisation."""
    rows = requests_to_decide(request).select_related(
        "user", "organisation__province", "proposed_province", "decided_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def _trail(found: AccessRequest, here: str = "") -> list[dict[str, str]]:
    own = reverse("accounts:request", args=[found.public_id])
    parts = [
        (_("Richieste"), reverse("accounts:requests")),
        (found.user.get_full_name(), own if here else ""),
    ]
    return trail(*parts, *([(here, "")] if here else []))


def story(found: AccessRequest) -> list[dict[str, Any]]:
    """Return what was asked and answered, for the timeline component."""
    rows = found.messages.select_related("author").order_by("-pk")
    return [
        {
            "when": row.created_at,
            "title": _("Risposta") if row.author_id == found.user_id else _("Integrazione chiesta"),
            "text": row.text,
            "who": row.author.get_full_name(),
        }
        for row in rows
    ]


@administration_page
@require_safe
def detail(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """One request: who asks, for what, and the decisions one may take."""
    found = request_or_404(request, public_id)
    context = {
        "found": found,
        "tone": TONES[found.state],
        "may_decide": rules.may_decide(request.actor, found),
        "story": story(found),
        "breadcrumb": _trail(found),
    }
    return render(request, "accounts/request.html", context)


def _decide(
    request: Request,
    found: AccessRequest,
    form: Any,
    *,
    perform: Callable[[Any], Any],
    done: str,
    title: str,
    **context: Any,
) -> HttpResponse:
    """Show the page of a decision, or take it."""
    if not found.is_open:  # sent twice, or somebody else was quicker
        messages.info(request, _("La richiesta è già stata chiusa."))
        return redirect("accounts:request", found.public_id)
    outcome = attempt(request, form, lambda: perform(form.cleaned_data))
    if outcome.done:
        messages.success(request, done)
        return redirect("accounts:request", found.public_id)
    context = {
        "found": found,
        "form": form,
        "refusal": outcome.refusal,
        "title": title,
        "breadcrumb": _trail(found, title),
        **context,
    }
    return render(request, "accounts/request_decide.html", context, status=outcome.status)


@administration_page
@step_up_required
@GET_OR_POST
@for_acting_organisation
def approve(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Give the roles asked for, or fewer."""
    found = request_or_404(request, public_id)
    return _decide(
        request,
        found,
        ApproveForm(posted(request), request=found),
        perform=lambda data: actions.approve_request(actor=request.actor, request=found, **data),
        done=_("Richiesta approvata."),
        title=_("Approva la richiesta"),
        confirm=_("Approva la richiesta"),
    )


@administration_page
@GET_OR_POST
@for_acting_organisation
def refuse(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Say no, with the reason."""
    found = request_or_404(request, public_id)
    return _decide(
        request,
        found,
        RefuseForm(posted(request)),
        perform=lambda data: actions.refuse_request(actor=request.actor, request=found, **data),
        done=_("Richiesta respinta."),
        title=_("Respingi la richiesta"),
        confirm=_("Respingi la richiesta"),
        danger=True,
    )


@administration_page
@GET_OR_POST
@for_acting_organisation
def ask(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Ask the person for more."""
    found = request_or_404(request, public_id)
    return _decide(
        request,
        found,
        MessageForm(posted(request)),
        perform=lambda data: actions.ask_information(actor=request.actor, request=found, **data),
        done=_("Integrazione chiesta."),
        title=_("Chiedi un'integrazione"),
        confirm=_("Chiedi l'integrazione"),
    )
