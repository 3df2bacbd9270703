"""May-I questions for apps below accounts; accounts answers from the memberships in force."""

from collections.abc import Callable
from typing import Any

from pico.base.actor import Actor
from pico.base.registry import Hook

may: Hook[Callable[[Actor, str, Any], bool]] = Hook(
    "may(actor, capability code, organisation or None) -> bool: pico.accounts"
)
organisations_where: Hook[Callable[[Any, str], frozenset[int]]] = Hook(
    "organisations_where(user, capability code) -> ids of organisations for which the person has it"
)
