"""One platform with the demo for all browser tests, one browser a process; a fresh visitor for each test."""

import os
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.shared import locked, platform_in
from tests.e2e.spid import leave_for_the_provider
from tests.e2e.stage import Stage
from tests.e2e.watch import CHROMIUM_FLAGS, Visitor
from tests.parts import CHROMIUM, need
from tests.platform import Platform

DURING_THE_PAUSE = 60  # tests: they take some three minutes


@pytest.fixture(scope="session")
def platform(tmp_path_factory, worker) -> Iterator[Platform]:
    need("chromium")
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker == "master" else base.parent) / "platform"
    (folder / "var").mkdir(parents=True, exist_ok=True)
    # Chromium trusts *.localhost over plain http: the cookie of SPID is as in production (identity.md 5.3).
    with platform_in(folder, PICO_SAML_SECURE_COOKIE="1") as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    need("chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def browser(platform, chromium) -> Browser:
    return chromium


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


@pytest.fixture(scope="session")
def loop_allowed() -> None:
    """Playwright's loop runs in this thread, and Django would take it for that of an asynchronous view."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture
def stage(loop_allowed, transactional_db, live_server, chromium) -> Iterator[Stage]:
    """The product on a day of one's choice; nobody may leave with a complaint of the browser."""
    made = Stage(live_server, chromium)
    yield made
    assert made.close() == []


@pytest.fixture(scope="session")
def provider_elsewhere(platform) -> str:
    """The provider of invented people moves to another host, which is another site for a browser."""
    host = f"novara.localhost:{platform.port}"
    script = (
        "from pico.accounts.saml.devidp import DevProvider; print(DevProvider('SPID').metadata().decode())"
    )
    metadata = platform.manage("shell", "-c", script)
    metadata = metadata[metadata.index("<") :].replace('Location="/', f'Location="http://{host}/')
    file = platform.var / "spid-elsewhere.xml"
    with locked(platform.var):  # the other process moves it as well
        file.write_text(metadata)
        platform.manage("saml_provider", "SPID", str(file), "--name", "Gestore SPID di prova")
    return host


@pytest.fixture(scope="session")
def gone_to_the_provider(browser, platform, provider_elsewhere) -> Iterator[tuple[Visitor, float]]:
    """Somebody who left from UPI's host for the provider and takes their time, while other tests run."""
    person = Visitor(browser, platform)
    person.open("/accedi/", site="")
    leave_for_the_provider(person)
    yield person, time.monotonic()
    person.close()


@pytest.fixture(scope="session", autouse=True)
def leave_early(request) -> None:
    """Begin the long pause with the first test, so that it costs the run as little as it can."""
    if any(item.get_closest_marker("slow") for item in request.session.items):
        request.getfixturevalue("gone_to_the_provider")


def pytest_collection_modifyitems(items):
    """What waits for minutes begins with the first test and comes when its pause is over, not later."""
    waiting = [
        item for item in items if item.get_closest_marker("slow") and item.get_closest_marker("browser")
    ]
    others = [item for item in items if item not in waiting]
    items[:] = others[:DURING_THE_PAUSE] + waiting + others[DURING_THE_PAUSE:]
