"""Nobody changes or removes a line, whatever program asks the database."""

import pytest
from django.db import DatabaseError, connection, transaction

from pico.base.actor import system_actor
from pico.journal.models import Entry, Seal, record
from pico.journal.triggers import lifted

pytestmark = pytest.mark.django_db
TABLES = ["journal_entry", "journal_seal"]
DELETE = {"journal_entry": "DELETE FROM journal_entry", "journal_seal": "DELETE FROM journal_seal"}


@pytest.fixture
def line():
    Seal.objects.create(first_id=1, last_id=1, lines={}, before="0" * 64, digest="f" * 64)
    return record(system_actor("test"), "journal.test.done")


def execute(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", TABLES)
def test_sql_cannot_delete_a_row(line, table):
    with pytest.raises(DatabaseError, match="append-only"):
        execute(DELETE[table])
    assert (Entry.objects.unrestricted("test").count(), Seal.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET verb = 'x'", "UPDATE journal_seal SET digest = 'x'"]
)
def test_sql_cannot_update_a_row(line, statement):
    with pytest.raises(DatabaseError, match="append-only"):
        execute(statement)
    assert Entry.objects.unrestricted("test").get().verb == "journal.test.done"


@pytest.mark.parametrize("table", TABLES)
def test_a_row_cannot_be_replaced_by_one_of_the_same_key(line, table):
    """SQLite's REPLACE deletes without a DELETE trigger; elsewhere an insertion updates on conflict."""
    columns = [field.column for field in (Entry if table == "journal_entry" else Seal)._meta.fields]
    names = ", ".join(f'"{column}"' for column in columns)
    changed = "verb" if table == "journal_entry" else "digest"
    values = ", ".join("'x'" if column == changed else f'"{column}"' for column in columns)
    copy = f"INTO {table} ({names}) SELECT {values} FROM {table}"  # noqa: S608 - names of ours
    replace = {
        "sqlite": f"INSERT OR REPLACE {copy}",
        "postgresql": f"INSERT {copy} ON CONFLICT (id) DO UPDATE SET {changed} = 'x'",
    }[connection.vendor]
    with pytest.raises(DatabaseError, match="append-only"):
        execute(replace)
    assert Entry.objects.unrestricted("test").get().verb == "journal.test.done"
    assert Seal.objects.get().digest == "f" * 64


def test_a_seal_cannot_take_the_place_of_another_by_its_digest(line):
    with pytest.raises(DatabaseError), transaction.atomic():
        Seal.objects.create(first_id=2, last_id=2, lines={}, before="1" * 64, digest="f" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        Seal.objects.create(first_id=2, last_id=2, lines={}, before="0" * 64, digest="e" * 64)
    assert Seal.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.parametrize("table", TABLES)
def test_sql_cannot_truncate_a_table(line, table):
    with pytest.raises(DatabaseError, match="append-only"):
        execute("TRUNCATE " + table)


def test_the_orm_cannot_change_or_delete_a_line(line):
    line.verb = "x"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        line.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        line.delete()


def test_the_switch_lifts_the_triggers_and_puts_them_back(line):
    with lifted():
        Entry.objects.unrestricted("test").delete()
    assert Entry.objects.unrestricted("test").count() == 0
    record(system_actor("test"), "journal.test.done")
    with pytest.raises(DatabaseError, match="append-only"):
        execute("DELETE FROM journal_entry")
    with pytest.raises(DatabaseError, match="append-only"):
        execute("UPDATE journal_seal SET digest = 'x'")


def test_a_failure_under_the_switch_undoes_everything(line):
    def fail():
        with lifted():
            Entry.objects.unrestricted("test").delete()
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail()
    assert Entry.objects.unrestricted("test").count() == 1
    with pytest.raises(DatabaseError, match="append-only"):
        execute("DELETE FROM journal_entry")
