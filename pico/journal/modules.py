"""What this app shows in the navigation of the reserved area."""

from typing import Any

from django.urls import reverse

from pico.base.modules import Module, NavItem, register_module
from pico.base.permissions import organisations_where
from pico.journal.capabilities import READ


def _area_nav(user: Any, organisation: Any) -> list[NavItem]:
    if not organisations_where.call(user, READ):
        return []
    return [NavItem("Registro attività", reverse("journal:register"), "list", namespace="journal")]


register_module(
    Module(
        code="journal",
        label="Registro attività",
        title="Registro delle attività",
        kind="SERVICE",
        icon="list",
        summary="Chi ha fatto che cosa, quando e per quale ente.",
        area_nav=_area_nav,
        order=950,
    )
)
