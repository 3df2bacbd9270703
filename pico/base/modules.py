"""The modules of the platform as the shell, the portal and the organisations see them.

Each app registers one ``Module`` from ``apps.ready()``. Horizontal modules are always on; a vertical one is
switched on by each Province (organisations.ModuleActivation).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pico.base.dates import today
from pico.base.registry import Registry


@dataclass(frozen=True)
class NavItem:
    """One line of the side navigation. ``url_name`` marks the current item; ``badge`` is a small number."""

    label: str
    url: str
    icon: str = ""
    badge: int | None = None
    namespace: str = ""


@dataclass(frozen=True)
class TodoItem:
    """One line of "Da fare oggi": what, whose, by when, one action."""

    what: str
    url: str
    action: str
    whose: str = ""
    due: date | None = None
    module: str = ""

    @property
    def late(self) -> bool:
        return self.due is not None and self.due < today()


def _nothing(*args: Any, **kwargs: Any) -> Sequence[Any]:
    return ()


def _none(*args: Any, **kwargs: Any) -> None:
    return None


@dataclass(frozen=True)
class Module:
    """One module.

    Args:
        code: ``sua``; also the URL namespace.
        label: short Italian name for navigation.
        title: full Italian name for pages.
        kind: HORIZONTAL (always on), VERTICAL (per Province) or SERVICE (profile, notifications…).
        icon: name of a bootstrap-italia icon without ``it-``.
        summary: one Italian sentence for the public showcase.
        area_nav: ``(user, organisation) -> list[NavItem]``: what this person may use.
        todo: ``(user, organisation) -> list[TodoItem]``.
        public_items: ``(organisation, limit) -> list``: what anonymous people may see; takes no user.
        public_url: ``(organisation) -> str | None``.
        context_url: ``(vertical code) -> str | None``: own page filtered on a vertical (horizontal modules).
        open_work: ``(organisation) -> list[tuple[str, int]]``: what is still open, before switching off.
        help_topics: (code, kind TECHNICAL / PROCEDURE, label, URL names it belongs to).
        order: position in the navigation.
    """

    code: str
    label: str
    title: str
    kind: Literal["HORIZONTAL", "VERTICAL", "SERVICE"]
    icon: str
    summary: str
    area_nav: Callable[[Any, Any], Sequence[NavItem]] = _nothing
    todo: Callable[[Any, Any], Sequence[TodoItem]] = _nothing
    public_items: Callable[[Any, int], Sequence[Any]] = _nothing
    public_url: Callable[[Any], str | None] = _none
    context_url: Callable[[str], str | None] = _none
    open_work: Callable[[Any], Sequence[tuple[str, int]]] = _nothing
    help_topics: Sequence[tuple[str, str, str, Sequence[str]]] = field(default_factory=tuple)
    order: int = 100

    @property
    def shows_something(self) -> bool:
        """Whether rows of the module stand on public pages."""
        return self.public_items is not _nothing


modules: Registry[Module] = Registry("module")


def register_module(module: Module) -> Module:
    """Make a module known to the shell, the portal and the organisations."""
    return modules.add(module.code, module)


def verticals() -> list[Module]:
    """Return the vertical modules in navigation order."""
    return sorted((m for m in modules if m.kind == "VERTICAL"), key=lambda m: (m.order, m.code))
