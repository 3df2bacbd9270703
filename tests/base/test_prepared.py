"""Questions whose SQL is kept: the answer is the one Django would have given, to whoever asks."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from pico.accounts.access import access_of, forget_access
from pico.accounts.models import Membership, User
from pico.base import prepared as module
from pico.base.guard import UnscopedQuery
from pico.base.prepared import among, prepared
from pico.organisations.models import Organisation
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    module._kept.clear()


@pytest.fixture
def provinces() -> list[Organisation]:
    return [make_province("treviso"), make_province("verona")]


def by_key(pk: int):
    return Organisation.objects.select_related("region").filter(pk=pk)


def test_a_kept_question_is_answered_for_each_value_from_the_rows_of_now(
    provinces, django_assert_num_queries
):
    first, second = provinces
    with django_assert_num_queries(3):
        answers = [prepared("by key", by_key, one.pk) for one in (first, second, first)]
    assert answers == [[first], [second], [first]]
    assert [one.region for (one,) in answers] == [first.region, second.region, first.region]
    Organisation.objects.filter(pk=first.pk).update(name="Altro nome")
    assert [one.name for one in prepared("by key", by_key, first.pk)] == ["Altro nome"]
    assert prepared("by key", by_key, 0) == []
    assert len(module._kept) == 1


def test_words_moments_uuids_and_numbers_go_where_they_belong(provinces):
    first, second = provinces
    person = make_member(first, "editor")
    rows = Membership.objects.unrestricted("test")

    def held(moment, email, identifier, pk):
        known = rows.filter(user__email=email, created_at__lte=moment, organisation_id=pk)
        return known.exclude(user__public_id=identifier).values_list("role", "organisation__name")

    later, earlier = timezone.now() + timedelta(days=1), timezone.now() - timedelta(days=1)
    asked = [
        (later, person.email, uuid4(), first.pk),
        (earlier, person.email, uuid4(), first.pk),
        (later, "nessuno@ente.example", uuid4(), first.pk),
        (later, person.email, person.public_id, first.pk),
        (later, person.email, uuid4(), second.pk),
    ]
    answers = [prepared("held", held, *values) for values in asked]
    assert answers == [list(held(*values)) for values in asked]
    assert [len(answer) for answer in answers] == [1, 0, 0, 0, 0]


def test_a_value_that_is_not_used_as_it_is_or_a_clock_would_be_kept_and_is_refused(provinces):
    for build in (
        lambda pk: Organisation.objects.filter(pk=pk + 1),
        lambda pk: Organisation.objects.all(),
        lambda pk: User.objects.filter(pk=pk, created_at__lte=timezone.now()),
    ):
        with pytest.raises(ValueError, match="a prepared question uses"):
            prepared(object(), build, provinces[0].pk)
    assert len(module._kept) == 0


def test_what_is_asked_about_the_rows_of_a_page_is_asked_once_however_many_they_are(
    provinces, django_assert_num_queries
):
    def named(keys, kind):
        return Organisation.objects.filter(pk__in=keys, kind=kind).order_by("pk").values_list("pk", flat=True)

    keys = [one.pk for one in provinces]
    with django_assert_num_queries(4):
        answers = [among("named", named, asked, "PROVINCE") for asked in (keys, keys[:1], keys * 2, [0, 0])]
    assert answers == [keys, keys[:1], keys, []]
    assert sorted(size for _vendor, (_key, size) in module._kept) == [1, 5]
    assert among("named", named, keys * 100, "REGION") == []
    with django_assert_num_queries(0):
        assert among("named", named, [], "PROVINCE") == []


def test_a_question_that_no_row_can_answer_is_asked_as_it_is(provinces):
    none = [prepared("none", lambda pk: Organisation.objects.filter(pk=pk, pk__in=[]), 1) for _ in range(2)]
    assert none == [[], []]


def test_the_guard_stands_before_kept_questions_too(provinces):
    for _ in range(2):
        with pytest.raises(UnscopedQuery):
            prepared("unscoped", lambda pk: Membership.objects.filter(pk=pk), 1)


def test_the_oldest_questions_are_forgotten(provinces, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    for key in "abcab":
        assert prepared(key, by_key, provinces[0].pk) == [provinces[0]]
    assert [key for _vendor, key in module._kept] == ["a", "b"]


def test_the_rights_of_a_person_are_those_of_the_moment_and_the_day(provinces, time_machine):
    first, second = provinces
    people = [make_member(first, "editor"), make_member(second, "member")]

    def held(person):
        forget_access(person)
        return sorted((one.organisation_id, one.role) for one in access_of(person).held)

    mine = Membership.objects.unrestricted("test").filter(user=people[0])
    assert [held(person) for person in people] == [[(first.pk, "editor")], [(second.pk, "member")]]
    mine.update(valid_until=date(2031, 5, 1))
    time_machine.move_to("2031-05-01T12:00:00Z")
    assert held(people[0]) == [(first.pk, "editor")]
    time_machine.move_to("2031-05-02T12:00:00Z")
    assert held(people[0]) == []
    mine.update(valid_until=None)
    assert held(people[0]) == [(first.pk, "editor")]
    mine.update(ended_at=timezone.now())
    assert held(people[0]) == []
