"""The product on a day of one's choice: the pages of this process's own server, the database of the test.

What takes months is walked here with its real dates: the server's clock moves, the browser is a real one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser

from tests.e2e.desks import Seat
from tests.e2e.watch import Visitor
from tests.queue import work

ROME = ZoneInfo("Europe/Rome")


class Stage:
    """A server with a clock that is set by hand, and people who come to it signed in.

    Args:
        server: pytest-django's live server.
        chromium: the browser.
    """

    def __init__(self, server: Any, chromium: Browser) -> None:
        self.port = server.thread.port
        self.chromium = chromium
        self.visitors: list[Visitor] = []

    def url(self, path: str = "/", site: str = "") -> str:
        return f"http://{site + '.' if site else ''}localhost:{self.port}{path}"

    @contextmanager
    def on(self, day: str, at: str = "09:00") -> Iterator[None]:
        """Be there on a day, at an hour of Rome; what was put in the queue is done before one leaves."""
        moment = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=ROME)
        with time_machine.travel(moment):
            yield
            work()

    def visitor(self, **options: Any) -> Visitor:
        self.visitors.append(Visitor(self.chromium, self, **options))  # type: ignore[arg-type]
        return self.visitors[-1]

    def desk(self, user: Any, site: str = "treviso", **options: Any) -> Seat:
        """Sit somebody at a desk, just signed in: sessions do not outlive the weeks between two steps."""
        client = Client(HTTP_HOST=f"{site}.localhost")
        client.force_login(user)
        person = self.visitor(**options)
        name = settings.SESSION_COOKIE_NAME
        kept = {"name": name, "value": client.cookies[name].value, "domain": f"{site}.localhost", "path": "/"}
        person.context.add_cookies([kept])  # type: ignore[list-item]
        return Seat(person)

    def close(self) -> list[str]:
        """Close every tab and return what the browser complained of."""
        for visitor in self.visitors:
            visitor.close()
        return [complaint for visitor in self.visitors for complaint in visitor.complaints]
