"""People, what they are a member of, and how they prove who they are."""

from pico.accounts.models.identities import (
    DigitalIdentity,
    FirstRunToken,
    HandoverCode,
    IdentityProvider,
    PendingIdentity,
    UsedSamlMessage,
)
from pico.accounts.models.people import Membership, User
from pico.accounts.models.personal import DataCopy, ErasureRequest
from pico.accounts.models.requests import AccessRequest, AccessRequestMessage, AccountInvitation
from pico.accounts.roles import Role

__all__ = [
    "AccessRequest",
    "AccessRequestMessage",
    "AccountInvitation",
    "DataCopy",
    "DigitalIdentity",
    "ErasureRequest",
    "FirstRunToken",
    "HandoverCode",
    "IdentityProvider",
    "Membership",
    "PendingIdentity",
    "Role",
    "UsedSamlMessage",
    "User",
]
