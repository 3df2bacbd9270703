"""Whose a verified identity is, and what the browser of somebody unknown holds of it."""

import json

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pico.accounts.models import PendingIdentity, User
from pico.accounts.saml.accepting import Identity
from pico.accounts.tokens import hash_of
from pico.base.crypto import decrypt, keyed_hash

LIFETIME = 30 * 60  # seconds
SALT = "pico.accounts.saml.known"


def known_user(identity: Identity) -> User | None:
    """Return the person with this fiscal code, active or not."""
    return User.objects.filter(fiscal_code_index=keyed_hash(identity.fiscal_code)).first()


def subject_of(identity: Identity) -> str:
    """Return by what a provider's identity is known: the SPID code, or the hash of the fiscal code."""
    return identity.spid_code or keyed_hash(identity.fiscal_code)


def has_other_way(user: User) -> bool:
    """Say whether the person can sign in without SPID and CIE: a password, or a passkey."""
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return user.has_usable_password() or any(key.wrap().is_passwordless for key in passkeys)


def cookie_name() -> str:
    """Return the name of the cookie with the key of a pending identity: there is no session yet."""
    return "__Host-identity" if settings.SESSION_COOKIE_SECURE else "identity"


def hand_key(response: HttpResponse, key: str) -> None:
    """Give the browser the key of what was just verified."""
    response.set_cookie(
        cookie_name(),
        signing.dumps(key, salt=SALT),
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def take_key_back(response: HttpResponse) -> None:
    """Forget the key once it was used."""
    response.delete_cookie(cookie_name(), samesite="Lax")


def pending_of(request: HttpRequest) -> PendingIdentity | None:
    """Return what SPID or CIE verified for this browser within the last 30 minutes."""
    try:
        key = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    rows = PendingIdentity.objects.unrestricted("the browser holds the key of this one row")
    return rows.filter(key_hash=hash_of(str(key)), expires_at__gt=timezone.now()).first()


def identity_of(pending: PendingIdentity) -> Identity:
    """Return what was verified."""
    return Identity(**json.loads(decrypt(pending.attributes_encrypted)))
