"""What the browser remembers of the requests it was sent away with: a signed cookie of its own.

The answer comes as a post from another site, so the session's Lax cookie does not travel with it; this one
is ``SameSite=None; Secure`` (identity.md 5.3, trap 1). Nothing is written on our side by starting a sign-in.
"""

import time
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

LIFETIME = 15 * 60  # seconds
KEPT = 3
SALT = "pico.accounts.saml"


@dataclass(frozen=True)
class Pending:
    """One request under way.

    Args:
        id: of the AuthnRequest.
        kind: SPID or CIE.
        issuer: entityID of the provider asked.
        at: when it was made, seconds since 1970.
        level: the SPID level asked.
        relay: random text that comes back beside the answer.
        purpose: ``signin`` or ``link``.
        next: path to go to at the end, already judged.
    """

    id: str
    kind: str
    issuer: str
    at: int
    level: int
    relay: str
    purpose: str = "signin"
    next: str = ""


def cookie_name() -> str:
    """Return the cookie's name: the prefix is a promise only https can keep."""
    return "__Host-saml" if settings.PICO_SAML_SECURE_COOKIE else "saml"


def pending_requests(request: HttpRequest) -> list[Pending]:
    """Return the requests under way of this browser, newest first; forged or old ones are not there."""
    try:
        rows = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LIFETIME)
        found = [Pending(**row) for row in rows]
    except (signing.BadSignature, TypeError):
        return []
    return [pending for pending in found if pending.at > time.time() - LIFETIME]


def find(request: HttpRequest, relay: str, kind: str) -> Pending | None:
    """Return the request under way to which this RelayState belongs."""
    for pending in pending_requests(request):
        if pending.kind == kind and constant_time_compare(pending.relay, relay):
            return pending
    return None


def remember(response: HttpResponse, request: HttpRequest, pending: Pending) -> None:
    """Add a request to those the browser carries; the three latest stay."""
    _set(response, [pending, *pending_requests(request)][:KEPT])


def forget(response: HttpResponse, request: HttpRequest, pending: Pending) -> None:
    """Take a request that was answered out of the cookie."""
    _set(response, [other for other in pending_requests(request) if other.id != pending.id])


def _set(response: HttpResponse, rows: list[Pending]) -> None:
    secure = settings.PICO_SAML_SECURE_COOKIE
    if not rows:
        response.delete_cookie(cookie_name(), samesite="None" if secure else "Lax")
        return
    response.set_cookie(
        cookie_name(),
        signing.dumps([asdict(row) for row in rows], salt=SALT, compress=True),
        max_age=LIFETIME,
        secure=secure,
        httponly=True,
        samesite="None" if secure else "Lax",
    )
