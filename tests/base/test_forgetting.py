"""What is deleted leaves the files of the database."""

from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from pico.base.forgetting import forget_deleted

SECRET = "parole_che_nessuno_deve_ritrovare"
pytestmark = pytest.mark.django_db(transaction=True)


def files() -> list[bytes]:
    """Return what the database of SQLite and its log hold."""
    paths = [Path(f"{connection.settings_dict['NAME']}{end}") for end in ("", "-wal")]
    return [path.read_bytes() for path in paths if path.exists()]


def place_of(row: ContentType) -> str:
    """Return where PostgreSQL keeps a row: page and slot."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM django_content_type WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


def test_a_deleted_row_is_not_found_in_the_files_any_more():
    row = ContentType.objects.create(app_label=SECRET, model="x")
    place = place_of(row) if connection.vendor == "postgresql" else ""
    row.delete()

    forget_deleted([ContentType])

    if place:
        # A slot is given again only once what was in it is gone.
        assert place_of(ContentType.objects.create(app_label="other", model="y")) == place
    else:
        assert [SECRET.encode() in content for content in files()] == [False] * len(files())
