"""What every test shares: a fast database, an empty cache, and honesty about what was not run."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import TransactionTestCase
from xdist.scheduler import LoadScopeScheduling

from tests import acting, databases, parts, proofs

acting.install()
proofs.install()


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this test process: gw0, gw1, or master when there is only one."""
    return os.environ.get("PYTEST_XDIST_WORKER", "master")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, worker):
    """Replace pytest-django's own: copy the migrated template instead of migrating again."""
    with django_db_blocker.unblock():
        copies = databases.copies_for(worker)
        copies.renew()
        flush, TransactionTestCase._fixture_teardown = (
            TransactionTestCase._fixture_teardown,
            lambda test: copies.renew(),
        )
    yield
    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock():
        copies.remove()


@contextmanager
def standing(django_db_blocker) -> Iterator[None]:
    """Keep a transaction open around tests, each of which then writes inside a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="class")
def for_the_class(django_db_setup, django_db_blocker):
    """Rows that fixtures of the class write are made once for its tests, then undone.

    Such a fixture hands out rows as they were made: a test that changes one takes a copy (`copy.deepcopy`).
    """
    with standing(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def for_the_module(django_db_setup, django_db_blocker):
    """The same for the tests of a file; none of them may commit for real (``transaction=True``)."""
    with standing(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    """One test's cached pages and rate limits are none of the next one's business."""
    yield
    if settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        cache.clear()


class OneClassOneProcess(LoadScopeScheduling):
    """Tests of a class may go on where the one before stopped: they run in one process, in their order."""

    def _split_scope(self, nodeid: str) -> str:
        file_and_class, _, _test = nodeid.split("[", maxsplit=1)[0].rpartition("::")
        return file_and_class if "::" in file_and_class else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return OneClassOneProcess(config, log)


ASK_A_DATABASE = {"db", "transactional_db", "django_db_setup", "platform"}


def runs_here(item) -> bool:
    """Say whether a test has something to say about the database of this run.

    What asks no database says the same on each: SQLite runs it. Some tests are for one of the two.
    """
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return item.get_closest_marker("postgresql") is None
    if item.get_closest_marker("sqlite"):
        return False
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgresql", "slow"))
    return marked or not ASK_A_DATABASE.isdisjoint(item.fixturenames)


def pytest_collection_modifyitems(config, items):
    elsewhere = [item for item in items if not runs_here(item)]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if runs_here(item)]


def pytest_collection_finish(session):
    """What was imported by now stays: going over it again and again takes a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


def pytest_terminal_summary(terminalreporter):
    """Say in one line each what this machine could not run."""
    for line in parts.missing():
        terminalreporter.write_line(line)
    skipped = terminalreporter.stats.get("skipped", [])
    if parts.REQUIRE_ALL:
        for report in skipped:
            terminalreporter.write_line(
                f"Left out, but PICO_REQUIRE_ALL=1: {report.nodeid} {report.longrepr}"
            )


def pytest_sessionfinish(session):
    """In CI a test left out is a test failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and parts.REQUIRE_ALL and (reporter.stats.get("skipped") or parts.missing()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config):
    """Remove the temporary folder that the test settings made for files and databases."""
    if settings.configured and str(settings.VAR.name).startswith("pico-test-"):
        shutil.rmtree(settings.VAR, ignore_errors=True)
