"""A platform of its own for the tests that kill parts of it."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from tests import databases
from tests.platform import Platform


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """The database of the platform: on PostgreSQL a new one in the same cluster, "" for SQLite."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        yield ""
        return
    with databases.empty_postgres_database("pico_platform") as url:
        yield url


@pytest.fixture(scope="session")
def platform(tmp_path_factory, database_url) -> Iterator[Platform]:
    environment = {"DATABASE_URL": database_url} if database_url else {}
    running = Platform(tmp_path_factory.mktemp("var"), **environment).start()
    yield running
    assert running.stop() == 0
