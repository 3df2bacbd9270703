"""What this app shows in the navigation of the reserved area."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pico.base.addresses import page
from pico.base.modules import Module, NavItem, register_module


def _area_nav(user: Any, organisation: Any) -> list[NavItem]:
    pages = (
        ("Notifiche", "inbox", "bell"),
        ("Cosa seguo", "following", "bookmark"),
        ("Calendario", "calendar", "calendar"),
    )
    return [
        NavItem(label, page(f"notifications:{name}"), icon, namespace="notifications")
        for label, name, icon in pages
    ]


register_module(
    Module(
        code="notifications",
        label=_("Notifiche"),  # type: ignore[arg-type]
        title=_("Notifiche"),  # type: ignore[arg-type]
        kind="SERVICE",
        icon="inbox",
        summary=_("Che cosa è successo alle pratiche che ti riguardano."),  # type: ignore[arg-type]
        area_nav=_area_nav,
        order=910,
    )
)
