"""Forbid SQLite's INSERT OR REPLACE on the journal: it deletes the row in its way without any DELETE trigger.

PostgreSQL has no such statement: its ON CONFLICT DO UPDATE meets the trigger that forbids UPDATE.
"""

from django.db import migrations

KEYS = {"journal_entry": ("id",), "journal_seal": ("id", "before", "digest")}
MESSAGE = "the journal is append-only"


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for table, keys in KEYS.items():
        same = " OR ".join(f'"{key}" = NEW."{key}"' for key in keys)
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608  # nosec B608 - names of ours
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in KEYS:
            schema_editor.execute(f"DROP TRIGGER {table}_no_replace")


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]

    operations = [migrations.RunPython(forbid, allow)]
