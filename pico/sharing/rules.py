"""May-I questions about levels and invitations."""

from pico.accounts.access import access_of
from pico.accounts.roles import Role
from pico.base.actor import Actor
from pico.sharing.models import SharedRow


def may_manage(actor: Actor, row: SharedRow) -> bool:
    """Say whether the actor may change a row's level and invitations.

    Its author, and whoever acts for the owner as administrator or editor.
    """
    if actor.is_system:
        return bool(actor.reason)
    access = access_of(actor.user)
    if access.user_id is None:
        return False
    if row.author_id == access.user_id:
        return True
    acting = actor.organisation.pk if actor.organisation else None
    return acting == row.owner_id and access.has(acting, Role.ADMINISTRATOR, Role.EDITOR)
