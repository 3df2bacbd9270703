"""Who does something, for which organisation, and (when no person does) why."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """Who acts, and for which organisation.

    A request carries one (``request.actor``, put there by accounts' middleware); a job makes its own with
    ``system_actor`` and says why.

    Args:
        user: the person, or None when the system acts by itself.
        organisation: the body acted for, or None where a person acts only for themself.
        reason: why the system acts; empty for people.
    """

    user: Any
    organisation: Any = None
    reason: str = ""

    @property
    def is_system(self) -> bool:
        return self.user is None


def system_actor(reason: str, organisation: Any = None) -> Actor:
    """Return the actor of a job.

    Args:
        reason: one short Italian phrase: the register shows it ("dieci giorni senza decisione").
        organisation: the body in whose name the effect happens, if any.

    Raises:
        ValueError: when no reason is given.
    """
    if not reason:
        raise ValueError("a job says why it acts")
    return Actor(user=None, organisation=organisation, reason=reason)
