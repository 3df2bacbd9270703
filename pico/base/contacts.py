"""Whom to write to at an organisation: asked by apps that stand below the one that knows people."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pico.base.registry import Hook


@dataclass(frozen=True)
class Contact:
    """A person to write to, as members of the network see them."""

    name: str
    role: str
    email: str


administrators_of: Hook[Callable[[Any], Sequence[Contact]]] = Hook(
    "administrators_of(organisation) -> its active administrators: pico.accounts"
)
end_people_with_body: Hook[Callable[..., int]] = Hook(
    "end_people_with_body(actor, organisation, heirs, last_day) -> how many roles ended: pico.accounts"
)
members_of: Hook[Callable[[Iterable[int]], dict[int, int]]] = Hook(
    "members_of(ids of organisations) -> how many people hold a role at each: pico.accounts"
)
