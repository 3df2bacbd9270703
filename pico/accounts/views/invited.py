"""The page behind an invitation's link: accept with one's account or a new one, or decline."""

from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pico.accounts import actions
from pico.accounts.forms import NewAccountForm
from pico.accounts.models import AccountInvitation
from pico.accounts.redirects import safe_path
from pico.accounts.tokens import hash_of
from pico.accounts.waiting import has_address
from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.base.http import Request


def open_invitation(token: str) -> AccountInvitation | None:
    """Return the invitation of a link while it may be accepted, else None."""
    rows = AccountInvitation.objects.unrestricted("whoever holds the link of an invitation reads it")
    waiting = rows.waiting().select_related("organisation", "invited_by")
    return waiting.filter(token_hash=hash_of(token)).first()


def invitation_behind(path: str) -> AccountInvitation | None:
    """Return the open invitation whose page a sign-in leads to, also by way of the hand-over to its site."""
    parts = urlsplit(path)
    if parts.path == reverse("accounts:hand_over"):
        parts = urlsplit(safe_path(QueryDict(parts.query).get("poi")) or "")
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    return open_invitation(found.kwargs["token"]) if found.view_name == "accounts:invitation" else None


def gone(request: Request) -> HttpResponse:
    """One answer for unknown, used, revoked and expired links."""
    return render(request, "accounts/invitation_gone.html", status=404)


@never_cache
@login_not_required
@require_safe
def invitation(request: Request, token: str) -> HttpResponse:
    """Say who invites, for which body and to do what."""
    found = open_invitation(token)
    if found is None:
        return gone(request)
    sign_in = f"{reverse('account_login')}?next={request.path}"
    context = {
        "invitation": found,
        "token": token,
        "sign_in": sign_in,
        "elsewhere": request.user.is_authenticated and not has_address(request.user, found.email),
    }
    return render(request, "accounts/invitation.html", context)


@never_cache
@login_not_required
@require_POST
def accept(request: Request, token: str) -> HttpResponse:
    """Accept with the account one is signed in to."""
    if open_invitation(token) is None:
        return gone(request)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={reverse('accounts:invitation', args=[token])}")
    accepted = actions.accept_invitation(actor=Actor(request.user), token=token)
    if accepted.state == AccountInvitation.State.ACCEPTED:
        name = accepted.organisation.name
        messages.success(request, _("Benvenuto: ora lavori per %(name)s.") % {"name": name})
    else:
        messages.success(
            request,
            _("Hai accettato da un altro indirizzo: chi ti ha invitato deve confermare."),
        )
    return redirect("accounts:organisations")


@never_cache
@login_not_required
@require_POST
def decline(request: Request, token: str) -> HttpResponse:
    """Say no."""
    if open_invitation(token) is None:
        return gone(request)
    signed_in = request.user.is_authenticated
    actor = Actor(request.user) if signed_in else system_actor("rifiuto di chi ha il collegamento")
    actions.decline_invitation(actor=actor, token=token)
    return render(request, "accounts/invitation_declined.html")


@never_cache
@login_not_required
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Request, token: str) -> HttpResponse:
    """Make an account for the invited address and accept."""
    found = open_invitation(token)
    if found is None or request.user.is_authenticated:
        return gone(request)
    form = NewAccountForm(request.POST if request.method == "POST" else None, email=found.email)
    if request.method == "POST" and form.is_valid():
        try:
            actions.register_with_invitation(
                actor=system_actor("registrazione da un invito"), token=token, **form.person()
            )
        except Refused as refusal:
            taken = _("Per questo indirizzo c'è già un accesso: accedi e poi accetta l'invito.")
            form.add_error(None, taken if refusal.code == "taken" else str(refusal))
        else:
            messages.success(request, _("Accesso creato: ora accedi con la tua e-mail e la password scelta."))
            return redirect(f"{reverse('account_login')}?{urlencode({'email': found.email}, safe='@')}")
    sign_in = f"{reverse('account_login')}?next={reverse('accounts:invitation', args=[token])}"
    context = {"form": form, "invitation": found, "token": token, "sign_in": sign_in}
    status = 422 if form.errors else 200
    return render(request, "accounts/invitation_register.html", context, status=status)
