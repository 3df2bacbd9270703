"""Deadlines in the hours of a desk, across holidays, patron days and the changes of the clocks."""

from datetime import datetime, timedelta

import pytest

from pico.base.dates import ROME
from pico.helpdesk.models.desks import office_hours
from pico.helpdesk.rules.hours import (
    BadHours,
    Schedule,
    due,
    is_open,
    next_opening,
    read_hours,
    worked,
    write_hours,
)

OFFICE = Schedule.of(office_hours())
TREVISO = Schedule.of(office_hours(), "04-27")
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ROME)


@pytest.mark.parametrize(
    ("schedule", "since", "hours", "until"),
    [
        (OFFICE, "2027-10-01 17:50", 4, "2027-10-05 12:50"),  # Monday 4 October is a holiday from 2026 on
        (OFFICE, "2027-10-01 17:50", 16, "2027-10-06 15:50"),
        (TREVISO, "2027-04-26 17:50", 4, "2027-04-28 12:50"),  # the patron day of Treviso
        (OFFICE, "2027-04-26 17:50", 4, "2027-04-27 12:50"),
        (OFFICE, "2027-06-01 17:50", 4, "2027-06-03 12:50"),  # the feast of the Republic
        (OFFICE, "2028-04-24 17:00", 2, "2028-04-26 10:00"),  # 25 April, a Tuesday
        (OFFICE, "2027-03-26 17:00", 2, "2027-03-30 10:00"),  # Easter Monday, 29 March
        (OFFICE, "2025-04-18 17:00", 10, "2025-04-22 18:00"),  # Easter Monday, 21 April
        (OFFICE, "2025-04-18 17:00", 40, "2025-04-29 12:00"),  # Easter Monday and 25 April in one deadline
        (OFFICE, "2026-12-24 17:00", 2, "2026-12-28 10:00"),  # Christmas, Saint Stephen's, a Sunday
        (OFFICE, "2027-05-08 11:00", 1, "2027-05-10 10:00"),  # asked on a Saturday
        (OFFICE, "2027-05-10 07:00", 9, "2027-05-10 18:00"),  # to the last minute of the day
    ],
)
def test_a_deadline_counts_only_the_hours_in_which_the_desk_is_open(schedule, since, hours, until):
    assert due(schedule, at(since), hours * HOUR) == at(until)
    assert worked(schedule, at(since), at(until)) == hours * HOUR


def test_two_hours_of_waiting_move_the_deadline_by_two_hours():
    done = worked(OFFICE, at("2027-05-10 09:00"), at("2027-05-10 10:00"))

    assert due(OFFICE, at("2027-05-10 12:00"), 4 * HOUR - done) == at("2027-05-10 15:00")
    assert due(OFFICE, at("2027-05-10 09:00"), 4 * HOUR) == at("2027-05-10 13:00")


def test_another_desk_counts_on_from_what_is_left():
    mornings = Schedule.of({"0": "9:00-13:00", "1": "9:00-13:00"})
    left = 8 * HOUR - worked(OFFICE, at("2027-05-10 09:00"), at("2027-05-10 12:00"))

    assert due(mornings, at("2027-05-10 12:00"), left) == at("2027-05-11 13:00")


@pytest.mark.parametrize(("day", "real"), [("2026-03-29", 23), ("2027-10-31", 25), ("2027-05-09", 24)])
def test_a_day_on_which_the_clocks_change_has_the_hours_it_has(day, real):
    always = Schedule.of({"6": "0:00-24:00"})

    assert worked(always, at(f"{day} 00:00"), at(f"{day} 23:59") + HOUR) == real * HOUR


def test_a_desk_says_when_it_opens():
    assert next_opening(OFFICE, at("2027-05-10 10:00")) == at("2027-05-10 10:00")
    assert next_opening(OFFICE, at("2027-05-10 18:00")) == at("2027-05-11 09:00")
    assert next_opening(OFFICE, at("2027-12-24 19:00")) == at("2027-12-27 09:00")
    assert (is_open(OFFICE, at("2027-05-10 17:59")), is_open(OFFICE, at("2027-05-10 18:00"))) == (True, False)
    assert not is_open(TREVISO, at("2027-04-27 10:00"))


def test_a_desk_that_never_opens_is_refused_and_not_waited_for():
    with pytest.raises(BadHours):
        next_opening(Schedule.of({}), at("2027-05-10 10:00"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9:00-13:00, 14.00 – 18.00", "09:00-13:00, 14:00-18:00"),
        ("", ""),
        ("0:00-24:00", "00:00-24:00"),
        ("9:00-13:00,", "09:00-13:00"),
    ],
)
def test_hours_are_read_as_people_write_them(typed, kept):
    assert write_hours(read_hours(typed)) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "mattina",
        "13:00-9:00",
        "9:00-9:00",
        "9:00-13:00, 12:00-18:00",
        "9:00-25:00",
        "9:60-10:00",
        "9:00-24:01",
        "9-13",
    ],
)
def test_hours_that_cannot_be_are_refused(typed):
    with pytest.raises(BadHours):
        read_hours(typed)
