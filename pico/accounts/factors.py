"""Second factors: who needs one, who has one, who is exempt."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from pico.accounts.access import Access, access_of
from pico.accounts.models import DigitalIdentity
from pico.accounts.roles import WITHOUT_SECOND_FACTOR


def roles_need_one(access: Access) -> bool:
    """Say whether one of the roles held now makes a second factor compulsory (identity.md 3.2)."""
    return any(held.role not in WITHOUT_SECOND_FACTOR for held in access.held)


def is_exempt(user: Any) -> bool:
    """Say whether this is an account of the demo, where the demo runs; production refuses both settings."""
    return bool(settings.PICO_DEMO) and getattr(user, "created_via", "") == "DEMO"


def is_spared(user: Any) -> bool:
    """Say whether only being of the demo spares this person the second factor that their roles want."""
    return is_exempt(user) and roles_need_one(access_of(user))


def is_compulsory_for(user: Any) -> bool:
    """Say whether the person must have a second factor now."""
    return not is_exempt(user) and roles_need_one(access_of(user))


def authenticators_of(user: Any) -> list[Authenticator]:
    """Return the person's code generator and keys, oldest first; recovery codes alone are no factor."""
    rows = Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return list(rows.order_by("created_at", "pk"))


def has_authenticator(user: Any) -> bool:
    """Say whether the person enrolled a code generator or a key."""
    return bool(authenticators_of(user))


def has_strong_proof(user: Any) -> bool:
    """Say whether the person can give more than a password: an authenticator, or SPID or CIE."""
    return has_authenticator(user) or DigitalIdentity.objects.visible_to(user).exists()


def may_remove(user: Any, authenticator: Authenticator) -> bool:
    """Say whether a factor may go: not the last one of a person who must have one.

    SPID and CIE are no reason to let it go: they prove at sign-in, and whoever signs in by password needs it.
    """
    return len(authenticators_of(user)) > 1 or not is_compulsory_for(user)
