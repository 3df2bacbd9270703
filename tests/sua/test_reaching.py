"""What leaves the page of a request (calendar, digest, mail) reaches who sees it then, nobody else."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from pico.accounts.access import forget_access
from pico.accounts.actions import end_membership
from pico.accounts.models import Membership, User
from pico.base.actor import Actor, system_actor
from pico.base.dated import entries_of
from pico.base.dates import today
from pico.notifications import actions as notifications
from pico.notifications.models import DigestDelivery, Event, MailDelivery, Notification, Preference
from tests.factories.accounts import make_member, make_user
from tests.factories.notifications import follow
from tests.factories.sua import Cast, make_draft, make_in_clarification, make_in_review, make_sent
from tests.queue import work

SYSTEM = system_actor("test")


@pytest.fixture
def brescia(db):
    return Cast("Desenzano del Garda", "brescia")


def dates_of(person, days=90):
    forget_access(person)
    return [(entry.kind, entry.day) for entry in entries_of(person, today(), today() + timedelta(days=days))]


def viewers(cast, brescia):
    """Who asks, and whether they see Oderzo's request once it is sent."""
    return {
        "operator of Oderzo": (cast.operator, True),
        "officer of Treviso": (cast.sua, True),
        "member of Treviso": (make_member(cast.province, "member"), False),
        "officer of Brescia": (brescia.sua, False),
        "operator of Desenzano": (brescia.operator, False),
        "stranger": (make_user(), False),
    }


class TestCalendar:
    def test_the_term_of_silence_is_shown_to_both_parties_only(self, cast, brescia):
        tender = make_sent(cast)
        asked = viewers(cast, brescia)
        term = [("Silenzio-assenso", tender.term_on)]
        expected = {name: term if sees else [] for name, (_person, sees) in asked.items()}
        assert {name: dates_of(person) for name, (person, _sees) in asked.items()} == expected

    def test_while_the_clock_stands_still_only_the_answer_is_due(self, cast):
        make_in_clarification(cast)
        assert dates_of(cast.operator, days=40000) == [("Risposta alle integrazioni", date(2099, 1, 1))]

    def test_a_draft_has_no_dates(self, cast):
        make_draft(cast)
        assert dates_of(cast.operator) == []

    def test_a_role_that_ended_takes_its_dates_away(self, cast):
        make_sent(cast)
        assert len(dates_of(cast.sua)) == 1
        role = Membership.objects.visible_to(cast.sua).get()
        end_membership(actor=Actor(cast.sua, cast.province), membership=role)
        assert dates_of(User.objects.get(pk=cast.sua.pk)) == []

    def test_only_the_days_asked_for(self, cast):
        tender = make_sent(cast)
        day = tender.term_on
        found = [
            len(entries_of(cast.sua, first, last))
            for first, last in (
                (day, day),
                (day - timedelta(days=1), day - timedelta(days=1)),
                (day + timedelta(days=1), date(2100, 1, 1)),
            )
        ]
        assert found == [1, 0, 0]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_any_number_of_requests_asks_the_same_number_of_questions(
        self, cast, rows, django_assert_num_queries
    ):
        for _ in range(rows):
            make_sent(cast)
        dates_of(cast.sua)
        with django_assert_num_queries(4):
            entries_of(cast.sua, today(), today() + timedelta(days=90))


class TestDigest:
    @pytest.fixture
    def told(self, cast, brescia):
        """Everybody is named as a reader of the news on Oderzo's request, and wants the daily digest."""
        people = [person for person, _sees in viewers(cast, brescia).values()]
        tender = make_sent(cast)
        Event.objects.unrestricted("test").all().delete()
        for person in people:
            Preference.objects.create(
                person=person, kind_prefix="sua.request", channel="MAIL", cadence="DAILY"
            )
            follow(person, tender)
        notifications.deliver(
            kind="sua.request.taken", about=tender, actor=SYSTEM, to=people, data={"number": tender.number}
        )
        event = Event.objects.unrestricted("test").get()
        notifications.fan_out(actor=SYSTEM, event_id=event.pk, to=[person.pk for person in people])
        return tender

    def send(self):
        DBTaskResult.objects.all().delete()
        notifications.build_digests(actor=SYSTEM, cadence="DAILY", day=date(2026, 11, 30))
        work()
        return sorted(message.to[0] for message in mail.outbox)

    def test_only_those_who_see_the_request_find_it_in_theirs(self, cast, told):
        assert self.send() == sorted([cast.operator.email, cast.sua.email])
        assert all(told.number in message.body for message in mail.outbox)

    def test_a_role_lost_before_half_past_seven_takes_the_line_away(self, cast, told):
        role = Membership.objects.visible_to(cast.operator).get()
        end_membership(actor=Actor(cast.operator, cast.body), membership=role)
        DBTaskResult.objects.all().delete()
        assert self.send() == [cast.sua.email]
        assert DigestDelivery.objects.unrestricted("test").count() == 1

    def test_a_module_switched_off_takes_every_line_away(self, cast, told):
        cast.province.module_activations.filter(module="sua").delete()
        assert self.send() == []


def test_the_mail_about_a_request_reaches_who_sees_it_when_it_leaves(cast, brescia):
    tender = make_in_review(cast)
    Event.objects.unrestricted("test").all().delete()
    people = [cast.operator, cast.manager, brescia.sua, make_user()]
    notifications.deliver(kind="sua.request.accepted", about=tender, actor=SYSTEM, to=people, data={})
    event = Event.objects.unrestricted("test").get()
    notifications.fan_out(actor=SYSTEM, event_id=event.pk, to=[person.pk for person in people])
    role = Membership.objects.visible_to(cast.manager).get()
    end_membership(actor=Actor(cast.manager, cast.body), membership=role)
    mails = MailDelivery.objects.unrestricted("test").filter(event=event)
    for delivery in mails:
        notifications.send_mail(actor=SYSTEM, delivery_id=delivery.pk)
    assert {row.address: row.state for row in mails.all()} == {
        cast.operator.email: "SENT",
        cast.manager.email: "SKIPPED",
    }
    told = Notification.objects.unrestricted("test").filter(event=event, person__in=[brescia.sua, people[3]])
    assert told.count() == 0
