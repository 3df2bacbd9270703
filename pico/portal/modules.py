from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pico.accounts.access import access_of
from pico.base.modules import Module, NavItem, register_module
from pico.portal.models.newsletter import editing_ids


def area_nav(user: Any, organisation: Any) -> Sequence[NavItem]:
    """The first page of the reserved area is everybody's."""
    return [
        NavItem(_("La mia area"), reverse("portal:area"), "home", namespace="portal"),
        *_newsletter(user, organisation),
    ]


def _newsletter(user: Any, organisation: Any) -> list[NavItem]:
    """Return the way to the newsletters for who writes on the site of a body that has one."""
    kinds = {"NATIONAL_UPI", "REGIONAL_UPI", "PROVINCE"}
    if organisation is None or organisation.kind not in kinds:
        return []
    if organisation.pk not in editing_ids(access_of(user)):
        return []
    return [NavItem(_("Newsletter"), reverse("portal:newsletters"), "mail")]


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
