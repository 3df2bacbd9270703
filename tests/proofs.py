"""Signing in during tests: as somebody who has just proved who they are with two factors.

``client.force_login`` knows nothing of proofs, so a person with a role would meet the enrolment of a second
factor at every page. Here it leaves what a sign-in with password and code leaves; tests about proofs use
``sign_in_with`` and ``let_proofs_age``.
"""

import time
from typing import Any

from django.test import Client

from pico.accounts.proofs import AUTHENTICATION_METHODS_SESSION_KEY, OWNER_SESSION_KEY

PASSWORD = {"method": "password"}
CODE = {"method": "mfa", "type": "totp"}
PASSKEY = {"method": "mfa", "type": "webauthn", "passwordless": True}
SPID = {"method": "spid", "level": 2, "issuer": "https://idp.example"}

_force_login = Client.force_login


def sign_in_with(client: Client, user: Any, *proofs: dict[str, Any], seconds_ago: float = 0) -> None:
    """Sign in with exactly these proofs, so many seconds ago."""
    _force_login(client, user)
    at = time.time() - seconds_ago
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**proof, "at": at} for proof in proofs]
    session[OWNER_SESSION_KEY] = str(user.pk)
    session["signed_in_at"] = session["seen_at"] = at
    session.save()


def let_proofs_age(client: Client, seconds: float) -> None:
    """Make all proofs of this session older."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**proof, "at": proof["at"] - seconds} for proof in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()


def force_login(client: Client, user: Any, backend: str | None = None) -> None:
    sign_in_with(client, user, PASSWORD, CODE)


def install() -> None:
    """Let every test client sign in this way."""
    Client.force_login = force_login
