"""The clocks of requests: when they are due, what stops them, what moves them, and who is warned once."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from pico.base.dates import ROME
from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import ClockEvent, Desk, Priority, SlaPolicy, Ticket
from pico.helpdesk.models.desks import office_hours
from pico.helpdesk.rules.clocks import Frame, Wanted, advance, hours_for
from pico.helpdesk.rules.hours import Schedule
from pico.helpdesk.tasks import ring_clocks
from pico.journal.models import Entry
from pico.notifications.models import Notification
from tests.factories.helpdesk import add_agent, make_desk, make_ticket
from tests.queue import work

HOUR = timedelta(hours=1)
OFFICE = Schedule.of(office_hours())
SYSTEM_DAY = date(2025, 1, 1)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ROME)


def moment(text: str):
    return time_machine.travel(at(text), tick=False)


def times(desk: Desk, first: int | None, solution: int | None, **values) -> SlaPolicy:
    return SlaPolicy.objects.create(
        desk=desk, first_answer_hours=first, solution_hours=solution, valid_from=SYSTEM_DAY, **values
    )


def dues(ticket: Ticket) -> dict[str, datetime | None]:
    events = ClockEvent.objects.unrestricted("test").filter(ticket=ticket).order_by("pk")
    return {event.clock: event.due_at for event in events}


def told(ticket: Ticket) -> list[tuple[str, str]]:
    events = ClockEvent.objects.unrestricted("test").filter(ticket=ticket).order_by("pk")
    return [(event.clock, event.kind) for event in events]


def opened(cast, text: str, **values) -> Ticket:
    with moment(text):
        return make_ticket(cast.actor("clerk"), **values)


@pytest.mark.parametrize(
    ("patron", "since", "hours", "until"),
    [
        ("", "2027-10-01 17:50", (4, 16), ("2027-10-05 12:50", "2027-10-06 15:50")),
        ("04-27", "2027-04-26 17:50", (4, None), ("2027-04-28 12:50", None)),
        ("", "2027-04-26 17:50", (4, None), ("2027-04-27 12:50", None)),
        ("", "2027-06-01 17:50", (4, None), ("2027-06-03 12:50", None)),
        ("", "2028-04-24 17:50", (4, None), ("2028-04-26 12:50", None)),  # 25 April, a Tuesday
        ("", "2027-03-26 17:50", (4, None), ("2027-03-30 12:50", None)),  # Easter Monday
        ("", "2027-03-26 17:50", (4, 16), ("2027-03-30 12:50", "2027-03-31 15:50")),  # and summer time
        (
            "",
            "2027-10-29 17:50",
            (4, 16),
            ("2027-11-02 12:50", "2027-11-03 15:50"),
        ),  # winter time
    ],
)
def test_a_request_is_due_in_the_hours_of_its_desk(cast, patron, since, hours, until):
    Desk.objects.filter(pk=cast.desk.pk).update(patron_day=patron)
    times(cast.desk, *hours)

    ticket = opened(cast, since)

    expected = {
        clock: at(text) for clock, text in zip(("FIRST_ANSWER", "SOLUTION"), until, strict=True) if text
    }
    assert dues(ticket) == expected
    assert ticket.due_at == at(until[0])


def test_two_hours_of_waiting_move_the_solution_by_two_hours(cast):
    times(cast.desk, 4, 16)
    ticket = opened(cast, "2027-05-10 09:00")
    with moment("2027-05-10 10:00"):
        actions.answer(actor=cast.actor("agent"), ticket=ticket, source="Quale?", seen=1, act="ask")
    ticket.refresh_from_db()
    assert ticket.due_at is None

    with moment("2027-05-10 12:00"):
        actions.reply_to_desk(actor=cast.actor("clerk"), ticket=ticket, source="Questo")

    ticket.refresh_from_db()
    assert ticket.due_at == at("2027-05-11 18:00")  # 16 hours from 9:00 end on the 11th at 16:00
    assert told(ticket) == [
        ("FIRST_ANSWER", "STARTED"),
        ("SOLUTION", "STARTED"),
        ("FIRST_ANSWER", "MET"),
        ("SOLUTION", "PAUSED"),
        ("SOLUTION", "RESUMED"),
    ]


def test_another_desk_counts_on_from_the_minutes_that_are_left_in_its_own_hours(cast):
    mornings = make_desk(cast.veneto, hours={"0": "9:00-13:00", "1": "9:00-13:00"}, name="Mattino")
    for desk in (cast.desk, mornings):
        times(desk, 8, None)
    ticket = opened(cast, "2027-05-10 09:00")

    with moment("2027-05-10 12:00"):
        actions.pass_on(actor=cast.actor("agent"), ticket=ticket, desk=mornings, source="Non è nostra")

    ticket.refresh_from_db()
    assert ticket.due_at == at("2027-05-11 13:00")  # five hours left: one today, four tomorrow
    last = ClockEvent.objects.unrestricted("test").filter(ticket=ticket).last()
    assert (last.kind, last.left, last.desk) == ("RECOMPUTED", 5 * HOUR, mornings)


def test_a_higher_priority_leaves_its_own_time_less_what_is_spent(cast):
    ticket = opened(cast, "2027-05-10 09:00")
    assert ticket.due_at == at("2027-05-10 17:00")

    with moment("2027-05-10 10:00"):
        actions.set_priority(actor=cast.actor("agent"), ticket=ticket, priority=Priority.BLOCKING)

    assert dues(ticket) == {"FIRST_ANSWER": at("2027-05-10 11:00"), "SOLUTION": at("2027-05-10 17:00")}
    entry = Entry.objects.unrestricted("test").get(verb="helpdesk.ticket.prioritised")
    assert entry.changes == {"priority": ["normale", "bloccante"]}


def test_warnings_go_out_at_three_quarters_and_at_the_end_each_once(cast):
    times(cast.desk, 4, None)
    ticket = opened(cast, "2027-05-10 09:00")
    counts = []
    for text in ("11:59", "12:00", "12:01", "13:00", "13:01", "13:05", "18:00"):
        with moment(f"2027-05-10 {text}"):
            counts.append((text, ring_clocks.func() + ring_clocks.func()))
    work()

    assert [text for text, count in counts if count] == ["12:00", "13:01"]
    assert [kind for _clock, kind in told(ticket)] == ["STARTED", "WARNED", "MISSED"]
    rows = Notification.objects.unrestricted("test").filter(
        event__kind__in=["helpdesk.ticket.warned", "helpdesk.ticket.missed"]
    )
    assert sorted(rows.values_list("person", "event__kind")) == sorted(
        (person.pk, f"helpdesk.ticket.{what}")
        for person in (cast.agent, cast.lead)
        for what in ("warned", "missed")
    )


def test_a_job_killed_half_way_leaves_nothing_and_warns_at_the_next_run(cast):
    times(cast.desk, 4, None)
    ticket = opened(cast, "2027-05-10 09:00")
    with moment("2027-05-10 12:30"):
        with transaction.atomic():
            ring_clocks.func()
            transaction.set_rollback(True)  # what a kill before the end leaves
        assert told(ticket) == [("FIRST_ANSWER", "STARTED")]
        assert (ring_clocks.func(), ring_clocks.func()) == (1, 0)


def test_an_answer_after_its_time_is_missed_whether_or_not_the_job_ran(cast):
    times(cast.desk, 4, None)
    ticket = opened(cast, "2027-05-10 09:00")
    with moment("2027-05-10 13:01"):
        actions.answer(actor=cast.actor("agent"), ticket=ticket, source="Ecco", seen=1)
        assert ring_clocks.func() == 0

    assert told(ticket)[-1] == ("FIRST_ANSWER", "MISSED")
    ticket.refresh_from_db()
    assert (ticket.due_at, ticket.attend_at) == (None, None)


def test_an_answer_in_the_last_minute_is_in_time(cast):
    times(cast.desk, 4, None)
    ticket = opened(cast, "2027-05-10 09:00")
    with moment("2027-05-10 13:00"):
        actions.answer(actor=cast.actor("agent"), ticket=ticket, source="Ecco", seen=1)

    assert told(ticket)[-1] == ("FIRST_ANSWER", "MET")


def test_what_comes_back_goes_on_from_what_was_left(cast):
    times(cast.desk, None, 16)
    ticket = opened(cast, "2027-05-10 09:00")
    with moment("2027-05-10 11:00"):
        actions.answer(actor=cast.actor("agent"), ticket=ticket, source="Fatto", seen=1, act="solve")
    with moment("2027-05-13 09:00"):
        actions.reply_to_desk(actor=cast.actor("clerk"), ticket=ticket, source="Ancora no")

    ticket.refresh_from_db()
    assert ticket.due_at == at("2027-05-14 14:00")


def test_a_desk_without_times_has_no_clock(cast):
    times(cast.desk, None, None)

    ticket = opened(cast, "2027-05-10 09:00")

    assert (told(ticket), ticket.due_at) == ([], None)


def test_events_of_a_clock_are_never_changed(cast):
    ticket = opened(cast, "2027-05-10 09:00")
    rows = ClockEvent.objects.unrestricted("test").filter(ticket=ticket)
    event = rows.first()

    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        rows.update(spent=HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClockEvent.objects.create(
            ticket=ticket, clock=event.clock, kind="STARTED", desk=event.desk, total=HOUR, spent=HOUR
        )


def test_who_asks_and_other_desks_see_no_clock(cast):
    opened(cast, "2027-05-10 09:00")

    seen = {
        who: ClockEvent.objects.visible_to(getattr(cast, who)).count()
        for who in ("agent", "lead", "admin", "clerk", "stranger", "national")
    }

    assert seen == {"agent": 2, "lead": 2, "admin": 2, "clerk": 0, "stranger": 0, "national": 0}


class Row:
    def __init__(self, first, kind="", priority=0, valid_from=SYSTEM_DAY):
        self.first_answer_hours, self.solution_hours = first, None
        self.kind, self.priority, self.valid_from = kind, priority, valid_from


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([], 4),
        ([Row(9)], 9),
        ([Row(9), Row(3, kind="PROCEDURE")], 3),
        ([Row(9), Row(3, kind="PROCEDURE"), Row(5, priority=30)], 5),
        ([Row(5, priority=30), Row(1, "PROCEDURE", 30)], 1),
        ([Row(9), Row(3, kind="ACCESS"), Row(2, priority=40)], 9),
        ([Row(9), Row(7, valid_from=date(2026, 1, 1))], 7),
        ([Row(None)], None),
    ],
)
def test_the_most_specific_times_win_and_then_the_latest(rows, first):
    defaults = {"": (8, 40), "HIGH": (4, 16)}

    assert hours_for(rows, "PROCEDURE", 30, defaults, "HIGH")[0] == first


STEP = st.tuples(st.sampled_from(list(Wanted)), st.integers(0, 3000))


@settings(max_examples=200, deadline=None)
@given(st.lists(STEP, max_size=12), st.integers(1, 60))
def test_what_is_left_never_grows_while_desk_and_times_stay(steps, hours):
    frame = Frame(hours * HOUR, OFFICE, OFFICE)
    now = at("2027-03-22 08:00")
    last = advance(None, Wanted.RUN, frame, now)
    left = last.left
    for wanted, minutes in steps:
        now += timedelta(minutes=minutes)
        last = advance(last, wanted, frame, now) or last
        assert timedelta() <= last.left_at(now, OFFICE) <= left
        left = last.left_at(now, OFFICE)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 600)), max_size=8))
def test_what_is_spent_stays_spent_whatever_the_times_become(changes):
    now = at("2027-03-22 09:00")
    last = advance(None, Wanted.RUN, Frame(60 * HOUR, OFFICE, OFFICE), now)
    spent = timedelta()
    for hours, minutes in changes:
        now += timedelta(minutes=minutes)
        last = advance(last, Wanted.RUN, Frame(hours * HOUR, OFFICE, OFFICE), now) or last
        if last.kind == "MISSED":
            break
        assert last.spent_at(now, OFFICE) >= spent
        spent = last.spent_at(now, OFFICE)


# Pages


def test_who_looks_after_a_desk_writes_its_times(cast):
    address = reverse("helpdesk:desk_times", args=[cast.desk.public_id])
    form = {"kind": "", "priority": "30", "first_answer_hours": "2", "solution_hours": "6"}
    with moment("2027-05-10 09:00"):
        browser = cast.browser("lead")
        page = browser.post(address, {**form, "valid_from": "10/05/2027"})
        past = browser.post(address, {**form, "valid_from": "09/05/2027"})
        twice = browser.post(address, {**form, "valid_from": "10/05/2027"})
        late = browser.post(address, {**form, "valid_from": "11/05/2027", "first_answer_hours": "7"})
        ticket = make_ticket(cast.actor("clerk"))
        actions.set_priority(actor=cast.actor("agent"), ticket=ticket, priority=Priority.HIGH)

    assert page.status_code == 302
    assert [(one.status_code, list(one.context["form"].errors)) for one in (past, twice, late)] == [
        (422, ["valid_from"]), (422, ["valid_from"]), (422, ["solution_hours"])
    ]  # fmt: skip
    assert dues(ticket) == {"FIRST_ANSWER": at("2027-05-10 11:00"), "SOLUTION": at("2027-05-10 15:00")}


def test_times_are_taken_back_only_before_they_hold(cast):
    with moment("2027-05-10 09:00"):
        rows = [
            actions.add_policy(
                actor=cast.actor("admin"), desk=cast.desk, first_answer_hours=2, solution_hours=3,
                valid_from=day,
            )
            for day in (date(2027, 5, 10), date(2027, 5, 11))
        ]  # fmt: skip
        for row in rows:
            cast.browser("admin").post(
                reverse("helpdesk:desk_times_end", args=[cast.desk.public_id, row.public_id])
            )

    assert list(SlaPolicy.objects.all()) == [rows[0]]


@pytest.mark.parametrize("who", ["agent", "clerk", "stranger", "national"])
def test_nobody_else_writes_the_times_of_a_desk(cast, who):
    row = times(cast.desk, 1, 1)
    for name, args in (("desk_times", []), ("desk_times_end", [row.public_id])):
        answer = cast.browser(who).post(reverse(f"helpdesk:{name}", args=[cast.desk.public_id, *args]))
        assert answer.status_code == 404
    with pytest.raises(Refused):
        actions.add_policy(
            actor=cast.actor(who), desk=cast.desk, first_answer_hours=1, solution_hours=1,
            valid_from=date(2100, 1, 1),
        )  # fmt: skip
    with pytest.raises(Refused):
        actions.withdraw_policy(actor=cast.actor(who), policy=row)
    assert list(SlaPolicy.objects.all()) == [row]


def test_who_asks_says_how_much_it_keeps_them_from_working_and_the_desk_reads_it(cast):
    form = cast.browser("clerk").get(reverse("helpdesk:new")).context["form"]
    topic = next(pk for pk, one in form.topics.items() if one.code == "sua.request")
    cast.browser("clerk").post(
        reverse("helpdesk:new"), {"topic": topic, "subject": "Fermo", "source": "Non va", "impact": "BLOCKED"}
    )

    ticket = Ticket.objects.unrestricted("test").get()
    page = cast.browser("agent").get(reverse("helpdesk:ticket", args=[ticket.number]))
    assert (ticket.impact, ticket.priority) == ("BLOCKED", Priority.NORMAL)
    assert "non posso lavorare" in page.text


def test_an_agent_sets_the_priority_and_the_history_says_so(cast):
    ticket = make_ticket(cast.actor("clerk"))
    address = reverse("helpdesk:ticket_priority", args=[ticket.number])
    wrong = cast.browser("agent").post(address, {"priority": "99"})
    page = cast.browser("agent").post(address, {"priority": "40"}, follow=True)

    ticket.refresh_from_db()
    assert (wrong.status_code, ticket.priority) == (422, Priority.BLOCKING)
    assert "ha cambiato la priorità" in page.text
    for who in ("clerk", "stranger", "national"):
        assert cast.browser(who).post(address, {"priority": "10"}).status_code == 404
        with pytest.raises(Refused):
            actions.set_priority(actor=cast.actor(who), ticket=ticket, priority=Priority.LOW)


def test_the_queue_is_filtered_and_sorted_by_priority_and_time(cast):
    late = opened(cast, "2027-05-07 09:00", subject="Scaduta")
    soon = opened(cast, "2027-05-10 09:00", subject="Presto")
    far = opened(cast, "2027-05-10 09:30", subject="Lontana")
    with moment("2027-05-10 10:00"):
        actions.set_priority(actor=cast.actor("agent"), ticket=soon, priority=Priority.HIGH)
        actions.answer(actor=cast.actor("agent"), ticket=far, source="Sì", seen=1)
        foreign = add_agent(cast.foreign)

        def numbers(**query):
            page = cast.browser("agent").get(reverse("helpdesk:queue"), query)
            return [row["ticket"].number for row in page.context["rows"]]

        assert numbers(tempo="scadute") == [late.number]
        assert numbers(tempo="presto") == [soon.number]
        assert numbers(priorita="30") == [soon.number]
        assert numbers(ordina="due") == [late.number, soon.number, far.number]
        assert numbers(ordina="-priority") == [soon.number, late.number, far.number]
        assert numbers(ordina="nonsense") == [late.number, soon.number, far.number]
        browser = cast.browser()
        browser.force_login(foreign)
        assert not browser.get(reverse("helpdesk:queue"), {"tempo": "scadute"}).context["rows"]
