"""People, what they are a member of, and how they prove who they are."""

from pico.accounts.models.people import Membership, Role, User

__all__ = ["Membership", "Role", "User"]
