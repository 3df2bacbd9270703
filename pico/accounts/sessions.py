"""How long a sign-in lasts, and what its session knows: when it began, when it was last used, its group.

A sign-in may have a session on several hosts (hand-over): all carry the same ``sign_in``, and end together.
"""

import time
import uuid
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from pico.accounts import factors
from pico.accounts.access import access_of

SIGN_IN, SIGNED_IN_AT, SEEN_AT, KEY_AT = "sign_in", "signed_in_at", "seen_at", "key_at"
ABSOLUTE = 12 * 3600  # seconds a sign-in lasts …
ABSOLUTE_STRICT = 8 * 3600  # … and with a role that wants a second factor (security.md 5.4),
IDLE_STRICT = 30 * 60  # for which it ends also when nobody uses it
TOUCH_EVERY = 5 * 60


def begin(request: HttpRequest, *, sign_in: str = "", signed_in_at: float | None = None) -> None:
    """Write into a session just signed in when it began and to which sign-in it belongs.

    Args:
        request: its session has its new key already.
        sign_in: the sign-in it continues on this host; a new one by default.
        signed_in_at: when that one began.
    """
    now = time.time()
    request.session[SIGN_IN] = sign_in or uuid.uuid4().hex
    request.session[SIGNED_IN_AT] = signed_in_at or now
    request.session[SEEN_AT] = request.session[KEY_AT] = now


def is_over(request: HttpRequest) -> bool:
    """Say whether the session outlived its time; one that does not know when it began has."""
    began, seen, now = request.session.get(SIGNED_IN_AT), request.session.get(SEEN_AT, 0), time.time()
    if began is None or now - began > ABSOLUTE:
        return True
    if now - began <= ABSOLUTE_STRICT and now - seen <= IDLE_STRICT:
        return False
    if not factors.roles_need_one(access_of(request.user)):
        return False
    return now - began > ABSOLUTE_STRICT or now - _seen_anywhere(request, seen) > IDLE_STRICT


def _seen_anywhere(request: HttpRequest, seen: float) -> float:
    """Return when the sign-in was last used on any host: who works on one is not idle on another."""
    rows = UserSession.objects.filter(data__sign_in=request.session.get(SIGN_IN), user_id=request.user.pk)
    return max([seen, *(at.timestamp() for at in rows.values_list("last_seen_at", flat=True))])


def wants_touch(request: HttpRequest) -> bool:
    """Say whether the last use is so long ago that it is worth a write."""
    return time.time() - request.session.get(SEEN_AT, 0) > TOUCH_EVERY


def wants_new_key(request: HttpRequest) -> bool:
    """Say whether the person's roles changed since the session got its key."""
    changed: datetime | None = request.user.rights_changed_at  # type: ignore[union-attr]
    return changed is not None and changed.timestamp() > request.session.get(KEY_AT, 0)


def of_same_sign_in(user: Any, sign_in: str) -> list[UserSession]:
    """Return the open sessions of one sign-in, on all hosts."""
    return list(UserSession.objects.filter(user_id=user.pk, data__sign_in=sign_in)) if sign_in else []
