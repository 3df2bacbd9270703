"""The switch past the database triggers of the journal, for the retention command alone.

Inside one transaction, so that nobody else ever meets the tables without their triggers, and nobody else can
write the journal meanwhile. Whoever uses it writes a line that says what was removed.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

TABLES = ("journal_entry", "journal_seal")


@contextmanager
def lifted() -> Iterator[None]:
    """Allow UPDATE and DELETE on the journal inside the block, which is one transaction."""
    lift, restore = {"sqlite": (_drop, _create), "postgresql": (_disable, _enable)}[connection.vendor]
    with transaction.atomic():
        statements = lift()
        yield
        restore(statements)


def _execute(statement: str, parameters: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def _drop() -> list[str]:
    triggers = _execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)", TABLES
    )
    for name, _sql in triggers:
        _execute(f'DROP TRIGGER "{name}"')
    return [sql for _name, sql in triggers]


def _create(statements: list[str]) -> None:
    for statement in statements:
        _execute(statement)


def _disable() -> list[str]:
    for table in TABLES:
        _execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return []


def _enable(statements: list[str]) -> None:
    for table in TABLES:
        _execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
