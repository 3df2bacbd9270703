"""What every page of the help desk begins with."""

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pico.accounts.access import access_of
from pico.base.errors import Refused
from pico.base.http import Request
from pico.helpdesk.models import Ticket
from pico.helpdesk.models.desks import answers_somewhere
from pico.helpdesk.rules.access import enters, manages_desks, manages_routing, works_at_a_desk

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def must(allowed: bool) -> None:
    """Answer 404 to whom a page is not for: as one that does not exist."""
    if not allowed:
        raise Http404


def must_enter(request: Request) -> None:
    """Answer 404 to whom the queues are not for: who works at no desk and looks after none."""
    manages = manages_desks(request.actor, request.actor.organisation)
    must(manages or answers_somewhere(access_of(request.user)) or works_at_a_desk(request.user))


def posted(request: Request) -> QueryDict | None:
    """Return what a form sent, be it empty; None when nothing was sent."""
    return request.POST if request.method == "POST" else None


def refused(form: Any, refusal: Refused) -> None:
    """Put a refusal beside the field it is about."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def needs_warning(request: Request, form: Any) -> bool:
    """Say whether a valid form holds what looks like a tax code or an IBAN, and nobody was told so yet."""
    return bool(form.names_an_account) and "warned" not in request.POST


def state_pressed(request: Request) -> str:
    """Return what "it is solved" was pressed on: a solved request, which it confirms, or one still open."""
    State = Ticket.State
    return State.RESOLVED if request.POST.get("seen") == State.RESOLVED else State.OPEN


def draw(request: Request, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page in the layout of who looks: the reserved area, or the public site for what is public."""
    layout = "layouts/area.html" if request.user.is_authenticated else "layouts/public.html"
    return render(request, f"helpdesk/{name}.html", {"layout": layout, **context}, status=status)


def trail(request: Request, *parts: tuple[str, str]) -> list[dict[str, str]]:
    """Return the breadcrumb of a page for everybody; the last part is the page itself."""
    home = [] if request.user.is_authenticated else [("Home", "/")]
    above = [*home, (_("Assistenza"), reverse("helpdesk:home") if parts else "")]
    return [{"label": label, "url": url} for label, url in (*above, *parts)]


def manage(
    request: Request, name: str, context: dict[str, Any], *trail: tuple[str, str], status: int = 200
) -> HttpResponse:
    """Draw a page of the management, with the way to it.

    Args:
        trail: label and address of each page between the list of desks and this one, this one last.
    """
    way = [(_("Sportelli"), reverse("helpdesk:desks") if trail else ""), *trail]
    context = {
        "layout": "layouts/area.html",
        "breadcrumb": [{"label": label, "url": url} for label, url in way],
        **context,
    }
    return render(request, f"helpdesk/{name}.html", context, status=status)


def tabs(request: Request, current: str) -> list[dict[str, Any]]:
    """Return the parts of the management that this person may enter."""
    must(enters(request.actor))
    parts = [("desks", _("Sportelli")), ("rules", _("Regole")), ("trial", _("Chi risponderebbe?"))]
    if manages_routing(request.actor):
        parts.insert(1, ("topics", _("Argomenti")))
        parts.insert(2, ("problems", _("Errori di accesso")))
    return [
        {"label": label, "url": reverse(f"helpdesk:{name}"), "current": name == current}
        for name, label in parts
    ]
