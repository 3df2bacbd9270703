"""Rate limits of our own (security.md 5.5), counted as allauth counts its own: in the shared cache, for every
process alike.

``settings.PICO_RATE_LIMITS`` holds action -> "30/m/ip,120/m/user"; an action without a rate is not limited. A
town hall is one address: for whoever is signed in, a rate per user takes the place of the one per address.
"""

import math
import time
from collections.abc import Callable

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

RETRY_AFTER = 60  # seconds, where nobody counted how long it takes (allauth's own limits)
SEARCH_FIELDS = ("testo", "cerca")
EXPORT_ARGUMENTS = ("file_format", "format")


def use(request: HttpRequest, action: str, *, key: str | None = None, times: int = 1) -> int:
    """Count what is about to be done and say how long to wait for it.

    Args:
        action: a key of ``settings.PICO_RATE_LIMITS``.
        key: what is counted, for rates "per key".
        times: how often it is done at once.

    Returns:
        0 when it is allowed, else seconds until it would be. What is not allowed is not counted.
    """
    waits = (_count(request, action, rate, key, times) for rate in _rates(request, action))
    return next((wait for wait in waits if wait), 0)


def _rates(request: HttpRequest, action: str) -> list[ratelimit.Rate]:
    rates = ratelimit.get_rates(app="pico", action=action, config=settings.PICO_RATE_LIMITS)
    by_person = [rate for rate in rates if rate.per == "user"]
    if by_person and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return [rate for rate in rates if rate.per != "ip"]
    return [rate for rate in rates if rate.per != "user"]


def _count(request: HttpRequest, action: str, rate: ratelimit.Rate, key: str | None, times: int) -> int:
    cache_key = ratelimit.get_cache_key(request, app="pico", action=action, rate=rate, key=key)
    with ratelimit.cache_lock(cache_key) as locked:
        if not locked:  # so many at once that the counter itself is not to be had
            return 1
        now = time.time()
        newest_first = [at for at in cache.get(cache_key, []) if at > now - rate.duration]
        if len(newest_first) + times <= rate.amount:
            cache.set(cache_key, [now] * times + newest_first, rate.duration)
            return 0
        room = rate.amount - times
        goes_last = newest_first[room] if room >= 0 else now
        return max(math.ceil(goes_last + rate.duration - now), 1)


def too_many(request: HttpRequest, wait: int = RETRY_AFTER) -> HttpResponse:
    """Return the page that asks to wait."""
    return asks_to_wait(render(request, "429.html", {"sentence": sentence(wait)}), wait)


def asks_to_wait(answer: HttpResponse, wait: int) -> HttpResponse:
    """Turn a page into one that asks to wait: a form is shown again with what was typed."""
    answer.status_code = 429
    answer["Retry-After"] = str(wait)
    return answer


def sentence(wait: int) -> str:
    """Return «Attendi un minuto e riprova.» for so many seconds."""
    minutes = max(math.ceil(wait / 60), 1)
    if minutes < 60:
        words = ngettext("Attendi un minuto e riprova.", "Attendi %(count)d minuti e riprova.", minutes)
        return words % {"count": minutes}
    hours = math.ceil(minutes / 60)
    return ngettext("Attendi un'ora e riprova.", "Attendi %(count)d ore e riprova.", hours) % {"count": hours}


def page_not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for allauth's own limits (``handler429``)."""
    return too_many(request)


class limited_uses:
    """Middleware: whatever page looks for words, takes a file or hands one out is limited, none forgotten."""

    sync_capable, async_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        for action in _uses(request, kwargs):
            if wait := use(request, action):
                return too_many(request, wait)
        return None


def _uses(request: HttpRequest, kwargs: dict) -> list[str]:
    if request.method == "POST":
        return ["upload"] if _brings_files(request) else []
    looks_for = any(request.GET.get(name, "").strip() for name in SEARCH_FIELDS)
    hands_out = any(name in kwargs for name in EXPORT_ARGUMENTS)
    return ["export"] if hands_out else ["search"] if looks_for else []


def _brings_files(request: HttpRequest) -> bool:
    """Say whether there are files in a post; one that nobody has read yet is not read for this."""
    if request.content_type != "multipart/form-data":
        return False
    return not hasattr(request, "_files") or bool(request.FILES)
