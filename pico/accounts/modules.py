"""What this app shows in the navigation of the reserved area and in "Da fare oggi"."""

from typing import Any

from django.urls import reverse

from pico.accounts.models import IdentityProvider
from pico.accounts.saml.rights import may_manage_providers
from pico.base.actor import Actor
from pico.base.dates import rome
from pico.base.modules import Module, NavItem, TodoItem, register_module

WORRYING = {"EXPIRING": "sta per scadere", "EXPIRED": "è scaduto"}


def _area_nav(user: Any, organisation: Any) -> list[NavItem]:
    if not may_manage_providers(Actor(user, organisation)):
        return []
    return [NavItem("SPID e CIE", reverse("accounts:providers"), "key")]


def _todo(user: Any, organisation: Any) -> list[TodoItem]:
    """Certificates that expire within 30 days, or have expired, for who can do something about it."""
    if not may_manage_providers(Actor(user, organisation)):
        return []
    return [
        TodoItem(
            what=f"Il certificato di «{row.name}» {WORRYING[row.state]}",
            url=reverse("accounts:providers"),
            action="Registra i metadati nuovi",
            due=rome(row.certificate_until).date() if row.certificate_until else None,
            module="identity",
        )
        for row in IdentityProvider.objects.filter(state__in=WORRYING)
    ]


register_module(
    Module(
        code="identity",
        label="SPID e CIE",
        title="Identità digitali",
        kind="SERVICE",
        icon="key",
        summary="I gestori di identità di cui la piattaforma si fida.",
        area_nav=_area_nav,
        todo=_todo,
        order=940,
    )
)
