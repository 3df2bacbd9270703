"""Conditions on rows that are written out once and kept: other rights, another moment, other names."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from pico.accounts.access import forget_access
from pico.base import conditions
from pico.base.conditions import Kept, Moment
from pico.community.models import Category, Topic
from pico.organisations.models import Organisation
from pico.sharing.actions import invite
from tests.factories.accounts import make_member, make_membership
from tests.factories.forum import SYSTEM, make_category, make_topic
from tests.factories.organisations import make_province

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    conditions._kept.clear()


@pytest.fixture
def cast(db) -> SimpleNamespace:
    """Two Provinces that know nothing of each other."""
    return SimpleNamespace(treviso=make_province("treviso"), verona=make_province("verona"))


def seen_by(user) -> list[str]:
    return list(Category.objects.visible_to(user).order_by("name").values_list("name", flat=True))


def sql_of(rows) -> str:
    return rows.query.get_compiler(connection=connection).as_sql()[0]


def test_who_has_other_rights_sees_other_rows_also_right_after_somebody(cast):
    make_category(cast.treviso, "ORGANISATION", name="Di Treviso")
    make_category(cast.verona, "ORGANISATION", name="Di Verona")
    here, there = make_member(cast.treviso, "member"), make_member(cast.verona, "member")
    assert [seen_by(here), seen_by(there), seen_by(here)] == [["Di Treviso"], ["Di Verona"], ["Di Treviso"]]


def test_rights_given_or_taken_count_at_the_next_question(cast):
    make_category(cast.treviso, "ORGANISATION", name="Di Treviso")
    make_category(cast.verona, "ORGANISATION", name="Di Verona")
    person = make_member(cast.treviso, "member")
    assert seen_by(person) == ["Di Treviso"]
    more = make_membership(person, cast.verona, "member")
    assert seen_by(person) == ["Di Treviso", "Di Verona"]
    more.delete()
    forget_access(person)
    assert seen_by(person) == ["Di Treviso"]


def test_an_invitation_expires_while_its_condition_is_kept(cast, monkeypatch):
    person = make_member(cast.verona, "member")
    row = make_category(cast.treviso, "INVITED", name="Riservata")
    invite(actor=SYSTEM, row=row, person=person, until=timezone.now() + timedelta(minutes=5))
    topic = make_topic(row)
    assert (seen_by(person), list(Topic.objects.visible_to(person))) == (["Riservata"], [topic])
    kept, later = dict(conditions._kept), timezone.now() + timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert (seen_by(person), list(Topic.objects.visible_to(person))) == ([], [])
    assert dict(conditions._kept) == kept


def test_the_second_question_writes_nothing_and_says_the_same(cast):
    make_category(cast.treviso, "PROVINCE", name="Comunità")
    person = make_member(cast.treviso, "member")
    assert seen_by(person) == ["Comunità"]
    kept = dict(conditions._kept)
    assert seen_by(person) == ["Comunità"]
    assert dict(conditions._kept) == kept


def test_names_inside_a_condition_are_no_names_of_the_query_around_it(cast):
    """The nested query of the condition speaks of the row, and the row has another name in each query."""
    mine, other = make_category(cast.treviso, "NETWORK"), make_category(cast.verona, "NETWORK")
    make_topic(mine)

    def has_topics() -> Q:
        rows = Topic.objects.unrestricted("test").filter(category_id=OuterRef("pk"))
        return Q(Exists(rows))

    kept = Kept(Category, ("has topics",), has_topics)
    rows = Category.objects.unrestricted("test")
    assert list(rows.filter(kept)) == [mine]
    assert list(rows.exclude(kept)) == [other]
    bodies = Organisation.objects.filter(pk__in=rows.filter(kept).order_by().values("owner"))
    assert list(bodies) == [cast.treviso]
    outer = Kept(
        Category, ("in a list of those",), lambda: Q(pk__in=rows.filter(kept).order_by().values("pk"))
    )
    assert list(rows.filter(outer)) == [mine]
    assert list(bodies.filter(pk__in=rows.filter(outer).order_by().values("owner"))) == [cast.treviso]
    assert "KEPT0" not in sql_of(rows.filter(outer))


def test_a_kept_condition_joins_with_others(cast):
    mine, other = make_category(cast.treviso, "NETWORK"), make_category(cast.verona, "NETWORK")
    kept = Kept(Category, ("owned", cast.treviso.pk), lambda: Q(owner_id=cast.treviso.pk))
    rows = Category.objects.unrestricted("test").order_by("pk")
    assert list(rows.filter(Q(kept) | Q(pk=other.pk))) == [mine, other]
    assert list(rows.filter(~Q(kept))) == [other]
    assert list(rows.filter(kept, pk=other.pk)) == []


def test_always_and_never_are_conditions_too(cast):
    row = make_category(cast.treviso, "NETWORK")
    rows = Category.objects.unrestricted("test")
    assert list(rows.filter(Kept(Category, ("never",), lambda: Q(pk__in=[])))) == []
    assert list(rows.filter(Kept(Category, ("always",), lambda: ~Q(pk__in=[])))) == [row]


def test_a_condition_about_columns_of_another_table_is_refused(cast):
    rows = Category.objects.unrestricted("test")
    with pytest.raises(ValueError, match="the row's own columns"):
        list(rows.filter(Kept(Category, ("joined",), lambda: Q(owner__name="Treviso"))))


def test_the_moment_is_that_of_the_question_outside_a_condition_too(cast):
    make_category(cast.treviso, "NETWORK")
    rows = Category.objects.unrestricted("test")
    assert (rows.filter(created_at__lte=Moment()).count(), rows.filter(created_at__gt=Moment()).count()) == (
        1,
        0,
    )


def test_the_oldest_conditions_are_forgotten(cast, monkeypatch):
    monkeypatch.setattr(conditions, "MOST", 2)
    rows = Category.objects.unrestricted("test")
    for number in (1, 2, 1, 3):
        list(rows.filter(Kept(Category, number, lambda number=number: Q(pk=number))))
    assert [key[-1] for key in conditions._kept] == [1, 3]
