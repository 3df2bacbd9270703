"""Rate limits of our own, counted as allauth counts its own: in the shared cache, for every process alike.

``settings.PICO_RATE_LIMITS`` holds action -> "60/m/ip" (several rates, separated by commas); an action
without a rate is not limited.
"""

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RETRY_AFTER = 60  # seconds


def is_within(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Count one use and say whether it is allowed.

    Args:
        action: a key of ``settings.PICO_RATE_LIMITS``.
        key: what is counted, for rates "per key".
    """
    usage = ratelimit.consume(
        request, app="pico", action=action, config=settings.PICO_RATE_LIMITS, key=key, limit_get=True
    )
    return usage is not None


def too_many(request: HttpRequest) -> HttpResponse:
    """Return the page that asks to wait."""
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer
