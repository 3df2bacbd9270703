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
            order=90,
        )
    )


def area_nav(user: Any, organisation: Any) -> Sequence[NavItem]:
    """Return the management of the desks, for who looks after some."""
    if organisation is None or not enters(Actor(user, organisation)):
        return ()
    return (NavItem(_("Sportelli"), reverse("helpdesk:desks"), "help-circle", namespace="helpdesk"),)
