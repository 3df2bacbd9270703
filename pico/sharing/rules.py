"""May-I questions about levels and invitations."""

from collections.abc import Callable
from typing import Any

from pico.accounts.access import access_of
from pico.accounts.roles import Role
from pico.base.actor import Actor
from pico.base.registry import Registry

# label of a model -> (actor, row) -> bool: where the general answer of may_manage is not the one
managers: Registry[Callable[[Actor, Any], bool]] = Registry("who manages the sharing of a model's rows")


def may_manage(actor: Actor, row: Any) -> bool:
    """Say whether the actor may change a row's level and invitations.

    Its author, and whoever acts for the owner as administrator or editor; a model may know better
    (``managers``).
    """
    if row._meta.label_lower in managers:
        return managers.get(row._meta.label_lower)(actor, row)
    if actor.is_system:
        return bool(actor.reason)
    access = access_of(actor.user)
    if access.user_id is None:
        return False
    if row.author_id == access.user_id:
        return True
    acting = actor.organisation.pk if actor.organisation else None
    return acting == row.owner_id and access.has(acting, Role.ADMINISTRATOR, Role.EDITOR)
