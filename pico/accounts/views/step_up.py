"""The page that asks for a fresh proof before a sensitive action."""

from dataclasses import dataclass
from typing import Any

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from pico.accounts import actions, factors, forms_step_up, proofs
from pico.accounts.redirects import safe_path
from pico.base.http import Request


@dataclass(frozen=True)
class Ways:
    """What this person can prove with."""

    password: bool
    code: bool
    passkey: bool
    key: bool


def ways_of(user: Any) -> Ways:
    """Return the ways open to a person; the password alone only where nothing stronger exists."""
    enrolled = factors.authenticators_of(user)
    keys = [row for row in enrolled if row.type == Authenticator.Type.WEBAUTHN]
    passkey = any(row.wrap().is_passwordless for row in keys)
    password = user.has_usable_password()
    code = password and any(row.type == Authenticator.Type.TOTP for row in enrolled)
    return Ways(
        password=password and (factors.is_exempt(user) or not factors.has_strong_proof(user)),
        code=code,
        passkey=passkey,
        key=password and bool(keys) and not passkey,
    )


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def step_up(request: Request) -> HttpResponse:
    """Ask for a passkey, or password and code, or SPID or CIE; then go back to what was wanted."""
    ways = ways_of(request.user)
    wanted = safe_path(request.POST.get("next") or request.GET.get("next")) or reverse("accounts:security")
    forms = _forms(request, ways)
    sent = next((form for form in forms.values() if form.is_bound), None)
    if sent is not None:
        limited = ratelimit.consume_or_429(request, action="reauthenticate", user=request.user)
        if limited:
            return limited
        if sent.is_valid():
            sent.accept()  # type: ignore[attr-defined]
            actions.renew_session_key(actor=request.actor, session=request.session)
            label = proofs.sign_in_label(proofs.records_of(request)[-2:])
            actions.record_step_up(actor=request.actor, label=label)
            return redirect(wanted)
        actions.record_failed_step_up(actor=request.actor)
    context = {**forms, "form": sent, "ways": ways, "next": wanted, **_others(request, ways, wanted)}
    return render(request, "accounts/step_up.html", context, status=422 if sent else 200)


def _forms(request: Request, ways: Ways) -> dict[str, Form]:
    classes: dict[str, Any] = {}
    if ways.code:
        classes["code_form"] = forms_step_up.PasswordAndCodeProof
    elif ways.password:
        classes["password_form"] = forms_step_up.PasswordProof
    if ways.passkey:
        classes["passkey_form"] = forms_step_up.PasskeyProof
    elif ways.key:
        classes["key_form"] = forms_step_up.PasswordAndKeyProof
    sent = request.POST.get("way") if request.method == "POST" else None
    return {
        name: form(request.POST if name == sent else None, user=request.user)
        for name, form in classes.items()
    }


def _others(request: Request, ways: Ways, wanted: str) -> dict[str, Any]:
    offered = [
        {"label": method.label, "url": method.start(wanted)}
        for method in proofs.step_up_methods
        if method.is_offered(request.user)
    ]
    options = None
    if ways.passkey or ways.key:
        options = {"request_options": webauthn.begin_authentication(None if ways.passkey else request.user)}
    return {"others": offered, "webauthn": options}


@require_GET
def step_up_done(request: Request) -> HttpResponse:
    """Say that the form in the other tab may now be sent."""
    return render(request, "accounts/step_up_done.html")
