"""The page that posts a SAML message to the other side: visible button, and a script that presses it."""

from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

POLICY = {
    "default-src": [NONE],
    "script-src": [NONCE],
    "style-src": [SELF],
    "font-src": [SELF, "data:"],
    "img-src": [SELF, "data:"],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}


def post_page(request: HttpRequest, destination: str, fields: dict[str, str], title: Any) -> HttpResponse:
    """Return the page.

    Args:
        destination: the address of the other side.
        fields: SAMLRequest or SAMLResponse, RelayState.
        title: what the person reads meanwhile.
    """
    # A provider is another site, and may lead on to a third: only the scheme can be said. Laptops speak http.
    targets = ["https:"] if getattr(settings, "PICO_PRODUCTION", False) else ["https:", "http:"]

    context = {"destination": destination, "fields": fields, "title": title}
    answer = render(request, "accounts/saml_post.html", context)
    answer["Referrer-Policy"] = "strict-origin"
    answer["Cache-Control"] = "no-store"
    answer._csp_config = {**POLICY, "form-action": targets}  # type: ignore[attr-defined]
    return answer
