"""What this app shows in the navigation of the reserved area."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.base.modules import Module, NavItem, register_module


def _area_nav(user: Any, organisation: Any) -> list[NavItem]:
    return [NavItem(_("Notifiche"), reverse("notifications:inbox"), "bell", namespace="notifications")]  # type: ignore[arg-type]


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
