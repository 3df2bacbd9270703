"""Who writes in the editor right now: Wagtail's signals do not say."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from pico.base.actor import Actor, system_actor

_writer: ContextVar[Actor | None] = ContextVar("editor_writer", default=None)


@contextmanager
def writing(actor: Actor) -> Iterator[None]:
    """Let what Wagtail does meanwhile be this actor's."""
    token = _writer.set(actor)
    try:
        yield
    finally:
        _writer.reset(token)


def writer() -> Actor:
    """Return who writes; without a request it is the clock that publishes and withdraws."""
    return _writer.get() or system_actor("data decisa dalla redazione")
