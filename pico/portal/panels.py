"""What the overview `/area-riservata/portale/` shows of a site: each part of the portal adds its panel.

    register_panel(Panel("placements", _("Contenuti condivisi"), placement_lines, order=30))

from a module that `pico.portal.apps` imports when it is ready. A panel is asked with the actor and the site
and answers None where this person has nothing to do with it, else its lines (none: ``empty`` is shown).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pico.base.actor import Actor
from pico.base.registry import Registry
from pico.portal.models import PortalSite


@dataclass(frozen=True)
class Line:
    """One line of a panel, as components/list_row.html shows it."""

    title: Any
    url: str = ""
    text: Any = ""
    date: Any = None
    badge_label: Any = ""
    badge_tone: str = "neutral"


@dataclass(frozen=True)
class Panel:
    """One panel of the overview.

    Args:
        code: unique.
        title: Italian heading.
        lines: ``(actor, site) -> lines``, at most five or so; None: not for this person.
        empty: one Italian sentence when there is nothing.
        more: ``(label, URL name)`` of the whole list, without parameters.
        order: position on the page.
    """

    code: str
    title: Any
    lines: Callable[[Actor, PortalSite], Sequence[Line] | None]
    empty: Any = ""
    more: tuple[Any, str] | None = None
    order: int = 100


panels: Registry[Panel] = Registry("panel of a site")


def register_panel(panel: Panel) -> Panel:
    return panels.add(panel.code, panel)
