"""The hash chain names the first line that is not as it was written."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from pico.base.actor import system_actor
from pico.journal import actions
from pico.journal.models import Entry, Seal, record
from pico.journal.seals import Fault, fingerprint, first_fault
from pico.journal.triggers import lifted

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


def lines(count, **fields):
    return [
        record(SYSTEM, "journal.test.done", changes={"n": [number, "è"]}, **fields) for number in range(count)
    ]


def seal():
    return actions.seal(actor=SYSTEM)


def everything():
    return Entry.objects.unrestricted("test")


def tamper(pk, **changes):
    with lifted():
        everything().filter(pk=pk).update(**changes)


def age_the_seals():
    with lifted():
        Seal.objects.update(made_at=timezone.now() - timedelta(hours=2))


def verify():
    out = io.StringIO()
    call_command("journal_verify", stdout=out)
    return out.getvalue()


def test_every_line_is_sealed_once():
    lines(3)
    assert (seal(), seal()) == (3, 0)
    lines(2)
    assert seal() == 2
    assert [len(row.lines) for row in Seal.objects.all()] == [3, 2]


def test_seals_form_a_chain():
    lines(1)
    seal()
    lines(1)
    seal()
    first, second = Seal.objects.all()
    assert (first.before, second.before) == ("0" * 64, first.digest)


def test_more_lines_than_fit_one_seal_get_several(monkeypatch):
    monkeypatch.setattr(actions, "LINES_PER_SEAL", 4)
    lines(10)
    assert seal() == 10
    assert [len(row.lines) for row in Seal.objects.all()] == [4, 4, 2]
    assert first_fault() is None


def test_an_untouched_journal_verifies():
    lines(3)
    seal()
    last = Seal.objects.get()
    assert verify() == f"All as sealed, up to line {last.last_id}: seal {last.pk}, {last.digest}\n"


def test_an_empty_journal_has_nothing_to_verify():
    assert verify() == "No seal yet: nothing to verify.\n"


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "x"},
        {"actor_id": 7},
        {"actor_label": "Qualcun altro"},
        {"organisation_id": 7},
        {"organisation_label": "x"},
        {"category": "x"},
        {"object_type": "x"},
        {"object_id": "9"},
        {"object_label": "x"},
        {"owner_id": 7},
        {"changes": {"n": [0, "e"]}},
        {"reason": "x"},
        {"request_id": "x"},
        {"signin": "x"},
        {"network": "x"},
        {"at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_to_any_column_is_found(change):
    _first, second, _third = lines(3)
    seal()
    tamper(second.pk, **change)
    assert first_fault() == Fault("ALTERED", second.pk, Seal.objects.get().pk)


def test_the_command_names_the_altered_line():
    _first, second, third = lines(3)
    seal()
    tamper(third.pk, verb="x")
    tamper(second.pk, verb="x")
    with pytest.raises(CommandError, match=rf"line {second.pk} was altered"):
        verify()


def test_a_removed_line_is_found():
    _first, second, _third = lines(3)
    seal()
    with lifted():
        everything().filter(pk=second.pk).delete()
    assert first_fault() == Fault("MISSING", second.pk, Seal.objects.get().pk)


def test_a_changed_seal_breaks_the_chain():
    first = lines(1)[0]
    seal()
    lines(1)
    seal()
    tamper(first.pk, verb="x")
    forged = everything().get(pk=first.pk)
    with lifted():
        Seal.objects.filter(lines__has_key=str(first.pk)).update(lines={str(first.pk): fingerprint(forged)})
    assert first_fault() == Fault("CHAIN", None, Seal.objects.first().pk)


def test_a_removed_seal_breaks_the_chain():
    for _ in range(3):
        lines(1)
        seal()
    second = Seal.objects.all()[1]
    with lifted():
        Seal.objects.filter(pk=second.pk).delete()
    assert first_fault() == Fault("CHAIN", None, Seal.objects.last().pk)


def test_a_line_slipped_in_among_old_ones_is_found():
    _first, second, _third = lines(3)
    with lifted():
        everything().filter(pk=second.pk).delete()
    seal()
    age_the_seals()
    Entry.objects.create(pk=second.pk, verb="journal.test.forged", category="action")
    assert seal() == 0
    assert first_fault() == Fault("INSERTED", second.pk, None)


def test_a_line_whose_transaction_ended_late_is_sealed_after_younger_ones():
    _first, late, _third = lines(3)
    with lifted():
        everything().filter(pk=late.pk).delete()
    seal()
    Entry.objects.create(pk=late.pk, verb="journal.test.done", category="action")
    assert seal() == 1
    assert first_fault() is None


class TestRetention:
    OLD = datetime(2010, 1, 1, tzinfo=UTC)

    @pytest.fixture
    def old_and_new(self):
        old = lines(2)
        with lifted():
            everything().filter(pk__in=[line.pk for line in old]).update(at=self.OLD)
        seal()
        return old, lines(1)

    def remove(self, months=120):
        out = io.StringIO()
        call_command("journal_remove_old", months=months, reason="Scaduti i dieci anni", stdout=out)
        return out.getvalue()

    def test_old_lines_go_and_young_ones_stay(self, old_and_new):
        _old, young = old_and_new
        assert self.remove().startswith("Removed 2 lines written before ")
        kept = everything().order_by("pk").values_list("pk", "verb", "reason")
        assert [row[1:] for row in kept] == [
            ("journal.test.done", "test"),
            ("journal.lines.removed", "Scaduti i dieci anni"),
        ]
        assert kept[0][0] == young[0].pk

    def test_the_chain_still_verifies_afterwards(self, old_and_new):
        self.remove()
        seal()
        assert first_fault() is None

    def test_the_line_of_a_removal_says_which_seals_were_emptied(self, old_and_new):
        first = Seal.objects.first()
        self.remove()
        changes = everything().get(verb="journal.lines.removed").changes
        assert (changes["seals"], changes["lines"]) == ([first.pk, first.pk], 2)

    def test_a_second_run_removes_and_says_nothing(self, old_and_new):
        self.remove()
        assert self.remove().startswith("Removed 0 lines")
        assert everything().filter(verb="journal.lines.removed").count() == 1

    def test_a_line_missing_from_another_seal_is_still_found(self, old_and_new):
        _old, young = old_and_new
        self.remove()
        seal()
        with lifted():
            everything().filter(pk=young[0].pk).delete()
        assert first_fault().line == young[0].pk

    def test_less_than_a_year_is_refused(self):
        with pytest.raises(CommandError, match="at least 12 months"):
            self.remove(months=11)
