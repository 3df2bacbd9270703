"""What a person still has in hand: each module says it, before somebody's roles end (identity.md 5.5)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pico.base.registry import Registry


@dataclass(frozen=True)
class Holding:
    """Work of one kind that somebody must take over.

    Args:
        label: Italian words with the number: «3 richieste di gara da esaminare».
        url: where it can be given to somebody else.
    """

    label: str
    url: str


Held = Callable[[Any, Iterable[int]], Sequence[Holding]]
holdings: Registry[Held] = Registry("answer to what a person still holds")


def still_held(user: Any, organisation_ids: Iterable[int]) -> list[Holding]:
    """Return what a person has in hand at some organisations, module by module.

    Args:
        user: the person who leaves.
        organisation_ids: where the roles end.
    """
    ids = list(organisation_ids)
    return [holding for _code, held in sorted(holdings.items()) for holding in held(user, ids)]
