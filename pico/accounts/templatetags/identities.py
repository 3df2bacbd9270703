"""What the pages show of SPID and CIE."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.redirects import safe_path
from pico.accounts.saml.providers import offered_providers
from pico.accounts.saml.service import KINDS, Kind, has_xmlsec, service_for

register = template.Library()
ICONS = {"SPID": "user", "CIE": "card"}


@dataclass(frozen=True)
class Choice:
    """One provider."""

    name: str
    url: str


@dataclass(frozen=True)
class Offer:
    """One button."""

    label: str
    icon: str
    choices: list[Choice]
    problem: str = ""

    @property
    def single(self) -> Choice | None:
        return self.choices[0] if len(self.choices) == 1 else None


@register.simple_tag(takes_context=True)
def identity_offers(context: Any, purpose: str) -> list[Offer]:
    """Return the buttons to show: one for each kind with a provider in use.

    Args:
        purpose: ``signin``, or ``link`` from the profile.
    """
    request = context["request"]
    query = {"scopo": "collega"} if purpose == "link" else _next(request)
    return [offer for kind in KINDS if (offer := _offer(kind, request, purpose, query)) is not None]


def _next(request: Any) -> dict[str, str]:
    wanted = safe_path(request.GET.get("next") or request.POST.get("next"))
    return {"next": wanted} if wanted else {}


def _offer(kind: Kind, request: Any, purpose: str, query: dict[str, str]) -> Offer | None:
    providers = offered_providers(kind)
    if not providers:
        return None
    words = _("Collega %(kind)s") if purpose == "link" else _("Entra con %(kind)s")
    label = words % {"kind": kind}
    if not has_xmlsec():
        problem = _(
            "Per usare %(kind)s installa xmlsec1 (Debian e Ubuntu: sudo apt install xmlsec1) e riavvia."
        )
        return Offer(label, ICONS[kind], [], problem % {"kind": kind})
    if not service_for(kind, request).is_ready():
        return None
    start = reverse(f"accounts:{kind.lower()}_start")
    return Offer(
        label,
        ICONS[kind],
        [
            Choice(provider.name, f"{start}?{urlencode({'idp': provider.entity_id, **query})}")
            for provider in providers
        ],
    )
