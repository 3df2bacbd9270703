"""One event reaches each person once, never its author, never who may not see the row."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from pico.base.actor import Actor, system_actor
from pico.base.outbox import notify
from pico.notifications import actions
from pico.notifications.models import Event, MailDelivery, Notification, Preference, Subscription
from tests.factories.accounts import make_member, make_user
from tests.factories.notifications import follow
from tests.notifications.conftest import FIXED, KIND

pytestmark = pytest.mark.django_db


def told(event):
    rows = Notification.objects.unrestricted("test").filter(event=event)
    return sorted(rows.values_list("person__email", flat=True))


def written_to(event):
    rows = MailDelivery.objects.unrestricted("test").filter(event=event)
    return sorted(rows.values_list("address", flat=True))


class TestNotify:
    def test_event_and_job_are_written_with_the_action(self, row, actor, reader):
        notify(KIND.code, about=row, actor=actor, to=[reader], data={"role": "redattore"})
        event = Event.objects.unrestricted("test").get()
        assert (event.kind, event.actor, event.organisation, event.target_id) == (
            KIND.code,
            actor.user,
            actor.organisation,
            str(row.pk),
        )
        job = DBTaskResult.objects.get()
        assert job.args_kwargs == {"args": [], "kwargs": {"event_id": event.pk, "to": [reader.pk]}}

    def test_neither_survives_when_the_action_fails(self, row, actor, reader):
        def half_an_action():
            with transaction.atomic():
                notify(KIND.code, about=row, actor=actor, to=[reader])
                raise RuntimeError

        with pytest.raises(RuntimeError):
            half_an_action()
        assert (Event.objects.unrestricted("test").count(), DBTaskResult.objects.count()) == (0, 0)

    def test_an_unknown_kind_is_a_mistake_of_the_programmer(self, row, actor):
        with pytest.raises(ImproperlyConfigured, match="used but not registered"):
            notify("trial.membership.unheard", about=row, actor=actor)

    def test_so_is_a_row_of_another_model(self, treviso, actor):
        with pytest.raises(ValueError, match=r"about accounts\.Membership"):
            notify(KIND.code, about=treviso, actor=actor)


class TestWho:
    def test_people_named_by_the_action_are_told(self, tell, reader):
        assert told(tell(reader)) == [reader.email]

    def test_people_who_follow_the_row_are_told(self, tell, reader, row):
        follow(reader, row)
        assert told(tell()) == [reader.email]

    def test_a_person_matched_three_ways_is_told_once(self, tell, reader, row, treviso):
        follow(reader, row)
        follow(reader, treviso, with_descendants=True)
        event = tell(reader)
        assert (told(event), written_to(event)) == ([reader.email], [reader.email])

    def test_who_follows_a_row_above_with_descendants_is_told(self, tell, reader, treviso):
        follow(reader, treviso, with_descendants=True)
        assert told(tell()) == [reader.email]

    def test_who_follows_only_the_row_above_is_not(self, tell, reader, treviso):
        follow(reader, treviso)
        assert told(tell()) == []

    def test_the_author_is_never_told(self, tell, administrator, row):
        follow(administrator, row)
        assert told(tell(administrator)) == []

    def test_a_system_event_reaches_everybody_concerned(self, tell, administrator, reader):
        event = tell(administrator, reader, actor=system_actor("silence"))
        assert told(event) == sorted([administrator.email, reader.email])

    def test_who_may_not_see_the_row_is_never_told(self, tell, stranger, row):
        follow(stranger, row)
        event = tell(stranger)
        assert (told(event), written_to(event)) == ([], [])

    def test_a_person_disabled_meanwhile_is_not_told(self, tell, reader):
        reader.state = "DISABLED"
        reader.save()
        assert told(tell(reader)) == []

    def test_who_muted_the_row_hears_nothing_of_it(self, tell, reader, row):
        follow(reader, row, muted=True)
        assert told(tell(reader)) == []

    def test_security_is_told_to_who_muted_the_row_too(self, tell, reader, row):
        follow(reader, row, muted=True)
        assert told(tell(reader, kind=FIXED.code)) == [reader.email]

    def test_handing_out_twice_tells_nobody_twice(self, tell, reader):
        event = tell(reader)
        jobs = DBTaskResult.objects.count()
        actions.fan_out(actor=system_actor("test"), event_id=event.pk, to=[reader.pk])
        assert (told(event), written_to(event)) == ([reader.email], [reader.email])
        assert DBTaskResult.objects.count() == jobs


class TestChannels:
    def prefer(self, person, prefix, channel, cadence):
        Preference.objects.create(person=person, kind_prefix=prefix, channel=channel, cadence=cadence)

    def test_e_mail_switched_off_leaves_the_notification(self, tell, reader):
        self.prefer(reader, "trial.membership", "MAIL", "OFF")
        event = tell(reader)
        assert (told(event), written_to(event)) == ([reader.email], [])

    def test_the_platform_switched_off_leaves_the_e_mail(self, tell, reader):
        self.prefer(reader, "trial.membership", "APP", "OFF")
        event = tell(reader)
        assert (told(event), written_to(event)) == ([], [reader.email])

    def test_what_may_not_be_switched_off_arrives_in_the_platform(self, tell, reader):
        self.prefer(reader, "trial", "APP", "OFF")
        assert told(tell(reader, kind=FIXED.code)) == [reader.email]

    def test_a_kind_without_mail_by_default_sends_none(self, tell, reader):
        assert written_to(tell(reader, kind=FIXED.code)) == []

    def test_unless_the_person_wants_it(self, tell, reader):
        self.prefer(reader, "trial.security", "MAIL", "NOW")
        assert written_to(tell(reader, kind=FIXED.code)) == [reader.email]

    def test_the_longest_prefix_decides(self, tell, reader):
        self.prefer(reader, "trial.membership.granted", "MAIL", "NOW")
        self.prefer(reader, "trial", "MAIL", "OFF")
        assert written_to(tell(reader)) == [reader.email]

    def test_a_prefix_ends_at_a_dot(self, tell, reader):
        self.prefer(reader, "trial.member", "MAIL", "OFF")
        assert written_to(tell(reader)) == [reader.email]

    def test_an_address_not_confirmed_gets_only_the_notification(self, tell, reader):
        reader.emailaddress_set.update(verified=False)
        event = tell(reader)
        assert (told(event), written_to(event)) == ([reader.email], [])


def test_many_followers_are_told_in_batches(tell, treviso, row, administrator, monkeypatch):
    monkeypatch.setattr("pico.notifications.actions.events.BATCH", 3)
    monkeypatch.setattr("pico.notifications.actions.events.MAIL_BATCH", 2)
    people = [make_member(treviso, "administrator") for _ in range(7)]
    strangers = [make_user() for _ in range(3)]
    for person in [*people, *strangers]:
        follow(person, row)
    event = tell()
    assert told(event) == sorted(person.email for person in people)
    assert written_to(event) == sorted(person.email for person in people)
    mails = DBTaskResult.objects.filter(queue_name="mail")
    assert mails.count() == 7


def test_following_and_muting_are_journalled_wishes(row, reader, treviso):
    actor = Actor(reader, treviso)
    actions.follow(actor=actor, row=row)
    actions.mute(actor=actor, row=row)
    wish = Subscription.objects.visible_to(reader).get()
    assert (wish.target_id, wish.muted) == (str(row.pk), True)
    assert Subscription.objects.visible_to(make_user()).count() == 0


def test_only_rows_that_may_be_followed_are(treviso, reader):
    with pytest.raises(ImproperlyConfigured, match="used but not registered"):
        actions.follow(actor=Actor(reader, treviso), row=treviso)
