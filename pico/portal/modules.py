from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pico.base.modules import Module, NavItem, register_module


def area_nav(user: Any, organisation: Any) -> Sequence[NavItem]:
    """The first page of the reserved area is everybody's."""
    return [NavItem(_("La mia area"), reverse("portal:area"), "home", namespace="portal")]


register_module(
    Module(
        code="portal",
        label=gettext_lazy("Portale"),  # type: ignore[arg-type]
        title=gettext_lazy("Portale"),  # type: ignore[arg-type]
        kind="SERVICE",
        icon="piattaforme",
        summary=gettext_lazy("I siti dell'UPI e delle Province e l'ingresso all'area riservata."),  # type: ignore[arg-type]
        area_nav=area_nav,
        order=1,
    )
)
