"""Where a person is signed in: one line per sign-in, whatever the number of hosts it reached."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.http import coarse_network


@dataclass(frozen=True)
class OpenSignIn:
    """One line of the list of open sessions.

    Args:
        pk: of one of its sessions: by it the whole sign-in is closed.
        device: browser and system in words.
        network: where from, shortened: a network, never an address.
        began: when the first of its sessions was opened.
        used: when any of them was last used.
        hosts: the sites it reached, in alphabetical order.
        current: whether it is the one that asks.
    """

    pk: int
    device: str
    network: str
    began: datetime
    used: datetime
    hosts: tuple[str, ...]
    current: bool


def open_sign_ins(user: Any, session_key: str | None, sign_in: str) -> list[OpenSignIn]:
    """Return a person's open sign-ins, the current one first, then the last used.

    Args:
        session_key: of the session that asks.
        sign_in: to which sign-in it belongs.
    """
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    groups: dict[str, list[UserSession]] = {}
    for row in UserSession.objects.filter(user_id=user.pk, session_key__in=alive).order_by(
        "created_at", "pk"
    ):
        groups.setdefault(row.data.get("sign_in") or f"session {row.pk}", []).append(row)
    lines = [
        _line(group, name == sign_in or any(row.session_key == session_key for row in group))
        for name, group in groups.items()
    ]
    return sorted(lines, key=lambda line: (not line.current, -line.used.timestamp(), line.pk))


def _line(rows: list[UserSession], current: bool) -> OpenSignIn:
    last = max(rows, key=lambda row: row.last_seen_at)
    return OpenSignIn(
        pk=rows[0].pk,
        device=device_of(last.user_agent),
        network=coarse_network(last.ip),
        began=rows[0].created_at,
        used=last.last_seen_at,
        hosts=tuple(sorted(_hosts(rows))),
        current=current,
    )


def _hosts(rows: Iterable[UserSession]) -> set[str]:
    return {row.data["host"] for row in rows if row.data.get("host")}


_SYSTEMS = {
    "Android": "Android",
    "iPhone|iPad": "iOS",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}
_BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/|Chromium/": "Chrome",
    "Safari/": "Safari",
}


def device_of(user_agent: str) -> str:
    """Return «Firefox su Windows» from what a browser says of itself."""
    browser = next((name for mark, name in _BROWSERS.items() if re.search(mark, user_agent)), "")
    system = next((name for mark, name in _SYSTEMS.items() if re.search(mark, user_agent)), "")
    if browser and system:
        return _("%(browser)s su %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Dispositivo sconosciuto")
