"""What the shell, the portal and the organisations know of this module."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.modules import Module, NavItem, register_module
from pico.helpdesk.rules.access import enters


def register() -> None:
    """Make the module known (called once, from apps.ready)."""
    register_module(
        Module(
            code="helpdesk",
            label="Assistenza",
            title="Assistenza",
            kind="SERVICE",
            icon="help-circle",
            summary="Un solo posto per chiedere aiuto, sull'uso della piattaforma e sulle procedure.",
            area_nav=area_nav,
            public_url=lambda organisation: reverse("helpdesk:home"),
            order=930,
        )
    )


def area_nav(user: Any, organisation: Any) -> Sequence[NavItem]:
    """Return the page for everybody and, for who looks after some desks, their management."""
    items = [NavItem(_("Assistenza"), reverse("helpdesk:home"), "help-circle")]
    if organisation is not None and enters(Actor(user, organisation)):
        items.append(NavItem(_("Sportelli"), reverse("helpdesk:desks"), "help-circle"))
    return items
