"""The ten days of silence: counted as the specification counts them, accepted once, dated when they fell."""

from datetime import date, datetime

import pytest

from pico.base.actor import system_actor
from pico.base.dates import ROME
from pico.journal.models import Entry
from pico.notifications.models import Event
from pico.sua import actions, tasks
from pico.sua.models import Tender, TenderEvent, TermRule
from pico.sua.rules import clock
from tests.factories.sua import make_in_review, make_sent, on

pytestmark = pytest.mark.django_db


def rule(**changes) -> TermRule:
    found = TermRule.objects.get(code="SILENT_ACCEPTANCE")
    for name, value in changes.items():
        setattr(found, name, value)
    return found


@pytest.mark.parametrize(
    ("sent", "suspended", "term"),
    [
        (date(2027, 1, 11), 0, date(2027, 1, 21)),  # a Thursday
        (date(2027, 1, 11), 4, date(2027, 1, 25)),  # a Monday, after four days of suspension
        (date(2027, 1, 13), 0, date(2027, 1, 25)),  # the tenth day is Saturday 23: Monday
        (date(2027, 1, 14), 0, date(2027, 1, 25)),  # the tenth day is Sunday 24: Monday
        (date(2026, 12, 15), 0, date(2026, 12, 28)),  # Christmas, Saint Stephen, Sunday: Monday 28
        (date(2026, 12, 22), 0, date(2027, 1, 4)),  # New Year's Day, Saturday, Sunday: Monday 4
        (date(2027, 3, 18), 0, date(2027, 3, 30)),  # Easter Sunday and Monday
        (date(2028, 2, 19), 0, date(2028, 2, 29)),  # a leap year
    ],
)
def test_the_term_is_ten_calendar_days_and_the_next_working_one(sent, suspended, term):
    assert clock.term(sent, suspended, rule()) == term


def test_a_saturday_may_be_the_last_day_where_the_table_says_so():
    assert clock.term(date(2027, 1, 13), 0, rule(saturday_works=True)) == date(2027, 1, 23)


def test_the_rule_of_the_day_of_sending_counts_not_the_newest():
    old = rule()
    TermRule.objects.filter(pk=old.pk).update(valid_to=date(2027, 6, 30))
    TermRule.objects.create(
        code=old.code, valid_from=date(2027, 7, 1), label="Nuovo", offset=20, source="prova", mark="M"
    )
    assert [clock.rule_of(day).offset for day in (date(2027, 6, 30), date(2027, 7, 1))] == [10, 20]


def asked_and_answered(cast) -> Tender:
    with on("2027-01-11"):
        tender = make_in_review(cast)
    with on("2027-01-14"):
        remark = actions.NewRemark(text="Manca il verbale.", field="notes")
        actions.ask_clarification(
            actor=cast.actor("sua"), tender=tender, remarks=[remark], due_on=date(2027, 1, 20)
        )
    with on("2027-01-18"):
        answers = {row.pk: "Eccolo." for row in tender.remarks.all()}
        actions.answer_remarks(actor=cast.actor("operator"), tender=tender, answers=answers)
    tender.refresh_from_db()
    return tender


def test_four_days_of_clarification_push_the_term_by_four_days(cast):
    with on("2027-01-11"):
        tender = make_in_review(cast)
    assert tender.term_on == date(2027, 1, 21)

    answered = asked_and_answered(cast)
    assert (answered.term_on, answered.suspended_days) == (date(2027, 1, 25), 4)


def test_where_the_table_does_not_suspend_the_term_stays(cast):
    TermRule.objects.update(suspended_by_clarification=False)
    tender = asked_and_answered(cast)
    assert (tender.term_on, tender.suspended_days) == (date(2027, 1, 21), 0)


def test_silence_accepts_once_dated_when_the_term_fell(cast):
    tender = asked_and_answered(cast)
    with on("2027-01-25", hour=23):
        assert tasks.accept_by_silence.func() == 0
    with on("2027-01-26", hour=1):
        assert [tasks.accept_by_silence.func() for _time in range(3)] == [1, 0, 0]

    tender.refresh_from_db()
    fell_at = datetime(2027, 1, 25, 23, 59, 59, 999999, tzinfo=ROME)
    assert (tender.state, tender.accepted_by_silence, tender.closed_at) == ("ACCEPTED", True, fell_at)
    events = TenderEvent.objects.unrestricted("test").filter(transition="silence")
    assert [(event.at, event.actor, event.from_state) for event in events] == [(fell_at, None, "IN_REVIEW")]
    told = Event.objects.unrestricted("test").filter(kind="sua.request.silence")
    assert told.count() == 1
    lines = Entry.objects.unrestricted("test").filter(verb="sua.request.silence")
    assert [(line.actor_id, line.reason) for line in lines] == [(None, "dieci giorni senza decisione")]


def test_a_job_missed_for_weeks_still_dates_the_acceptance_when_it_fell(cast):
    with on("2027-01-11"):
        tender = make_sent(cast)
    with on("2027-03-01"):
        assert tasks.accept_by_silence.func() == 1
    tender.refresh_from_db()
    assert clock.dates.rome(tender.closed_at).date() == date(2027, 1, 21)


def test_a_suspended_request_is_never_accepted_by_silence(cast):
    with on("2027-01-11"):
        tender = make_in_review(cast)
    with on("2027-01-14"):
        remark = actions.NewRemark(text="Manca il verbale.", field="notes")
        actions.ask_clarification(
            actor=cast.actor("sua"), tender=tender, remarks=[remark], due_on=date(2027, 1, 20)
        )
    with on("2027-06-01"):
        assert tasks.accept_by_silence.func() == 0


def test_a_decision_of_the_last_day_stops_the_silence(cast):
    with on("2027-01-11"):
        tender = make_sent(cast)
    with on("2027-01-21", hour=23):
        actions.refuse_request(actor=cast.actor("executive"), tender=tender, reason="Fuori convenzione.")
    with on("2027-01-22"):
        accepted = actions.accept_by_silence(actor=system_actor("a test"), tender=tender)
    tender.refresh_from_db()
    assert (accepted, tender.state) == (False, "REFUSED")


@pytest.mark.parametrize(
    ("day", "text", "tone"),
    [
        ("2027-01-15", "Restano 6 giorni, silenzio-assenso il 21 gennaio 2027", "info"),
        ("2027-01-18", "Restano 3 giorni, silenzio-assenso il 21 gennaio 2027", "warning"),
        ("2027-01-20", "Resta 1 giorno, silenzio-assenso il 21 gennaio 2027", "danger"),
        ("2027-01-21", "Ultimo giorno: silenzio-assenso da domani.", "danger"),
        ("2027-01-22", "Termine passato il 21 gennaio 2027: silenzio-assenso.", "danger"),
    ],
)
def test_the_countdown_says_how_long_and_until_when(cast, day, text, tone):
    with on("2027-01-11"):
        tender = make_sent(cast)
    with on(day):
        shown = clock.countdown(tender)
    assert (shown.text, shown.tone) == (text, tone)


def test_the_countdown_says_that_it_is_suspended(cast):
    with on("2027-01-11"):
        tender = make_in_review(cast)
    with on("2027-01-14"):
        remark = actions.NewRemark(text="Manca il verbale.", field="notes")
        actions.ask_clarification(
            actor=cast.actor("sua"), tender=tender, remarks=[remark], due_on=date(2027, 1, 20)
        )
        tender.refresh_from_db()
        assert (
            clock.countdown(tender).text
            == "Termine sospeso dal 14 gennaio 2027: alla risposta resteranno 7 giorni."
        )


def test_no_countdown_for_drafts_and_closed_requests(cast):
    with on("2027-01-11"):
        tender = make_sent(cast)
        actions.withdraw_request(actor=cast.actor("manager"), tender=tender, reason="Rinviata.")
        tender.refresh_from_db()
    assert clock.countdown(tender) is None
    assert clock.countdown(Tender()) is None
