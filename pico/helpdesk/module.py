"""What the shell, the portal and the organisations know of this module."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.base.actor import Actor
from pico.base.modules import Module, NavItem, register_module
from pico.helpdesk.models.desks import answers_somewhere
from pico.helpdesk.rules.access import manages_desks


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
    """Return where to ask, the queue for who answers, the management for who looks after desks."""
    items = [NavItem(_("Assistenza"), reverse("helpdesk:home"), "help-circle")]
    if organisation is None:
        return items
    # Drawn on every page, so by the roles held alone: no query. Who leads a desk finds it from the queue.
    leads = manages_desks(Actor(user, organisation), organisation)
    if leads or answers_somewhere(access_of(user)):
        items.append(NavItem(_("Coda delle richieste"), reverse("helpdesk:queue"), "inbox"))
    if leads:
        items.append(NavItem(_("Sportelli"), reverse("helpdesk:desks"), "settings"))
    return items
