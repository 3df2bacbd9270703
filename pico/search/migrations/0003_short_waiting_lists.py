"""PostgreSQL keeps what was just written in a list that each search reads from end to end: let it stay short.

At its usual 4 MB it costs a search up to a second, and the planner rather reads every row (three seconds).
"""

from django.db import migrations

INDEXES = ("search_index_words", "search_index_keys")


def shorten(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for index in INDEXES:
            schema_editor.execute(f"ALTER INDEX {index} SET (gin_pending_list_limit = 128)", params=None)
            schema_editor.execute(f"SELECT gin_clean_pending_list('{index}')", params=None)


def lengthen(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for index in INDEXES:
            schema_editor.execute(f"ALTER INDEX {index} RESET (gin_pending_list_limit)", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_index")]

    operations = [migrations.RunPython(shorten, lengthen)]
