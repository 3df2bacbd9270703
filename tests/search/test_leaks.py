"""Nobody finds or counts a row that is not theirs: against `visible_to`, after every kind of change."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from pico.accounts.models import Membership
from pico.base.actor import system_actor
from pico.organisations.actions import set_module_state
from pico.search.actions import repair
from pico.search.engines import Filters, engine
from pico.search.finding import find
from pico.search.models import SearchEntry
from pico.search.query import parse
from pico.sharing.keys import keys_of
from pico.sharing.levels import Level
from pico.sharing.models import Invitation
from pico.sua.models import Tender
from tests.access import make_world
from tests.factories.accounts import make_member
from tests.factories.sua import Cast, make_draft, make_in_state, stranger
from tests.sharing.testapp.models import Note

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


def ids_found(user, model, typed):
    """What the index itself opens to a person, before the final check."""
    user.__dict__.pop("_access", None)
    pool = engine().pool(parse(typed), keys_of(user), Filters(), 1_000)
    entries = SearchEntry.objects.unrestricted("test").in_bulk([row[0] for row in pool])
    return {e.target_id for e in entries.values() if e.target_type == model._meta.label_lower}


def ids_visible(user, model, **which):
    user.__dict__.pop("_access", None)
    return set(model.objects.visible_to(user).filter(**which).values_list("pk", flat=True))


@pytest.fixture
def world(notes_are_found):
    return make_world()


@pytest.mark.parametrize("changes", [150, pytest.param(1_000, marks=pytest.mark.slow)])
def test_random_changes_leave_no_difference(world, changes):
    rng = random.Random(4)
    people, bodies = list(world.people.values()), list(world.organisations.values())
    notes = [
        Note.objects.create(title=f"Canarino {n}", owner=rng.choice(bodies), level=rng.choice(Level.values))
        for n in range(24)
    ]
    for step in range(changes):
        change(rng, notes, bodies, people[1:])
        if step % 50 == 49:
            for person in people:
                assert ids_found(person, Note, "canarino") == ids_visible(person, Note), (step, person)
    assert repair(actor=SYSTEM) == {"written": 0, "removed": 0, "stray": 0}


def change(rng, notes, bodies, people):
    note = rng.choice(notes)
    match rng.randint(0, 4):
        case 0 | 1:
            note.level = rng.choice(Level.values)
            note.save()
        case 2:
            make_invitation(rng, note, bodies, people)
        case 3:
            for invitation in Invitation.objects.unrestricted("test").of(note)[:1]:
                invitation.delete()
        case 4:
            note.author = rng.choice([None, *people])
            note.owner = rng.choice(bodies)
            note.save()


def make_invitation(rng, note, bodies, people):
    to = rng.choice([{"person": rng.choice(people)}, {"organisation": rng.choice(bodies)}])
    if not Invitation.objects.unrestricted("test").of(note).filter(**to).exists():
        Invitation.objects.create(target=note, right="READ", **to)


def test_a_membership_that_ends_takes_its_keys_at_once(world):
    note = Note.objects.create(
        title="Canarino", owner=world.organisations["oderzo"], level=Level.ORGANISATION
    )
    member = world.people["member"]
    assert ids_found(member, Note, "canarino") == {note.pk}
    Membership.objects.unrestricted("test").filter(user=member).update(ended_at="2026-01-01T00:00Z")
    assert ids_found(member, Note, "canarino") == set()


@pytest.mark.parametrize("state", ["DRAFT", "SUBMITTED", "CLARIFICATION", "ACCEPTED"])
def test_a_tender_is_found_by_whom_may_see_it_in_every_state(state):
    cast = Cast()
    tender = make_in_state(cast, state)
    Tender.objects.unrestricted("test").get(pk=tender.pk).save()
    asolo, _body = stranger(cast)
    rup = make_member(cast.body, "member")
    viewers = [
        cast.operator, cast.manager, cast.sua, cast.executive, asolo, rup, AnonymousUser(),
        make_member(cast.province, "auditor"), make_member(cast.province, "editor"),
        Cast("Desenzano del Garda", "brescia").sua,
    ]  # fmt: skip
    for viewer in viewers:
        assert ids_found(viewer, Tender, tender.title) == ids_visible(viewer, Tender, title=tender.title)
    assert ids_found(cast.operator, Tender, tender.title) == {tender.pk}


def test_a_module_switched_off_hides_its_tenders_and_on_again_brings_them_back():
    cast = Cast()
    tender = make_draft(cast, title="Canarino giallo")
    for state, expected in (("OFF", set()), ("ACTIVE", {tender.pk})):
        set_module_state(actor=SYSTEM, organisation=cast.province, module="sua", state=state, confirmed=True)
        assert ids_found(cast.operator, Tender, "canarino") == expected


def test_a_row_the_index_wrongly_opens_is_not_shown(world, caplog):
    """The final check: keys that lie show nothing, and say so in the log."""
    note = Note.objects.create(
        title="Canarino", owner=world.organisations["brescia"], level=Level.ORGANISATION
    )
    entry = SearchEntry.objects.unrestricted("test").get(target_type=Note._meta.label_lower)
    engine().write_keys(entry.pk, ["public"])
    request = RequestFactory().get("/cerca/")
    results = find(
        user=world.people["sua"], query=parse("canarino"), filters=Filters(), within=Filters(),
        by_date=False, number=1, request=request,
    )  # fmt: skip
    assert results.hits == []
    assert f"the index shows {Note._meta.label_lower} {note.pk}" in caplog.text


def test_what_an_invitation_opened_is_not_even_counted_once_it_is_over(world):
    """Until the nightly look the index still holds its key: the number must not say what the list hides."""
    brescia = world.organisations["brescia"]
    secret = Note.objects.create(title="Canarino segreto", owner=brescia, level=Level.INVITED)
    open_note = Note.objects.create(title="Canarino di tutti", owner=brescia, level=Level.PUBLIC)
    guest = world.people["sua"]
    Invitation.objects.create(target=secret, person=guest, until=timezone.now() + timedelta(hours=1))
    Invitation.objects.unrestricted("test").update(until=timezone.now() - timedelta(seconds=1))
    results = find(
        user=guest, query=parse("canarino"), filters=Filters(), within=Filters(), by_date=False, number=1,
        request=RequestFactory().get("/cerca/"),
    )  # fmt: skip
    assert [hit.row.pk for hit in results.hits] == [open_note.pk]
    assert results.count == 1
    assert results.facets["organisation"] == {brescia.pk: 1}


class TestRepair:
    def test_a_row_written_behind_its_back_is_written_again(self, world):
        note = Note.objects.create(title="Canarino", owner=world.organisations["oderzo"], level=Level.PUBLIC)
        Note.objects.unrestricted("test").filter(pk=note.pk).update(
            title="Pettirosso", level=Level.ORGANISATION
        )
        assert repair(actor=SYSTEM)["written"] == 1
        assert ids_found(AnonymousUser(), Note, "pettirosso") == set()
        assert ids_found(world.people["member"], Note, "pettirosso") == {note.pk}

    def test_a_row_deleted_behind_its_back_is_forgotten(self, world):
        note = Note.objects.create(title="Canarino", owner=world.organisations["oderzo"], level=Level.PUBLIC)
        Note.objects.unrestricted("test").filter(pk=note.pk)._raw_delete("default")
        assert repair(actor=SYSTEM)["removed"] == 1
        assert ids_found(AnonymousUser(), Note, "canarino") == set()

    def test_words_without_entry_and_an_entry_without_words_are_mended(self, world):
        note = Note.objects.create(title="Canarino", owner=world.organisations["oderzo"], level=Level.PUBLIC)
        entry = SearchEntry.objects.unrestricted("test").get(target_type=Note._meta.label_lower)
        engine().remove([entry.pk])
        assert repair(actor=SYSTEM)["stray"] == 1
        assert repair(actor=SYSTEM)["written"] == 1
        assert ids_found(AnonymousUser(), Note, "canarino") == {note.pk}

    def test_a_deleted_row_goes_with_its_own_deletion(self, world):
        note = Note.objects.create(title="Canarino", owner=world.organisations["oderzo"], level=Level.PUBLIC)
        note.delete()
        assert ids_found(AnonymousUser(), Note, "canarino") == set()
