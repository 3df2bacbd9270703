"""A platform of its own for the tests that kill parts of it."""

import shutil
from collections.abc import Iterator

import pytest

from tests import databases
from tests.platform import Platform


@pytest.fixture(scope="session")
def database_url(django_db_blocker, worker) -> Iterator[str]:
    """The platform's database: on PostgreSQL a new one in the same cluster, "" for SQLite.

    A copy of the migrated template: an installation from nothing is what the tests in a browser begin with.
    """
    with django_db_blocker.unblock():
        copies = databases.copies_for(worker)
    if isinstance(copies, databases.SqliteCopies):
        yield ""
        return
    with databases.postgres_database("pico_platform", copies.template) as url:
        yield url


@pytest.fixture(scope="session")
def platform(tmp_path_factory, database_url, django_db_blocker, worker) -> Iterator[Platform]:
    var = tmp_path_factory.mktemp("var")
    if not database_url:
        with django_db_blocker.unblock():
            shutil.copyfile(databases.copies_for(worker).template, var / "pico.sqlite3")
    running = Platform(var, **({"DATABASE_URL": database_url} if database_url else {})).start()
    yield running
    assert running.stop() == 0
