"""What people may do, declared by each app in reviewable code and decided by accounts from memberships."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pico.base.registry import Registry

Scope = Literal["OWN", "TERRITORY", "NETWORK"]


@dataclass(frozen=True)
class Capability:
    """One thing a role may do.

    Args:
        code: ``sua.request.send``.
        label: Italian words for the administration pages.
        roles: role codes of identity.md 3.2 that have it.
        scope: OWN (for the acting organisation), TERRITORY (plus those of its province or region), NETWORK.
    """

    code: str
    label: str
    roles: frozenset[str]
    scope: Scope = "OWN"


capabilities: Registry[Capability] = Registry("capability")


def declare(code: str, label: str, roles: Iterable[str], scope: Scope = "OWN") -> Capability:
    """Declare a capability; a code used without declaration raises (an undecided permission is an error)."""
    return capabilities.add(code, Capability(code, label, frozenset(roles), scope))
