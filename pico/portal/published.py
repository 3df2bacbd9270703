"""What happens to pages that readers see, told to whoever lives off it: placements, feeds, caches, mailings.

Each publication, by an action, by an editor, by the approval of a second person or by the clock, passes
through ``actions.page_changed``, which calls what was registered here in the same transaction::

    on_page_change("portal.placements", withdraw_what_is_gone)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pico.base.actor import Actor
from pico.base.registry import Registry


class What(TextChoices):
    """What happened to a page."""

    PUBLISHED = "PUBLISHED", _("pubblicata")
    UNPUBLISHED = "UNPUBLISHED", _("ritirata")
    MOVED = "MOVED", _("spostata")
    DELETED = "DELETED", _("eliminata")


@dataclass(frozen=True)
class PageChange:
    """One change of a page that readers see, or saw until now.

    Args:
        what: what happened. MOVED: under another address, by a move or by a new slug.
        page: the page of its own type as it is now; DELETED: as it was, its rows still there.
        site: the `PortalSite` it belongs to.
        actor: who did it; the system for the clock.
        again: PUBLISHED of a page that readers could see already (a correction).
    """

    what: What
    page: Any
    site: Any
    actor: Actor
    again: bool = False


listeners: Registry[Callable[[PageChange], object]] = Registry("listener to page changes")


def on_page_change(code: str, listener: Callable[[PageChange], object]) -> None:
    """Call a function at each change of a page, in its transaction.

    Args:
        code: whose it is, unique: ``portal.placements``.
        listener: takes the change; what takes long goes into a job.
    """
    listeners.add(code, listener)


def tell(change: PageChange) -> None:
    """Call every listener."""
    for listener in listeners:
        listener(change)
