"""Who writes in the editor right now, and on which site: Wagtail's signals and choosers do not say."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from pico.base.actor import Actor, system_actor


@dataclass(frozen=True)
class Writing:
    """One request to the editor: who, on which `PortalSite`."""

    actor: Actor
    site: Any = None


_now: ContextVar[Writing | None] = ContextVar("editor_writing", default=None)


@contextmanager
def writing(actor: Actor, site: Any = None) -> Iterator[None]:
    """Let what Wagtail does meanwhile be this actor's, and show it this site's rows only."""
    token = _now.set(Writing(actor, site))
    try:
        yield
    finally:
        _now.reset(token)


def writer() -> Actor:
    """Return who writes; without a request it is the clock that publishes and withdraws."""
    now = _now.get()
    return now.actor if now else system_actor("data decisa dalla redazione")


def written_site() -> Any | None:
    """Return the site that is written on, None outside the editor."""
    now = _now.get()
    return now.site if now else None
