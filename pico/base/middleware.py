"""The first and last things that happen to every request, whatever the app."""

import logging
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.decorators import sync_only_middleware

from pico.base import context
from pico.base.errors import Conflict, Refused
from pico.base.http import coarse_network, whole_number
from pico.base.sites import site_for_host
from pico.base.views import bad_request

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]
# Numbers and dates that no database or calendar holds, a form without one of its parts: no page makes them.
NOBODY_SENDS = (OverflowError, DataError, MultiValueDictKeyError)
HOSTLESS_PATHS = ("/salute/",)  # asked by a proxy or a monitor by address


@sync_only_middleware
def request_id(get_response: GetResponse) -> GetResponse:
    """Give each request an id, shown on error pages, written in logs and journal lines."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        token = context.begin(context.RequestContext(request_id=request.id, ip=_coarse_ip(request)))  # type: ignore[attr-defined]
        try:
            response = get_response(request)
        finally:
            context.end(token)
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response

    return middleware


def _coarse_ip(request: HttpRequest) -> str:
    """Return the caller's network, not the address: /24 for IPv4, /48 for IPv6 (security.md 3)."""
    hops = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [
        part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()
    ]
    address = forwarded[-hops] if hops and len(forwarded) >= hops else request.META.get("REMOTE_ADDR", "")
    return coarse_network(address)


@sync_only_middleware
def security_headers(get_response: GetResponse) -> GetResponse:
    """Headers of security.md 5.4 that Django does not set; pages of signed-in people are never stored."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        # A 5xx says itself how it is kept: no database is asked for a user.
        if not response.has_header("Cache-Control"):
            user = getattr(request, "user", None)
            if user is not None and user.is_authenticated:
                patch_cache_control(response, private=True, no_store=True)
        if request.headers.get("HX-Request"):
            patch_vary_headers(response, ["HX-Request"])
        return response

    return middleware


@sync_only_middleware
def site_of_host(get_response: GetResponse) -> GetResponse:
    """Put the host's site on the request; an unknown host gets a plain 404 that names no site.

    An alias answers 301, a suspended site 503 with its contacts; a site in draft is judged when it is known
    who asks (pico.portal.drafts).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.pico_site = None  # type: ignore[attr-defined]
        if request.path in HOSTLESS_PATHS:
            return get_response(request)
        try:
            host, _colon, port = request.get_host().partition(":")
        except DisallowedHost:
            return HttpResponse(render_to_string("404_host.html"), status=404)
        site = site_for_host.call(host.lower(), int(port) if port.isdigit() else None)
        if site is None:
            return HttpResponse(render_to_string("404_host.html"), status=404)
        if target := site.extra.get("redirect_to"):
            return HttpResponsePermanentRedirect(target + request.get_full_path())
        if site.state == "SUSPENDED":
            answer = HttpResponse(render_to_string("503_site.html", {"site": site}), status=503)
            answer["Cache-Control"] = "no-store"
            return answer
        request.pico_site = site  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


@sync_only_middleware
def body_limit(get_response: GetResponse) -> GetResponse:
    """Answer 413 to a request that says it is longer than any file we take, before a byte of it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = whole_number(request.META.get("CONTENT_LENGTH") or "0") or 0
        if length <= settings.PICO_BODY_LIMIT_OF_VISITORS:
            return get_response(request)
        if length > settings.PICO_BODY_LIMIT or not request.user.is_authenticated:
            return render(request, "413.html", status=413)
        return get_response(request)

    return middleware


def _accepted(request: HttpRequest) -> str:
    return request.headers.get("Accept", "")


class refusals:
    """Answer a refusal that no view caught: 422 (or 409) with its sentence; give an empty 405 a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Django's 405 is empty: a browser shows a page of its own, in its own words.
        if response.status_code == 405 and not response.content and "text/html" in _accepted(request):
            response.content = render_to_string("405.html", request=request).encode()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Conflict):
            return render(request, "409.html", {"refusal": exception}, status=409)
        if isinstance(exception, Refused):
            return render(request, "422.html", {"refusal": exception}, status=422)
        if isinstance(exception, NOBODY_SENDS):
            logger.warning("hand-made request: %s", exception.__class__.__name__, exc_info=exception)
            return bad_request(request, exception)
        return None
