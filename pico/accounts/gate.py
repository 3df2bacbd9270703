"""What every request of a signed-in person must satisfy: a session in its time, a second factor where due.

It stands in front of every view, the CMS included, so that no page can forget it.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from pico.accounts import actions, factors, proofs, sessions
from pico.accounts.hosts import CREST
from pico.accounts.step_up import step_up_url
from pico.base import context
from pico.base.actor import Actor
from pico.base.kept import kept_form

# What a person reaches who signed in with a password alone and holds a role that wants more.
BEFORE_ENROLMENT = {
    "account_change_password",
    "account_login",
    "account_logout",
    "accounts:activity",
    "accounts:cie_acs",
    "accounts:cie_start",
    "accounts:complete",
    "accounts:complete_confirm",
    "accounts:dev_cie",
    "accounts:dev_cie_answer",
    "accounts:dev_spid",
    "accounts:dev_spid_answer",
    "accounts:end_other_sessions",
    "accounts:end_session",
    "accounts:identities",
    "accounts:link_identity",
    "accounts:organisations",
    "accounts:profile",
    "accounts:security",
    "accounts:spid_acs",
    "accounts:spid_start",
    "accounts:step_up",
    "accounts:step_up_done",
    "accounts:switch_organisation",
    "health",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_view_recovery_codes",
}


class sign_in_required(LoginRequiredMiddleware):
    """Django's wall, which gives a form back when the sign-in ended while it was being filled in."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        was_in = settings.SESSION_COOKIE_NAME in request.COOKIES
        if request.method != "POST" or not was_in or request.headers.get("HX-Request"):
            return super().handle_no_permission(request, view_func)
        query = urlencode({"next": reverse("accounts:step_up_done")}, safe="/")
        context = {**kept_form(request), "sign_in": f"{reverse('account_login')}?{query}"}
        answer = render(request, "accounts/session_over.html", context, status=403)
        add_never_cache_headers(answer)
        return answer


class signed_in_rules:
    """Middleware: ends sessions past their time, renews keys, leads to the enrolment of a second factor."""

    sync_capable, async_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without the cookie nobody asks for the session: a public page stays the same for everybody.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            if sessions.is_over(request):
                logout(request)
            else:
                _keep_up(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        if proofs.sign_in_level(request) >= 2 or not factors.is_compulsory_for(request.user):
            return None
        if request.path == CREST:  # the picture at the top of these very pages
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        return None if name in BEFORE_ENROLMENT else _lead_to_second_factor(request)


def _keep_up(request: HttpRequest) -> None:
    context.current().signin_method = proofs.sign_in_label(proofs.records_of(request))
    actor = Actor(request.user)
    if sessions.wants_new_key(request) and not request.headers.get("HX-Request"):
        actions.renew_session_key(actor=actor, session=request.session)
    if sessions.wants_touch(request):
        actions.touch_session(actor=actor, session=request.session)


def _lead_to_second_factor(request: HttpRequest) -> HttpResponse:
    """Enrol one; or prove with the one enrolled meanwhile in another browser."""
    page = request.method == "GET" and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    wanted = request.get_full_path() if page else "/area-riservata/"
    if factors.has_strong_proof(request.user):
        target = step_up_url(wanted)
    else:
        target = f"{reverse('mfa_index')}?{urlencode({'next': wanted})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
