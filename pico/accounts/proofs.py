"""How and when a person proved who they are in this session: the authentication records.

One record for each proof: ``{"method": "password", "at": 1790000000.0}``. allauth writes those of passwords
and authenticators; ``record_identity_proof`` writes those of SPID, CIE and OIDC. A record counts only when
allauth's companion key says whose it is, hence nobody else touches the session's keys (identity.md 5.3).
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as OWNER_SESSION_KEY,
)
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.userkit import user_id_to_str
from django.http import HttpRequest

from pico.base.registry import Registry

STEP_UP_SECONDS = 10 * 60
IDENTITY_METHODS = ("spid", "cie", "oidc")
Records = list[dict[str, Any]]


@dataclass(frozen=True)
class StepUpMethod:
    """A way of proving again who one is, beside passkey and password with code; SPID and CIE add theirs.

    Args:
        code: ``spid``.
        label: what its button says ("Conferma con SPID").
        start: of the address to come back to, the address where the proof begins (a GET page).
        is_offered: asked for the person at each page.
    """

    code: str
    label: Any
    start: Callable[[str], str]
    is_offered: Callable[[Any], bool]


step_up_methods: Registry[StepUpMethod] = Registry("step-up method")


def record_identity_proof(
    request: HttpRequest, user: Any, method: Literal["spid", "cie", "oidc"], *, level: int, issuer: str
) -> None:
    """Write that a person was identified by somebody else; call it before allauth's ``perform_login``.

    Args:
        request: its session keeps the record; the person need not be signed in yet.
        user: who was identified.
        method: by what.
        level: 1, 2 or 3; from 2 it counts as a second factor and as a step-up.
        issuer: the provider's entityID.

    Raises:
        ValueError: for an unknown method.
    """
    if method not in IDENTITY_METHODS:
        raise ValueError(f"unknown method {method!r}")
    record_authentication(request, user, method, level=level, issuer=issuer)


def records_of(request: HttpRequest) -> Records:
    """Return this session's records of the person signed in, oldest first."""
    return get_authentication_records(request, request.user) if request.user.is_authenticated else []


def adopt_records(request: HttpRequest, user: Any, records: Records) -> None:
    """Put records brought from another host into a fresh session (hand-over)."""
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    request.session[OWNER_SESSION_KEY] = user_id_to_str(user)


def level_of(records: Iterable[dict[str, Any]]) -> int:
    """Return how strongly the records prove who somebody is: 0 nothing, 1 one factor, 2 two, 3 SPID L3.

    A passkey that checked its owner, SPID and CIE stand alone; a code or a key needs the password beside it.
    """
    level, password, second = 0, False, False
    for record in records:
        method = record.get("method")
        if method in IDENTITY_METHODS:
            level = max(level, int(record.get("level", 1)))
        elif method == "mfa" and record.get("passwordless"):
            level = max(level, 2)
        password |= method == "password"
        second |= method == "mfa"
    if password and second:
        return max(level, 2)
    return max(level, 1 if password or second else 0)


def sign_in_level(request: HttpRequest) -> int:
    """Return the level of the whole session (see ``level_of``)."""
    return level_of(records_of(request))


def recent_level(request: HttpRequest, seconds: int = STEP_UP_SECONDS) -> int:
    """Return the level of what was proved in the last ten minutes alone."""
    since = time.time() - seconds
    return level_of(record for record in records_of(request) if record.get("at", 0) > since)


def sign_in_label(records: Records) -> str:
    """Return methods and level for the journal, in at most 40 characters: ``password+totp L2``."""
    names = [record.get("type") or record["method"] for record in records if record["method"] != "mfa"]
    names += [record.get("type", "mfa") for record in records if record["method"] == "mfa"]
    known = list(dict.fromkeys(names))
    return f"{'+'.join(known)[:36]} L{level_of(records)}" if known else ""
