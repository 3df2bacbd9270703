"""What this app shows in the navigation of the reserved area."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.addresses import page
from pico.base.modules import Module, NavItem, register_module
from pico.organisations import rules


def _area_nav(user: Any, organisation: Any) -> list[NavItem]:
    actor = Actor(user, organisation)
    if not rules.is_registered(actor):
        return []
    items = [
        NavItem(_("Rubrica degli enti"), page("organisations:directory"), "pa", namespace="organisations")
    ]
    if rules.may_edit(actor, organisation):
        items.append(
            NavItem(_("Il mio ente"), reverse("organisations:profile", args=[organisation.slug]), "card")
        )
    if rules.may_manage_registry(actor):
        items.append(NavItem(_("Registro degli enti"), page("organisations:registry"), "inbox"))
    return items


register_module(
    Module(
        code="organisations",
        label="Enti",
        title="Registro degli enti",
        kind="SERVICE",
        icon="pa",
        summary="Province, Comuni e altri enti della rete, con i loro codici e i moduli attivi.",
        area_nav=_area_nav,
        help_topics=(
            (
                "organisations.profile",
                "PROCEDURE",
                "Dati e codici del mio ente",
                ("organisations:profile", "organisations:codes"),
            ),
            (
                "organisations.modules",
                "PROCEDURE",
                "Moduli attivi e abilitazioni",
                ("organisations:modules", "organisations:entitlements"),
            ),
        ),
        order=900,
    )
)
