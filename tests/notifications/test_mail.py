"""A mail leaves once, or is known to be uncertain; its headers are those of a good sender."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pico.base.actor import system_actor
from pico.journal.models import Entry
from pico.notifications import actions
from pico.notifications.models import Address, Event, MailDelivery, Preference
from tests.notifications.conftest import FIXED

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture
def delivery(tell, reader):
    event = tell(reader)
    return MailDelivery.objects.unrestricted("test").get(event=event)


def send(delivery):
    return actions.send_mail(actor=SYSTEM, delivery_id=delivery.pk)


def again(delivery):
    return MailDelivery.objects.unrestricted("test").get(pk=delivery.pk)


class Relay:
    """Answers what it is told to, as a mail relay does through smtplib."""

    answer: Exception | None = None

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        if Relay.answer:
            raise Relay.answer
        mail.outbox.extend(messages)
        return len(messages)


@pytest.fixture
def relay(settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.notifications.test_mail.Relay"
    monkeypatch.setattr(Relay, "answer", None)
    return Relay


def refusal(code, words):
    return smtplib.SMTPRecipientsRefused({"lettore@ente.example": (code, words.encode())})


class TestMessage:
    @pytest.fixture
    def message(self, delivery):
        send(delivery)
        return mail.outbox[0]

    def test_it_comes_from_the_site_and_says_what_happened(self, message):
        assert message.from_email == "Provincia di Treviso <noreply@pico.example>"
        assert message.to == ["lettore@ente.example"]
        assert message.subject == "Ada Ministra ti ha assegnato il ruolo redattore"

    def test_its_id_is_of_event_and_person(self, message, delivery, reader):
        assert message.message()["Message-ID"] == (
            f"<event-{delivery.event_id}.{reader.public_id.hex}@localhost>"
        )

    def test_it_says_that_no_person_wrote_it_and_how_to_stop(self, message):
        headers = message.message()
        assert headers["Auto-Submitted"] == "auto-generated"
        assert headers["List-Id"] == "<notifiche.treviso.localhost>"
        assert headers["List-Unsubscribe"].startswith(
            "<http://treviso.localhost:8000/notifiche/disiscrizione/"
        )
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_both_parts_lead_to_the_page_on_the_site(self, message, delivery):
        url = f"http://treviso.localhost:8000/area-riservata/notifiche/{delivery.event_id}/apri/"
        html = message.alternatives[0][0]
        assert url in message.body
        assert f'href="{url}"' in html
        assert "Per conto di Provincia di Treviso." in message.body

    def test_what_may_not_be_switched_off_offers_no_unsubscription(self, tell, reader):
        Preference.objects.create(person=reader, kind_prefix="trial.security", channel="MAIL", cadence="NOW")
        event = tell(reader, kind=FIXED.code)
        send(MailDelivery.objects.unrestricted("test").get(event=event))
        assert "List-Unsubscribe" not in mail.outbox[-1].message()

    def test_a_label_with_line_breaks_makes_no_header(self, tell, reader):
        event = tell(reader, role="redattore\r\nBcc: altri@evil.example\nX: y")
        send(MailDelivery.objects.unrestricted("test").get(event=event))
        headers = mail.outbox[-1].message()
        assert headers["Bcc"] is None
        assert "\n" not in mail.outbox[-1].subject
        assert mail.outbox[-1].recipients() == ["lettore@ente.example"]

    def test_a_label_with_markup_is_text(self, tell, reader):
        event = tell(reader, role="<script>alert(1)</script>")
        send(MailDelivery.objects.unrestricted("test").get(event=event))
        assert "<script>" not in mail.outbox[-1].alternatives[0][0]


class TestStates:
    def test_a_mail_is_sent_once(self, delivery):
        assert (send(delivery), send(delivery)) == ("SENT", "SENT")
        assert len(mail.outbox) == 1
        assert (again(delivery).tries, again(delivery).finished_at is not None) == (1, True)

    def test_a_claimed_mail_is_left_alone(self, delivery):
        MailDelivery.objects.unrestricted("test").update(state="CLAIMED", claimed_at=timezone.now())
        assert send(delivery) == "CLAIMED"
        assert mail.outbox == []

    def skipped(self, delivery):
        assert (send(delivery), mail.outbox) == ("SKIPPED", [])
        return again(delivery).error

    def test_visibility_lost_before_sending_skips_it(self, delivery, row):
        row.delete()
        assert self.skipped(delivery) == "no longer allowed to see it"

    def test_a_person_disabled_before_sending_skips_it(self, delivery, reader):
        reader.state = "DISABLED"
        reader.save()
        assert self.skipped(delivery) in {"person disabled", "no longer allowed to see it"}

    def test_an_address_changed_before_sending_skips_it(self, delivery, reader):
        reader.emailaddress_set.update(email="altro@ente.example")
        assert self.skipped(delivery) == "address not confirmed"

    def test_e_mail_switched_off_before_sending_skips_it(self, delivery, reader):
        Preference.objects.create(person=reader, kind_prefix="trial", channel="MAIL", cadence="OFF")
        assert self.skipped(delivery) == "switched off"

    def test_a_blocked_address_skips_it(self, delivery):
        Address.objects.create(email="lettore@ente.example", blocked_at=timezone.now())
        assert self.skipped(delivery) == "address blocked"


class TestRelayAnswers:
    def test_a_refusal_for_now_is_tried_again_later(self, delivery, relay):
        relay.answer = refusal(450, "4.2.1 mailbox busy")
        DBTaskResult.objects.all().delete()
        assert send(delivery) == "QUEUED"
        minutes = (again(delivery).due_at - timezone.now()).total_seconds() / 60
        assert 4 < minutes < 6
        assert again(delivery).error == "450 4.2.1 mailbox busy"
        job = DBTaskResult.objects.get()
        assert (job.run_after, job.args_kwargs["kwargs"]) == (
            again(delivery).due_at,
            {"delivery_id": delivery.pk},
        )
        relay.answer = None
        assert (send(delivery), len(mail.outbox)) == ("SENT", 1)

    @pytest.mark.parametrize(
        "failure",
        [
            ConnectionRefusedError("no relay"),
            smtplib.SMTPServerDisconnected("gone"),
            smtplib.SMTPAuthenticationError(535, b"wrong password"),
            TimeoutError("too slow"),
            smtplib.SMTPDataError(451, b"try later"),
        ],
        ids=lambda failure: type(failure).__name__,
    )
    def test_a_relay_that_fails_is_asked_again(self, delivery, relay, failure):
        relay.answer = failure
        assert send(delivery) == "QUEUED"

    def test_after_a_day_it_is_given_up(self, delivery, relay):
        relay.answer = ConnectionRefusedError("no relay")
        MailDelivery.objects.unrestricted("test").update(created_at=timezone.now() - timedelta(hours=25))
        assert send(delivery) == "FAILED"
        assert Address.objects.unrestricted("test").count() == 0

    def test_a_message_refused_for_good_does_not_blame_the_address(self, delivery, relay):
        relay.answer = smtplib.SMTPDataError(554, b"looks like spam")
        assert send(delivery) == "FAILED"
        assert Address.objects.unrestricted("test").count() == 0

    def test_an_unknown_user_blocks_the_address_and_tells_the_administrator(self, delivery, relay, reader):
        relay.answer = refusal(550, "5.1.1 User unknown")
        assert send(delivery) == "FAILED"
        address = Address.objects.unrestricted("test").get()
        assert (address.email, address.failures, address.blocked_at is not None) == (reader.email, 1, True)
        event = Event.objects.unrestricted("test").latest("pk")
        assert (event.kind, event.data) == (
            "notifications.address.blocked",
            {"email": reader.email, "person": "Leo Lettore"},
        )
        lines = Entry.objects.unrestricted("test").filter(verb="notifications.address.blocked")
        assert lines.count() == 1

    def test_the_administrator_of_another_province_is_not_told(
        self, delivery, relay, administrator, stranger
    ):
        relay.answer = refusal(550, "5.1.1 User unknown")
        send(delivery)
        job = DBTaskResult.objects.filter(task_path__endswith="fan_out").latest("enqueued_at")
        assert job.args_kwargs["kwargs"]["to"] == [administrator.pk]

    def test_three_refusals_on_different_days_block_the_address(self, tell, reader, relay, monkeypatch):
        relay.answer = refusal(552, "5.2.2 mailbox full")
        start = timezone.now().date()
        blocked = []
        for day in (0, 0, 1, 2):
            monkeypatch.setattr(
                "pico.notifications.actions.delivering.today", lambda day=day: start + timedelta(days=day)
            )
            event = tell(reader)
            send(MailDelivery.objects.unrestricted("test").get(event=event))
            address = Address.objects.unrestricted("test").get()
            blocked.append((address.failures, address.blocked_at is not None))
        assert blocked == [(1, False), (1, False), (2, False), (3, True)]


class TestSweep:
    def abandon(self, minutes, **fields):
        claimed = timezone.now() - timedelta(minutes=minutes)
        MailDelivery.objects.unrestricted("test").update(state="CLAIMED", claimed_at=claimed, **fields)
        DBTaskResult.objects.all().delete()

    def test_a_mail_claimed_ten_minutes_ago_is_sent_once_more_with_the_same_id(self, delivery):
        self.abandon(11)
        assert actions.sweep_mail(actor=SYSTEM) == 1
        assert again(delivery).state == "UNCERTAIN"
        assert DBTaskResult.objects.get().args_kwargs["kwargs"] == {"delivery_id": delivery.pk}
        assert send(delivery) == "SENT"
        assert mail.outbox[0].message()["Message-ID"] == delivery.message_id
        assert again(delivery).sent_again is True

    def test_a_mail_claimed_just_now_is_left_to_its_worker(self, delivery):
        self.abandon(9)
        assert actions.sweep_mail(actor=SYSTEM) == 0
        assert again(delivery).state == "CLAIMED"

    def test_it_is_never_sent_a_third_time(self, delivery):
        self.abandon(11, sent_again=True)
        actions.sweep_mail(actor=SYSTEM)
        assert (again(delivery).state, DBTaskResult.objects.count()) == ("UNCERTAIN", 0)
        send(delivery)
        assert (again(delivery).state, mail.outbox) == ("UNCERTAIN", [])

    def test_a_queued_mail_whose_job_is_gone_gets_another(self, delivery):
        DBTaskResult.objects.all().delete()
        due = timezone.now() - timedelta(minutes=31)
        MailDelivery.objects.unrestricted("test").update(due_at=due)
        actions.sweep_mail(actor=SYSTEM)
        actions.sweep_mail(actor=SYSTEM)
        assert DBTaskResult.objects.count() == 1
