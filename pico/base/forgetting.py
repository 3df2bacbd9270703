"""Making a database forget what was deleted: until then its files still hold it."""

from collections.abc import Iterable

from django.db import connection, models


def forget_deleted(tables: Iterable[type[models.Model]]) -> None:
    """Clear from the files of the database what was deleted from these tables, as far as it can be done.

    To be called outside a transaction, after the one that deleted. Copies of before (backups, the archive of
    PostgreSQL's log) are not reached. It may be repeated; where others are busy it clears less.

    Args:
        tables: the models whose rows were deleted.

    Source:
        SQLite: secure_delete overwrites, the write-ahead log is copied into the file and cut off
        (wal_checkpoint TRUNCATE). PostgreSQL: VACUUM takes dead rows out of their pages.
    """
    _FORGET[connection.vendor](tables)


def _sqlite(tables: Iterable[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _postgresql(tables: Iterable[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"VACUUM {connection.ops.quote_name(model._meta.db_table)}")


_FORGET = {"sqlite": _sqlite, "postgresql": _postgresql}
