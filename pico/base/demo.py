"""Demo content: each app registers one loader; ``manage.py load_demo`` runs them in order of dependency."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from pico.base import dates
from pico.base.registry import Registry


@dataclass(frozen=True)
class DemoLoader:
    """One app's demo.

    Args:
        code: the app.
        order: lower runs first (organisations 10, accounts 20, portal 40, verticals 80).
        load: idempotent; loading twice changes nothing.
    """

    code: str
    order: int
    load: Callable[[], None]


@dataclass(frozen=True)
class DemoAccount:
    """One row of the table on the sign-in page and of what `make run` prints."""

    email: str
    name: str
    what: str


demo_loaders: Registry[DemoLoader] = Registry("demo loader")
demo_accounts: Registry[DemoAccount] = Registry("demo account")
DEMO_PASSWORD = "Demo-Pico-2026!"  # noqa: S105 - published on purpose, works only where the demo was loaded


def register_demo(code: str, order: int, load: Callable[[], None]) -> None:
    """Add an app's loader to the demo."""
    demo_loaders.add(code, DemoLoader(code, order, load))


def at_six_in(days: int) -> datetime:
    """Return 18:00 of Rome, some days from today: a moment at which offices close things."""
    return datetime.combine(dates.today() + timedelta(days=days), time(18), dates.ROME)


def loaders_in_order() -> list[DemoLoader]:
    return sorted(demo_loaders, key=lambda loader: (loader.order, loader.code))
