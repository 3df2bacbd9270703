"""One platform with the demo and one browser for all browser tests; a fresh visitor for each test."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.watch import CHROMIUM_FLAGS, Visitor
from tests.parts import CHROMIUM, need
from tests.platform import Platform


@pytest.fixture(scope="session")
def platform(tmp_path_factory) -> Iterator[Platform]:
    need("chromium")
    # Chromium trusts *.localhost over plain http: the cookie of SPID is as in production (identity.md 5.3).
    running = Platform(tmp_path_factory.mktemp("var"), PICO_SAML_SECURE_COOKIE="1").start()
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="session")
def browser(platform) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
        yield running
        running.close()


@pytest.fixture
def visitor(browser, platform) -> Iterator[Callable[..., Visitor]]:
    """Make visitors; each must leave without a complaint of the browser."""
    made: list[Visitor] = []

    def make(**options) -> Visitor:
        made.append(Visitor(browser, platform, **options))
        return made[-1]

    yield make
    for visitor in made:
        visitor.close()
    assert [complaint for visitor in made for complaint in visitor.complaints] == []


def pytest_collection_modifyitems(items):
    """What waits for minutes began with the first test, and ends last."""
    items.sort(key=lambda item: bool(item.get_closest_marker("slow") and item.get_closest_marker("browser")))
