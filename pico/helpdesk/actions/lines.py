"""What the lines of the register say of a change of a request: codes and numbers, from what to what."""

from typing import Any

from pico.base.actor import Actor


def _as_asker(actor: Actor) -> Actor:
    """Return who asks without the body acted for: the line of the register is theirs and the desk's.

    Lines of a body are read by its administrators, and a colleague's request is not theirs to know of.
    """
    return Actor(actor.user, reason=actor.reason)


def _changed(**values: tuple[Any, Any]) -> dict[str, Any]:
    """Return what an act changed: field -> [before, now], without what stayed as it was."""
    return {name: [_plain(before), _plain(now)] for name, (before, now) in values.items() if before != now}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
