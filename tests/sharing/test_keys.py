"""The keys and `visible_to` are one rule: random worlds, each compared for every person and every row."""

import random

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from pico.accounts.access import forget_access
from pico.accounts.models import Membership, User
from pico.accounts.roles import roles_at_kind
from pico.organisations.models import Organisation, OrganisationEvent, Region
from pico.sharing.keys import keys_for, keys_of
from pico.sharing.levels import Level
from pico.sharing.models import Invitation
from tests.sharing.testapp.models import Note

pytestmark = pytest.mark.django_db
ROWS_PER_WORLD = 12


def body(name, kind, **fields):
    return Organisation.objects.create(kind=kind, name=name, short_name=name, slug=name, **fields)


@pytest.fixture
def country():
    """Two regions, three Provinces, bodies with and without a Province, one that took over another."""
    veneto, lombardia = (
        Region.objects.create(code=f"9{n}", name=f"Regione {n}", statute="ORDINARY") for n in (1, 2)
    )
    body("upi-prova", "NATIONAL_UPI")
    for region in (veneto, lombardia):
        body(f"upi-{region.code}", "REGIONAL_UPI", region=region)
    provinces = [
        body(f"provincia-{n}", "PROVINCE", region=region)
        for n, region in enumerate((veneto, veneto, lombardia))
    ]
    for province in provinces:
        province.province = province
        province.save()
        body(f"comune-{province.pk}", "MUNICIPALITY", region=province.region, province=province)
        body(f"scuola-{province.pk}", "OTHER_BODY", region=province.region, province=province)
    body("senza-provincia", "MUNICIPALITY", region=lombardia)
    body("senza-nulla", "OTHER_BODY")
    old, older = (
        body(f"cessato-{n}", "MUNICIPALITY", region=veneto, province=provinces[0], state="CEASED")
        for n in (1, 2)
    )
    heir = Organisation.objects.get(slug=f"comune-{provinces[0].pk}")
    for predecessor, successor in ((old, heir), (older, old)):
        event = OrganisationEvent.objects.create(
            kind="INCORPORATION", effective_on="2026-01-01", state="APPLIED"
        )
        event.predecessors.add(predecessor)
        event.successors.add(successor)
    return list(Organisation.objects.order_by("pk"))


def new_people():
    return User.objects.bulk_create(
        [User(email=f"p{n}@prova.example", given_name="P", family_name=str(n)) for n in range(6)]
    )


def random_world(dice, country, people):
    """Scatter memberships (some over), notes of all levels and invitations (some over)."""
    now = timezone.now()
    over = [{}, {}, {}, {"ended_at": now}, {"valid_from": "2026-01-01", "valid_until": "2026-01-31"}]
    pairs = {(dice.choice(people[1:]), dice.choice(country)) for _ in range(7)}
    Membership.objects.bulk_create(
        Membership(user=user, organisation=at, role=dice.choice(roles_at_kind(at.kind)), **dice.choice(over))
        for user, at in sorted(pairs, key=lambda pair: (pair[0].pk, pair[1].pk))
    )
    notes = Note.objects.bulk_create(
        Note(owner=dice.choice(country), level=dice.choice(Level.values), author=dice.choice([None, *people]))
        for _ in range(ROWS_PER_WORLD)
    )
    ends = [{}, {}, {"ended_at": now}, {"until": now - timezone.timedelta(seconds=1)}]
    for note in dice.sample(notes, 4):
        at = dice.choice(country)
        invitee = dice.choice(
            [
                {"person": dice.choice(people)},
                {"organisation": at},
                {"organisation": at, "role": dice.choice(roles_at_kind(at.kind))},
            ]
        )
        Invitation.objects.create(target=note, **invitee, **dice.choice(ends))
    return notes


def assert_one_rule(notes, people):
    keys = {note.pk: keys_for(note) for note in notes}
    for person in (AnonymousUser(), *people):
        forget_access(person)
        by_query = set(Note.objects.visible_to(person).values_list("pk", flat=True))
        by_keys = {pk for pk, needed in keys.items() if needed & keys_of(person)}
        assert by_query == by_keys, f"{person} of {keys_of(person)}"


def forget_world():
    for model in (Invitation, Note, Membership):
        model._base_manager.all().delete()


def try_worlds(country, seeds):
    people = new_people()
    for seed in seeds:
        assert_one_rule(random_world(random.Random(seed), country, people), people)
        forget_world()


def test_a_row_is_visible_exactly_when_the_keys_meet(country):
    try_worlds(country, range(40))


@pytest.mark.slow
def test_a_row_is_visible_exactly_when_the_keys_meet_in_a_thousand_worlds(country):
    try_worlds(country, range(1000))


def test_the_worlds_are_neither_empty_nor_open_to_everybody(country):
    people = new_people()
    notes = random_world(random.Random(7), country, people)
    seen = [Note.objects.visible_to(person).count() for person in people]
    assert 0 < sum(seen) < len(people) * len(notes)


def test_the_successor_of_a_merged_body_reads_what_the_old_ones_left(country):
    heir = Organisation.objects.get(slug__startswith="comune-", events_as_successor__isnull=False)
    person = new_people()[1]
    Membership.objects.create(user=person, organisation=heir, role="member")
    left = [Note.objects.create(owner=old, level="ORGANISATION") for old in country if old.state == "CEASED"]
    kept = Note.objects.create(owner=country[-1], level="INVITED")
    assert set(Note.objects.visible_to(person)) == set(left)
    assert not keys_of(person) & keys_for(kept)


def test_keys_name_levels_regions_provinces_and_roles(country):
    comune = Organisation.objects.get(slug__startswith="comune-", events_as_successor__isnull=False)
    person = new_people()[1]
    Membership.objects.create(user=person, organisation=comune, role="organisation_manager")
    old, older = (Organisation.objects.get(slug=f"cessato-{n}") for n in (1, 2))
    assert keys_of(person) == {
        "public",
        "network",
        f"person:{person.pk}",
        f"member:{person.pk}",
        f"region:{comune.region_id}",
        f"province:{comune.province_id}",
        *{f"organisation:{body.pk}" for body in (comune, old, older)},
        *{f"role:{body.pk}:organisation_manager" for body in (comune, old, older)},
    }
    assert keys_of(AnonymousUser()) == {"public"}
