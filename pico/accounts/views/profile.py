"""A person's own pages: data, security, organisations."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pico.accounts import actions
from pico.accounts.acting import act_for, own_organisation
from pico.accounts.forms import ProfileForm
from pico.accounts.models import AccessRequest
from pico.accounts.redirects import safe_path
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.http import Request

TABS = {
    "profile": lazy("I miei dati"),
    "security": lazy("Sicurezza"),
    "identities": lazy("SPID e CIE"),
    "organisations": lazy("I miei enti"),
}


def tabs(current: str) -> list[dict[str, Any]]:
    """Return the three pages of the profile for the tabs component."""
    return [
        {"label": label, "url": reverse(f"accounts:{name}"), "current": name == current}
        for name, label in TABS.items()
    ]


@require_http_methods(["GET", "POST"])
def profile(request: Request) -> HttpResponse:
    """Show and change one's own data."""
    form = ProfileForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_profile(actor=request.actor, user=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Profilo salvato."))
            return redirect("accounts:profile")
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", {"form": form, "tabs": tabs("profile")}, status=status)


@dataclass(frozen=True)
class OpenSession:
    """One line of the list of open sessions."""

    pk: int
    device: str
    ip: str
    started: datetime
    current: bool


@require_GET
def security(request: Request) -> HttpResponse:
    """Show the password's state and the open sessions."""
    current = request.session.session_key
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    rows = UserSession.objects.filter(user=request.user, session_key__in=alive).order_by("-created_at", "-pk")
    sessions = [
        OpenSession(row.pk, device_of(row.user_agent), row.ip, row.created_at, row.session_key == current)
        for row in rows
    ]
    sessions.sort(key=lambda session: not session.current)
    others = sum(not session.current for session in sessions)
    context = {"sessions": sessions, "others": others, "tabs": tabs("security")}
    return render(request, "accounts/security.html", context)


_SYSTEMS = {
    "Android": "Android",
    "iPhone|iPad": "iOS",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}
_BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/|Chromium/": "Chrome",
    "Safari/": "Safari",
}


def device_of(user_agent: str) -> str:
    """Return «Firefox su Windows» from what a browser says of itself."""
    browser = next((name for mark, name in _BROWSERS.items() if re.search(mark, user_agent)), "")
    system = next((name for mark, name in _SYSTEMS.items() if re.search(mark, user_agent)), "")
    if browser and system:
        return _("%(browser)s su %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Dispositivo sconosciuto")


@require_POST
def end_session(request: Request, pk: int) -> HttpResponse:
    """Close one of one's sessions."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    actions.end_session(actor=request.actor, session=session)
    messages.success(request, _("Sessione chiusa."))
    return redirect("accounts:security")


@require_POST
def end_other_sessions(request: Request) -> HttpResponse:
    """Close every session but this one."""
    actions.end_other_sessions(actor=request.actor, current_key=request.session.session_key or "")
    messages.success(request, _("Le altre sessioni sono state chiuse."))
    return redirect("accounts:security")


@require_GET
def organisations(request: Request) -> HttpResponse:
    """Show what the person is a member of, and for which organisation they act."""
    held = request.user.memberships.visible_to(request.user).active().select_related("organisation")
    rows = held.order_by("organisation__name", "role")
    asked = AccessRequest.objects.visible_to(request.user).filter(user=request.user)
    context = {
        "memberships": list(rows),
        "requests": asked.select_related("organisation").order_by("-created_at", "-pk")[:10],
        "tabs": tabs("organisations"),
    }
    return render(request, "accounts/organisations.html", context)


@require_POST
def switch_organisation(request: Request) -> HttpResponse:
    """Act for another of one's organisations and go on where one was, if that is safe."""
    chosen = own_organisation(request, request.POST.get("organisation", ""))
    actor: Actor = request.actor
    if chosen is None:
        raise Refused(_("Non fai parte di questo ente."), code="stranger")
    if actor.organisation is None or chosen.pk != actor.organisation.pk:
        act_for(request, chosen)
        messages.success(request, _("Ora operi per %(name)s.") % {"name": chosen.name})
    return redirect(safe_path(request.POST.get("next")) or "/area-riservata/")
