"""The side navigation of the reserved area, built from the module registry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pico.base.modules import Module, NavItem, TodoItem, modules

GROUPS = (
    ("VERTICAL", "Servizi della Provincia"),
    ("HORIZONTAL", "Collaborazione"),
    ("SERVICE", "Strumenti"),
)


@dataclass(frozen=True)
class NavGroup:
    label: str
    items: Sequence[NavItem]


def navigation(user: Any, organisation: Any) -> list[NavGroup]:
    """Return the groups this person may use while acting for this organisation; empty groups are left out."""
    items: dict[str, list[NavItem]] = {kind: [] for kind, _label in GROUPS}
    for module in _in_order():
        items[module.kind] += module.area_nav(user, organisation)
    return [NavGroup(label, items[kind]) for kind, label in GROUPS if items[kind]]


def todo(user: Any, organisation: Any) -> list[TodoItem]:
    """Return "Da fare oggi" of all modules, by due date, undated last."""
    items = [item for module in _in_order() for item in module.todo(user, organisation)]
    return sorted(items, key=lambda item: (item.due is None, item.due or 0, item.what))


def _in_order() -> list[Module]:
    return sorted(modules, key=lambda module: (module.order, module.code))
