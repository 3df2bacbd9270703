"""Numbers without gap and without double, whoever sends at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connections

from pico.base.errors import Refused
from pico.sua import actions
from pico.sua.actions import Incomplete
from pico.sua.models import ChecklistItem, SuaNumberSeries, Tender
from tests.factories.sua import (
    SUPPLIES,
    Cast,
    create_tender,
    make_complete,
    make_draft,
    make_sent,
    on,
)


def numbers(province) -> list[str]:
    rows = Tender.objects.unrestricted("test").filter(province=province).exclude(number=None)
    return sorted(rows.values_list("number", flat=True))


def send(cast: Cast, tender: Tender) -> None:
    try:
        actions.submit_request(actor=cast.actor("manager"), tender=tender)
    finally:
        connections.close_all()


@pytest.fixture
def cast(db):
    return Cast()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_fifty_sendings_at_once_take_the_numbers_from_1_to_50():
    cast = Cast()
    ChecklistItem.objects.update(mandatory=False)
    drafts = [make_draft(cast, **{**SUPPLIES, "rup_name": "Anna Dotta"}) for _draft in range(50)]
    year = make_sent(cast).submitted_at.year
    SuaNumberSeries.objects.update(last=0)
    Tender.objects.unrestricted("test").exclude(number=None).update(number="SUA-0000-0000")

    with ThreadPoolExecutor(max_workers=10) as crowd:
        list(crowd.map(lambda tender: send(cast, tender), drafts))

    assert numbers(cast.province)[1:] == [f"SUA-{year}-{n:04d}" for n in range(1, 51)]


@pytest.mark.django_db(transaction=True)
def test_the_same_draft_sent_ten_times_at_once_gets_one_number():
    cast = Cast()
    tender = make_complete(cast)
    refused = []

    def try_it(_time: int) -> None:
        try:
            send(cast, tender)
        except Refused as refusal:
            refused.append(refusal.code)

    with ThreadPoolExecutor(max_workers=5) as crowd:
        list(crowd.map(try_it, range(10)))

    assert (len(numbers(cast.province)), refused) == (1, ["state"] * 9)


@pytest.mark.django_db(transaction=True)
def test_tenders_created_by_the_sua_at_once_take_numbers_without_gap():
    cast = Cast()

    def create(n: int) -> None:
        try:
            create_tender(cast, title=f"Gara {n}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=5) as crowd:
        list(crowd.map(create, range(10)))
    assert [int(one[-4:]) for one in numbers(cast.province)] == list(range(1, 11))


def test_a_refused_sending_takes_no_number(cast):
    incomplete = make_draft(cast)
    with pytest.raises(Incomplete):
        actions.submit_request(actor=cast.actor("manager"), tender=incomplete)
    assert make_sent(cast).number.endswith("-0001")


def test_numbers_begin_again_with_the_year_and_with_the_province(cast):
    brescia = Cast("Desenzano del Garda", "brescia")
    with on("2026-12-30"):
        make_sent(cast)
        make_sent(cast)
        make_sent(brescia)
    with on("2027-01-02"):
        make_sent(cast)
    assert numbers(cast.province) == ["SUA-2026-0001", "SUA-2026-0002", "SUA-2027-0001"]
    assert numbers(brescia.province) == ["SUA-2026-0001"]


def test_the_year_is_that_of_rome_on_new_years_eve(cast):
    with on("2027-01-01", hour=0):  # still 2026 in UTC
        assert make_sent(cast).number == "SUA-2027-0001"


def test_the_database_refuses_the_same_number_twice(cast):
    first, second = make_sent(cast), make_sent(cast)
    rows = Tender.objects.unrestricted("test").filter(pk=second.pk)
    with pytest.raises(IntegrityError):
        rows.update(number=first.number)
