"""SPID and CIE as a fresh proof before a sensitive action: one signs in again with the same provider."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from pico.accounts.models import DigitalIdentity
from pico.accounts.proofs import StepUpMethod, step_up_methods
from pico.accounts.saml.providers import usable_provider
from pico.accounts.saml.service import KINDS, Kind, has_xmlsec


def provider_used_by(user: Any, kind: Kind) -> str:
    """Return the entityID of the provider a person used last, among those in use; or nothing."""
    rows = DigitalIdentity.objects.visible_to(user).filter(source=kind).order_by("-last_used_at")
    return next((row.issuer for row in rows if usable_provider(kind, row.issuer)), "")


def _method(kind: Kind) -> StepUpMethod:
    def start(come_back_to: str) -> str:
        return f"{reverse(f'accounts:{kind.lower()}_again')}?{urlencode({'next': come_back_to})}"

    def is_offered(user: Any) -> bool:
        return has_xmlsec() and bool(provider_used_by(user, kind))

    return StepUpMethod(kind.lower(), f"Conferma con {kind}", start, is_offered)


for _kind in KINDS:
    step_up_methods.add(_kind.lower(), _method(_kind))
