"""The migrated database of the tests: made once per state of the migrations, then copied.

Wagtail's migrations take far longer than most test files. So one template is migrated (triggers included)
and kept until a migration changes: on SQLite a file in var/, on PostgreSQL a database beside the others. Each
test process works on a copy, and a test that commits for real (``transaction=True``) gets a fresh copy after:
unlike a flush this keeps the rows that migrations made, and meets no trigger of the append-only journal.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from wagtail.models import Page, Site

from pico.journal.models import Entry
from pico.journal.triggers import lifted
from scripts.postgres import programs

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "var" / "test-databases"


def state_of_migrations() -> str:
    """Return one hash of all that decides how the migrated database looks."""
    files = [ROOT / "requirements" / "base.txt", ROOT / "pico" / "config" / "settings" / "base.py"]
    files.append(Path(__file__))
    for pattern in ("*/migrations/*.py", "*/migrations/*.sql", "*/apps.py"):
        files += sorted((ROOT / "pico").glob(pattern))
    files += sorted((ROOT / "tests").glob("*/testapp/migrations/*.py"))
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one test process make the template while the others wait for it."""
    with (Path(tempfile.gettempdir()) / f"pico-test-databases-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def use(name: str) -> None:
    """Point the default connection at another database."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def migrate(name: str) -> None:
    use(name)
    call_command("migrate", verbosity=0, run_syncdb=True)
    without_welcome_page()
    with lifted():  # what migrating itself filled in was recorded: a test's journal starts empty
        Entry.objects.unrestricted("a test's journal starts empty").delete()


def without_welcome_page() -> None:
    """Take away what the first site of an installation takes away: otherwise each test with a site would.

    The page and the site of Wagtail's own migration are made again by the one test that is about them.
    """
    Site.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.delete()


class SqliteCopies:
    """Copies of a template file."""

    def __init__(self, worker: str) -> None:
        self.template = CACHE / f"{state_of_migrations()}.sqlite3"
        self.copy = Path(settings.VAR) / f"test-{worker}.sqlite3"

    def has_template(self) -> bool:
        return self.template.exists()

    def make_template(self) -> None:
        if self.has_template():
            return
        CACHE.mkdir(parents=True, exist_ok=True)
        half_done = self.template.with_suffix(".half")
        forget(half_done)
        migrate(str(half_done))
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections.close_all()
        for old in CACHE.glob("*.sqlite3"):
            old.unlink()
        half_done.rename(self.template)
        forget(half_done)

    def renew(self) -> None:
        connections.close_all()
        forget(self.copy)
        shutil.copyfile(self.template, self.copy)
        use(str(self.copy))

    def remove(self) -> None:
        connections.close_all()
        forget(self.copy)


class PostgresCopies:
    """Databases made with PostgreSQL's own CREATE DATABASE … TEMPLATE."""

    def __init__(self, worker: str) -> None:
        self.template = f"pico_template_{state_of_migrations()}"
        self.copy = f"pico_test_{worker}"

    @property
    def dump(self) -> Path:
        """The template in a file: a throw-away server begins with it."""
        return CACHE / f"{state_of_migrations()}.dump"

    def keep(self, name: str) -> None:
        CACHE.mkdir(parents=True, exist_ok=True)
        half_done = self.dump.with_suffix(".half-dump")
        if self.psql("pg_dump", "--format=custom", "--file", half_done, name):
            for old in CACHE.glob("*.dump"):
                old.unlink()
            half_done.rename(self.dump)

    def psql(self, program: str, *arguments: object) -> bool:
        """Run a program of PostgreSQL on this server; say whether it is here and did what it was asked."""
        found = programs()
        if found is None or not (found / program).exists():
            return False
        at = connection.settings_dict
        who = ["--host", at["HOST"], "--port", at["PORT"], "--username", at["USER"], "--no-password"]
        command = [str(part) for part in [found / program, *who, *arguments]]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def execute(self, *statements: str) -> None:
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def has_template(self) -> bool:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template])
            return cursor.fetchone() is not None

    def make_template(self) -> None:
        if self.has_template():
            return
        half_done = f"{self.template}_half"
        self.execute(f'DROP DATABASE IF EXISTS "{half_done}"', f'CREATE DATABASE "{half_done}"')
        if not self.dump.exists() or not self.psql("pg_restore", "--dbname", half_done, self.dump):
            migrate(half_done)
            connections.close_all()
            self.keep(half_done)
        self.execute(f'ALTER DATABASE "{half_done}" RENAME TO "{self.template}"')

    def renew(self) -> None:
        self.execute(
            f'DROP DATABASE IF EXISTS "{self.copy}" WITH (FORCE)',
            f'CREATE DATABASE "{self.copy}" TEMPLATE "{self.template}"',
        )
        use(self.copy)

    def remove(self) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{self.copy}" WITH (FORCE)')


@contextmanager
def postgres_database(name: str, template: str = "template1") -> Iterator[str]:
    """Make a database beside the tests' own, empty or a copy, yield its address, drop it."""
    settings_of = connection.settings_dict
    with psycopg.connect(
        host=settings_of["HOST"], port=settings_of["PORT"], user=settings_of["USER"],
        password=settings_of["PASSWORD"], dbname="postgres", autocommit=True,
    ) as server:  # fmt: skip
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield f"postgres://{settings_of['USER']}@{settings_of['HOST']}:{settings_of['PORT']}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def forget(path: Path) -> None:
    """Delete an SQLite file with its companions."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def copies_for(worker: str) -> SqliteCopies | PostgresCopies:
    """Return the copies of this test process, the template made."""
    copies = SqliteCopies(worker) if connection.vendor == "sqlite" else PostgresCopies(worker)
    if not copies.has_template():
        with one_at_a_time():
            copies.make_template()
    return copies
