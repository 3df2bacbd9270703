"""Invitations to rows of the community: whom they tell, whether they still open their row."""

from typing import Any

from pico.accounts.access import access_of
from pico.accounts.models import Role, User
from pico.sharing.models import Invitation


def invited_people(invitation: Invitation) -> list[User]:
    """Return the person, or those who look after the invited organisation's pages and people."""
    if invitation.organisation is None:
        return [invitation.person] if invitation.person else []
    roles = [invitation.role] if invitation.role else [Role.ADMINISTRATOR, Role.EDITOR]
    return list(User.objects.holding(roles, invitation.organisation))


def opens_now(user: Any, invitation_id: str) -> bool:
    """Say whether the invitation still opens its row to the person."""
    asked = Invitation.objects.visible_to(user).open().addressed_to(access_of(user))
    found = asked.filter(pk=invitation_id).select_related("content_type").first()
    return found is not None and found.target is not None and _sees(user, found.target)


def _sees(user: Any, row: Any) -> bool:
    return type(row).objects.visible_to(user).filter(pk=row.pk).exists()


def invitations_to(row: Any) -> Any:
    """Return the open invitations to a row in hand, for who decides who sees it."""
    rows = Invitation.objects.unrestricted("who decides who sees a row reads the list of its invitations")
    return rows.of(row).open()
