"""The words and keys of the index, which each database keeps in its own way (pico/search/engines)."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5("
    "title_stems, title_plain, body_stems, body_plain, "
    "tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* Co'\", prefix = '2 3')",
    "CREATE TABLE search_key (entry_id integer NOT NULL, key varchar(60) NOT NULL, "
    "PRIMARY KEY (entry_id, key)) WITHOUT ROWID",
    "CREATE INDEX search_key_by_key ON search_key (key, entry_id)",
)
POSTGRESQL = (
    "CREATE TABLE search_index (entry_id bigint PRIMARY KEY, words tsvector NOT NULL, keys text[] NOT NULL)",
    "CREATE INDEX search_index_words ON search_index USING gin (words)",
    "CREATE INDEX search_index_keys ON search_index USING gin (keys)",
)


def create(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_index", params=None)
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_key", params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
