"""Dates as people of Italian offices write and count them, in the time of Rome."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import time_machine

from pico.accounts.models import User
from pico.base.dates import (
    add_working_days,
    end_of_day,
    is_working_day,
    italian_date,
    italian_datetime,
    next_working_day,
    rome,
    today,
    years_of,
)
from tests.factories.accounts import make_user


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 11, 23), "23 novembre 2026", "23 nov 2026"),
        (date(2027, 1, 1), "1º gennaio 2027", "1 gen 2027"),
        (date(2028, 2, 29), "29 febbraio 2028", "29 feb 2028"),
        (date(2027, 5, 11), "11 maggio 2027", "11 mag 2027"),
        (date(2027, 6, 21), "21 giugno 2027", "21 giu 2027"),
        (date(2027, 7, 31), "31 luglio 2027", "31 lug 2027"),
        (date(2027, 9, 1), "1º settembre 2027", "1 set 2027"),
        (None, "n.d.", "n.d."),
    ],
)
def test_a_date_is_written_in_small_letters_and_the_first_is_an_ordinal(day, long, short):
    assert (italian_date(day), italian_date(day, short=True)) == (long, short)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 23), "lunedì 23 novembre 2026"),
        (date(2026, 11, 1), "domenica 1º novembre 2026"),
        (date(2026, 11, 27), "venerdì 27 novembre 2026"),
    ],
)
def test_the_day_of_the_week_stands_first(day, written):
    assert italian_date(day, weekday=True) == written


@pytest.mark.parametrize(
    ("moment", "long", "short"),
    [
        (datetime(2026, 11, 23, 11, 0, tzinfo=UTC), "23 novembre 2026, ore 12:00", "23 nov 2026, 12:00"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "1º gennaio 2027, ore 00:30", "1 gen 2027, 00:30"),
        (datetime(2027, 7, 31, 22, 0, tzinfo=UTC), "1º agosto 2027, ore 00:00", "1 ago 2027, 00:00"),
        (
            datetime(2027, 7, 31, 22, 5, tzinfo=timezone(timedelta(hours=-5))),
            "1º agosto 2027, ore 05:05",
            "1 ago 2027, 05:05",
        ),
        (None, "n.d.", "n.d."),
    ],
)
def test_a_moment_is_shown_in_the_time_of_rome(moment, long, short):
    assert (italian_datetime(moment), italian_datetime(moment, short=True)) == (long, short)


def test_the_day_of_a_moment_is_that_of_rome():
    assert italian_date(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "1º gennaio 2027"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "01:59+01:00"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "03:00+02:00"),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "02:30+02:00"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "02:30+01:00"),
    ],
)
def test_the_two_nights_on_which_the_clocks_change(moment, shown):
    written = rome(moment).isoformat()
    assert written[11:16] + written[-6:] == shown


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-12-31T22:59:59+00:00", date(2026, 12, 31)),
        ("2026-12-31T23:00:00+00:00", date(2027, 1, 1)),
        ("2027-07-31T21:59:59+00:00", date(2027, 7, 31)),
        ("2027-07-31T22:00:00+00:00", date(2027, 8, 1)),
    ],
)
def test_today_changes_at_midnight_in_rome(moment, day):
    with time_machine.travel(moment, tick=False):
        assert today() == day


@pytest.mark.parametrize(
    ("day", "length"),
    [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 6, 1), 24)],
)
def test_a_day_ends_at_its_last_moment_also_when_it_is_shorter_or_longer(day, length):
    before, end = end_of_day(day - timedelta(days=1)), end_of_day(day)

    assert (end.isoformat()[:26], rome(end).date()) == (f"{day}T23:59:59.999999", day)
    assert end.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=length)


class TestWorkingDays:
    @pytest.mark.parametrize(
        "day",
        [
            date(2027, 1, 1),
            date(2027, 1, 6),
            date(2027, 3, 29),  # Easter Monday
            date(2028, 4, 17),  # Easter Monday
            date(2028, 4, 25),
            date(2028, 5, 1),
            date(2027, 6, 2),
            date(2028, 8, 15),
            date(2027, 10, 4),  # Saint Francis, again a holiday from 2026 (L. 151/2025)
            date(2027, 11, 1),
            date(2027, 12, 8),
            date(2028, 12, 25),
            date(2028, 12, 26),
            date(2027, 11, 27),  # Saturday
            date(2027, 11, 28),  # Sunday
        ],
    )
    def test_offices_are_closed(self, day):
        assert is_working_day(day) is False

    @pytest.mark.parametrize(
        "day",
        [date(2027, 11, 26), date(2027, 12, 24), date(2027, 12, 31), date(2025, 10, 6), date(2024, 10, 4)],
    )
    def test_offices_are_open(self, day):
        assert is_working_day(day) is True

    def test_where_saturday_counts_it_works_unless_it_is_a_holiday(self):
        assert is_working_day(date(2027, 11, 27), saturday_works=True) is True
        assert is_working_day(date(2027, 12, 25), saturday_works=True) is False
        assert is_working_day(date(2027, 11, 28), saturday_works=True) is False

    @pytest.mark.parametrize(
        ("day", "count", "end"),
        [
            (date(2027, 11, 26), 0, date(2027, 11, 26)),
            (date(2027, 11, 26), 1, date(2027, 11, 29)),
            (date(2027, 11, 27), 1, date(2027, 11, 29)),
            (date(2027, 12, 22), 3, date(2027, 12, 27)),
            (date(2027, 3, 25), 2, date(2027, 3, 30)),
            (date(2027, 12, 31), 5, date(2028, 1, 10)),
        ],
    )
    def test_working_days_are_counted_from_the_day_after(self, day, count, end):
        assert add_working_days(day, count) == end

    def test_a_term_that_ends_on_a_holiday_moves_on(self):
        assert next_working_day(date(2027, 12, 25)) == date(2027, 12, 27)
        assert next_working_day(date(2027, 12, 27)) == date(2027, 12, 27)
        assert next_working_day(date(2028, 12, 23)) == date(2028, 12, 27)
        assert next_working_day(date(2027, 11, 27), saturday_works=True) == date(2027, 11, 27)

    def test_counting_backwards_is_an_error_and_not_the_same_day(self):
        with pytest.raises(ValueError, match="forwards"):
            add_working_days(date(2027, 11, 26), -1)


@pytest.mark.django_db
def test_the_years_of_rows_go_from_the_last_to_the_first_as_rome_counts_them():
    people = User.objects.filter(given_name="Anno")
    make_user(given_name="Anno")  # has never come: no year
    assert years_of(people, "last_login") == []
    # half an hour before the end of 2023 in London it is 2024 in Rome
    for moment in (datetime(2023, 12, 31, 23, 30, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)):
        make_user(given_name="Anno", last_login=moment)
    assert years_of(people, "last_login") == [2026, 2025, 2024]
