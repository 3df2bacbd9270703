"""PostgreSQL plans by the pages of a table and of the list of what waits to enter an index: make both true.

Words beside the table (TOAST) make it look small, so that reading and unpacking every row seems cheap: it takes
three seconds for 50,000 of them. A waiting list of 4 MB, which each search reads from end to end, adds to that.
"""

from django.db import migrations

INDEXES = ("search_index_words", "search_index_keys")
COLUMNS = ("words", "keys")


def make_true(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for column in COLUMNS:
        schema_editor.execute(f"ALTER TABLE search_index ALTER COLUMN {column} SET STORAGE MAIN", params=None)
    for index in INDEXES:
        schema_editor.execute(f"ALTER INDEX {index} SET (gin_pending_list_limit = 128)", params=None)
        schema_editor.execute(f"SELECT gin_clean_pending_list('{index}')", params=None)


def undo(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for column in COLUMNS:
        schema_editor.execute(
            f"ALTER TABLE search_index ALTER COLUMN {column} SET STORAGE EXTENDED", params=None
        )
    for index in INDEXES:
        schema_editor.execute(f"ALTER INDEX {index} RESET (gin_pending_list_limit)", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_index")]

    operations = [migrations.RunPython(make_true, undo)]
