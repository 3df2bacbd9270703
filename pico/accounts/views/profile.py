"""A person's own pages: data, security, organisations."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pico.accounts import actions, factors, sessions
from pico.accounts.acting import act_for, own_organisation
from pico.accounts.forms import ProfileForm
from pico.accounts.models import AccessRequest
from pico.accounts.open_sessions import open_sign_ins
from pico.accounts.redirects import safe_path
from pico.accounts.waiting import invitations_to_confirm
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.http import Request

TABS = {
    "profile": lazy("I miei dati"),
    "security": lazy("Sicurezza"),
    "identities": lazy("SPID e CIE"),
    "organisations": lazy("I miei enti"),
    "activity": lazy("Attività"),
    "own_data": lazy("Copia e cancellazione"),
}


def tabs(current: str) -> list[dict[str, Any]]:
    """Return the pages of the profile for the tabs component."""
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


@require_GET
def security(request: Request) -> HttpResponse:
    """Show the password's state and where one is signed in."""
    sign_ins = open_sign_ins(
        request.user, request.session.session_key, request.session.get(sessions.SIGN_IN, "")
    )
    others = sum(not line.current for line in sign_ins)
    context = {
        "sign_ins": sign_ins,
        "others": others,
        "second_factor": bool(factors.authenticators_of(request.user)),
        "tabs": tabs("security"),
    }
    return render(request, "accounts/security.html", context)


@require_POST
def end_session(request: Request, pk: int) -> HttpResponse:
    """Close one of one's sign-ins, on all hosts."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    actions.end_session(actor=request.actor, session=session)
    messages.success(request, _("Sessione chiusa."))
    return redirect("accounts:security")


@require_POST
def end_other_sessions(request: Request) -> HttpResponse:
    """Close every sign-in but this one."""
    actions.end_other_sessions(
        actor=request.actor,
        current_key=request.session.session_key or "",
        sign_in=request.session.get(sessions.SIGN_IN, ""),
    )
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
        "to_confirm": invitations_to_confirm(request.user),
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
