"""One host for signing in (identity.md 5.7): which pages live there, and how other hosts lead to it.

Where ``PICO_SIGNIN_HOST`` is empty every host signs in by itself and nothing here does anything.
"""

import re
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse

from pico.accounts.redirects import safe_path
from pico.accounts.tokens import hash_of
from pico.base.sites import SiteInfo, site_for_host

CAME_FROM = "came_from"  # in the sign-in host's session: the site to go back to
STATE_SECONDS = 30 * 60  # longer than a sign-in at a provider may take (saml/pending.py)
CREST = "/stemma.svg"
# Pages of credentials are on the sign-in host only: passkeys belong to a host.
ONLY_THERE = ("/accedi/", "/registrati/", "/password/", "/email/", "/profilo/sicurezza/", "/spid/", "/cie/")
ALSO_THERE = (
    "/esci/",
    "/profilo/",
    "/accesso/",
    "/accesso-disattivato/",
    "/identita-di-prova/",
    "/prima-installazione/",
    "/ente/cambia/",
    "/salute/",
    CREST,
    "/media/",
)


def hostname_of(request: HttpRequest) -> str:
    """Return the host of the request without its port."""
    return request.get_host().partition(":")[0].lower()


def origin(request: HttpRequest, hostname: str) -> str:
    """Return the origin of another of our hosts, on the port of this request."""
    port = request.get_host().partition(":")[2]
    return f"{settings.PICO_SCHEME}://{hostname}{':' if port else ''}{port}"


def is_signin_host(request: HttpRequest) -> bool:
    """Say whether people sign in on this host."""
    return settings.PICO_SIGNIN_HOST in {"", hostname_of(request)}


def active_site(hostname: str) -> SiteInfo | None:
    """Return the site of a host, when it is online and nobody is sent away from it.

    The only judge of where a sign-in may be handed over to: ALLOWED_HOSTS alone would let any name through.
    """
    if not re.fullmatch(r"[a-z0-9.-]{1,253}", hostname) or hostname == settings.PICO_SIGNIN_HOST:
        return None
    site = site_for_host.call(hostname, None)
    return site if site and site.state == "ONLINE" and "redirect_to" not in site.extra else None


def state_cookie() -> str:
    """Return the name of the cookie that ties a sign-in to the browser that began it."""
    return "__Host-handover" if settings.SESSION_COOKIE_SECURE else "handover"


class signin_host:
    """Middleware: sends people to the sign-in host for its pages, and back from it for all others."""

    sync_capable, async_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.PICO_SIGNIN_HOST or getattr(request, "pico_site", None) is None:
            return self.get_response(request)
        if not is_signin_host(request):
            there = request.path.startswith(ONLY_THERE)
            response = _send_there(request) if there else self.get_response(request)
            # A post may end on the sign-in host: a new account signs in, a session was over meanwhile.
            response._csp_update = {"form-action": [origin(request, settings.PICO_SIGNIN_HOST)]}  # type: ignore[attr-defined]
            return response
        alone = request.pico_site.extra.get("signin_only")  # type: ignore[attr-defined]
        if alone and not request.path.startswith(ONLY_THERE + ALSO_THERE):
            return _send_back(request)
        response = self.get_response(request)
        if not hasattr(response, "_csp_config"):  # the page that posts to a provider has its own policy
            response._csp_update = {"form-action": _form_targets(request)}  # type: ignore[attr-defined]
        return response

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """Put the site of the host where allauth put Django's, of which ours has none."""
        if response.context_data and "site" in response.context_data:
            response.context_data["site"] = getattr(request, "pico_site", None)
        return response


def _send_there(request: HttpRequest) -> HttpResponse:
    there = origin(request, settings.PICO_SIGNIN_HOST)
    query = request.GET.copy()
    back = request.path in {reverse("account_login"), reverse("accounts:step_up")}
    if not back:
        return HttpResponseRedirect(f"{there}{request.get_full_path()}")
    wanted = safe_path(query.get("next")) or resolve_url(settings.LOGIN_REDIRECT_URL)
    if request.path == reverse("account_login") and request.user.is_authenticated:
        return HttpResponseRedirect(wanted)
    state = request.COOKIES.get(state_cookie()) or secrets.token_urlsafe(32)
    query["next"] = handover_path(hostname_of(request), hash_of(state), wanted)
    answer = HttpResponseRedirect(f"{there}{request.path}?{query.urlencode()}")
    answer.set_cookie(
        state_cookie(),
        state,
        max_age=STATE_SECONDS,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return answer


def handover_path(hostname: str, state_hash: str, wanted: str) -> str:
    """Return the address on the sign-in host that hands the sign-in over to a site."""
    query = urlencode({"sito": hostname, "stato": state_hash, "poi": wanted})
    return f"{reverse('accounts:hand_over')}?{query}"


def _send_back(request: HttpRequest) -> HttpResponse:
    known = request.session.get(CAME_FROM, "")
    site = active_site(known) if known else None
    hostname = known if site else request.pico_site.hostname  # type: ignore[attr-defined]
    return HttpResponseRedirect(f"{origin(request, hostname)}{request.get_full_path()}")


def _form_targets(request: HttpRequest) -> list[str]:
    """Return where a form may end up: Chromium holds form-action against redirects too."""
    port = request.get_host().partition(":")[2]
    hosts = [f"*.{settings.PICO_DOMAIN}", settings.PICO_DOMAIN]
    wanted = re.search(r"[?&]sito=([a-z0-9.-]+)", request.GET.get("next", ""))
    known = request.session.get(CAME_FROM) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    own = [host for host in (wanted and wanted[1], known) if host and active_site(host)]
    return [f"{settings.PICO_SCHEME}://{host}{':' if port else ''}{port}" for host in [*hosts, *own]]
