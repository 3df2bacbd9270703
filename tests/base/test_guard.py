"""No way to hold a row of somebody before it was said for whom: every door of a QuerySet, tried one by one.

The rows are memberships: guarded, with a person (unguarded) on one side and an organisation (unguarded) on
the other. Treviso's row is the one that could leak.
"""

import asyncio
import copy
import pickle

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.shortcuts import get_list_or_404, get_object_or_404

from pico.accounts.models import AccessRequest, Membership, User
from pico.base.guard import UnscopedQuery, unguarded
from pico.organisations.models import Organisation
from tests.factories.accounts import make_member, make_user
from tests.factories.organisations import make_municipality_body, make_province
from tests.sharing.testapp.models import Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def member(treviso):
    return make_member(treviso, "administrator")


@pytest.fixture
def row(member):
    return Membership.objects.unrestricted("test").get(user=member)


@pytest.fixture
def stranger():
    return make_member(make_province("brescia"), "administrator")


async def in_the_background(rows):
    return [row async for row in rows.aiterator()]


class MembershipForm(forms.Form):
    one = forms.ModelChoiceField(Membership.objects.all(), required=False)
    many = forms.ModelMultipleChoiceField(Membership.objects.all(), required=False)


DOORS = {
    "iteration": list,
    "length": len,
    "truth": bool,
    "looking for a row in it": lambda rows: Membership(pk=1) in rows,
    "printing": repr,
    "the first by index": lambda rows: rows[0],
    "a slice": lambda rows: list(rows[:5]),
    "every second": lambda rows: rows[0:10:2],
    "get": lambda rows: rows.get(role="administrator"),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "earliest": lambda rows: rows.earliest("valid_from"),
    "latest": lambda rows: rows.latest("valid_from"),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(Membership(pk=1)),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "in_bulk": lambda rows: rows.in_bulk(),
    "in_bulk of one": lambda rows: rows.in_bulk([1]),
    "iterator": lambda rows: list(rows.iterator()),
    "explain": lambda rows: rows.explain(),
    "update": lambda rows: rows.update(role="member"),
    "bulk_update": lambda rows: rows.bulk_update([Membership(pk=1, role="member")], ["role"]),
    "delete": lambda rows: rows.delete(),
    "get_or_create": lambda rows: rows.get_or_create(role="administrator"),
    "update_or_create": lambda rows: rows.update_or_create(role="administrator"),
    "values": lambda rows: list(rows.values("role")),
    "values_list": lambda rows: list(rows.values_list("role", flat=True)),
    "dates": lambda rows: list(rows.dates("valid_from", "year")),
    "datetimes": lambda rows: list(rows.datetimes("created_at", "day")),
    "distinct": lambda rows: list(rows.distinct()),
    "annotated": lambda rows: list(rows.annotate(n=Count("pk"))),
    "filtered": lambda rows: list(rows.filter(role="administrator").exclude(role="member").order_by("pk")),
    "nothing": lambda rows: list(rows.none()),
    "select_related": lambda rows: list(rows.select_related("organisation")),
    "under a lock": lambda rows: rows.select_for_update().first(),
    "in a condition of other rows": lambda rows: list(User.objects.filter(pk__in=rows.values("user"))),
    "as the target of a link": lambda rows: list(User.objects.filter(memberships__in=rows)),
    "excluded from other rows": lambda rows: list(User.objects.exclude(pk__in=rows.values("user"))),
    "deep copy": lambda rows: list(copy.deepcopy(rows)),
    "pickle": pickle.dumps,
    "get_object_or_404": lambda rows: get_object_or_404(rows, role="administrator"),
    "get_list_or_404": get_list_or_404,
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_nothing_is_read_or_changed_before_it_is_said_for_whom(door, row):
    with (
        pytest.raises(UnscopedQuery, match=r"Membership: call visible_to\(user\) or unrestricted"),
        transaction.atomic(),
    ):
        door(Membership.objects.all())
    row.refresh_from_db()
    assert row.role == "administrator"


@pytest.mark.parametrize("door", ["count", "exists", "first", "all", "iterator", "in_bulk", "values_list"])
def test_the_manager_itself_is_as_closed(door, row):
    with pytest.raises(UnscopedQuery):
        list(getattr(Membership.objects, door)())


def test_asynchronous_reading_is_as_closed(row):
    for read in (
        lambda rows: rows.aget(role="administrator"),
        lambda rows: rows.acount(),
        lambda rows: rows.aexists(),
        lambda rows: rows.afirst(),
        in_the_background,
    ):
        with pytest.raises(UnscopedQuery):
            asyncio.run(read(Membership.objects.all()))


def test_the_same_doors_open_once_it_was_said_for_whom(row, member):
    rows = Membership.objects.visible_to(member)

    assert [r.pk for r in rows] == [row.pk]
    assert (rows.count(), rows.exists(), rows.in_bulk(), rows.contains(row)) == (1, True, {row.pk: row}, True)
    assert [r.pk for r in rows.iterator()] == [row.pk]
    assert list(User.objects.filter(pk__in=rows.values("user"))) == [member]
    assert rows.update(end_reason="prova") == 1


def test_what_was_said_stays_said_through_every_further_step(row, member):
    rows = Membership.objects.visible_to(member).filter(role="administrator").order_by("-pk").distinct()[:3]

    assert list(rows.values_list("pk", flat=True)) == [row.pk]


def test_a_step_on_the_way_does_not_scope_the_query_it_started_from(row, member):
    everybody = Membership.objects.all()
    everybody.visible_to(member)

    with pytest.raises(UnscopedQuery):
        list(everybody)


def test_a_stranger_is_shown_their_own_row_and_not_the_other(row, stranger):
    rows = Membership.objects.visible_to(stranger)

    assert [r.user for r in rows] == [stranger]
    assert not rows.filter(pk=row.pk).exists()


class TestTogether:
    """Rows scoped for a person, put together with rows that are not, would all come out."""

    @pytest.mark.parametrize(
        "together",
        [
            lambda mine, all_: mine | all_,
            lambda mine, all_: all_ | mine,
            lambda mine, all_: mine ^ all_,
            lambda mine, all_: mine.union(all_),
            lambda mine, all_: all_.union(mine),
            lambda mine, all_: mine.union(mine, all_, all=True),
        ],
    )
    def test_an_unscoped_part_is_refused(self, together, row, stranger):
        with pytest.raises(UnscopedQuery):
            list(together(Membership.objects.visible_to(stranger), Membership.objects.all()))

    def test_two_scoped_parts_make_one_scoped_whole(self, row, member, stranger):
        mine, theirs = (Membership.objects.visible_to(person).order_by() for person in (member, stranger))

        assert {r.user for r in mine | theirs} == {member, stranger}
        assert {r.user for r in mine.union(theirs)} == {member, stranger}
        assert list(mine & theirs) == []

    def test_narrowing_by_an_unscoped_part_shows_no_more_than_the_scoped_one(self, row, stranger):
        rows = Membership.objects.visible_to(stranger) & Membership.objects.filter(role="administrator")

        assert [r.user for r in rows] == [stranger]


class TestRelated:
    """A row that everybody may hold opens nothing; a guarded row in hand opens what hangs from it."""

    def test_the_people_of_an_organisation_in_hand_are_not_read_from_it(self, treviso, row):
        for read in (
            list,
            len,
            lambda rows: rows.all().count(),
            lambda rows: rows.filter(pk=row.pk).exists(),
        ):
            with pytest.raises(UnscopedQuery):
                read(treviso.memberships.all())

    def test_nor_ended_or_deleted_from_it(self, treviso, row):
        for change in (lambda rows: rows.update(role="member"), lambda rows: rows.all().delete()):
            with pytest.raises(UnscopedQuery):
                change(treviso.memberships)

    def test_nor_fetched_beside_a_list_of_organisations(self, row):
        with pytest.raises(UnscopedQuery):
            list(Organisation.objects.prefetch_related("memberships"))

    def test_nor_through_a_prefetch_that_says_for_nobody(self, row):
        with pytest.raises(UnscopedQuery):
            list(Organisation.objects.prefetch_related(Prefetch("memberships", Membership.objects.all())))

    def test_a_prefetch_says_for_whom(self, treviso, row, stranger, member):
        def fetched(person):
            scoped = Prefetch("memberships", Membership.objects.visible_to(person))
            return list(Organisation.objects.prefetch_related(scoped).get(pk=treviso.pk).memberships.all())

        assert (fetched(member), fetched(stranger)) == ([row], [])

    def test_the_related_rows_are_scoped_as_any_others(self, treviso, row, stranger, member):
        assert list(treviso.memberships.visible_to(member)) == [row]
        assert list(treviso.memberships.visible_to(stranger)) == []

    def test_from_a_guarded_row_in_hand_one_may_go_on(self, row, member):
        assert (row.user, row.organisation.slug) == (member, "treviso")

    def test_a_row_in_hand_is_read_again_without_asking(self, row):
        row.role = "editor"
        row.refresh_from_db()
        assert row.role == "administrator"

    def test_a_row_made_through_an_organisation_needs_no_leave(self, treviso):
        made = treviso.memberships.create(user=make_user(), role="member")
        assert made.pk


class TestForms:
    def test_a_choice_among_rows_of_nobody_in_particular_cannot_be_shown(self, row):
        for name in ("one", "many"):
            with pytest.raises(UnscopedQuery):
                str(MembershipForm()[name])

    def test_nor_chosen(self, row):
        for data in ({"one": str(row.pk)}, {"many": [str(row.pk)]}):
            with pytest.raises(UnscopedQuery):
                MembershipForm(data).is_valid()

    def test_a_foreign_id_answers_like_one_that_does_not_exist(self, row, stranger):
        def errors(pk):
            form = MembershipForm({"one": str(pk)})
            form.fields["one"].queryset = Membership.objects.visible_to(stranger)
            return form.errors["one"]

        assert errors(row.pk) == errors(row.pk + 1000)


class TestUnrestricted:
    @pytest.mark.parametrize("reason", ["", " ", "\n\t"])
    def test_it_takes_a_reason(self, reason):
        with pytest.raises(ValueError, match="say why"):
            Membership.objects.unrestricted(reason)

    def test_with_one_it_reads_everything(self, row, stranger):
        assert {r.user for r in Membership.objects.unrestricted("test")} == {row.user, stranger}


class TestUnguarded:
    def test_uniqueness_is_checked_against_rows_nobody_may_see(self, treviso, row, member):
        twin = Membership(user=member, organisation=treviso, role="administrator")
        with pytest.raises(ValidationError, match="one_open_membership_per_role"):
            twin.validate_constraints()

    def test_the_guard_is_back_afterwards_also_after_an_error(self, row):
        def broken():
            with unguarded():
                assert Membership.objects.count() == 1
                raise KeyError

        with pytest.raises(KeyError):
            broken()
        with pytest.raises(UnscopedQuery):
            Membership.objects.count()


def test_the_known_hole_of_exists_is_used_nowhere_to_show_rows(row):
    """``Exists`` takes the query, not the QuerySet: it tells yes or no, and hands out no row."""
    people = User.objects.filter(Exists(Membership.objects.filter(user=OuterRef("pk"))))
    assert list(people) == [row.user]


@pytest.mark.parametrize("model", [Membership, AccessRequest, Note])
def test_nobody_signed_in_sees_nothing_that_is_not_public(model, row):
    assert list(model.objects.visible_to(None)) == []


def test_the_guard_costs_no_query(row, member, django_assert_num_queries):
    rows = Membership.objects.visible_to(member)
    with django_assert_num_queries(1):
        list(rows)


def test_a_body_served_by_the_province_is_administered_and_another_is_not(treviso, member, stranger):
    oderzo = make_municipality_body("Oderzo", treviso)
    person = make_member(oderzo, "organisation_operator")

    assert [r.user for r in Membership.objects.visible_to(member).filter(organisation=oderzo)] == [person]
    assert list(Membership.objects.visible_to(stranger).filter(organisation=oderzo)) == []
