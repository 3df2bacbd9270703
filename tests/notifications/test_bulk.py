"""Mail to many: fifty at a time, no faster than the relay allows, stopped, resumed, without a relay."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.notifications import actions
from pico.notifications.bulk import Bulk, bulks
from pico.notifications.models import Address, DigestDelivery, Mailing
from tests.factories.accounts import make_user
from tests.notifications.test_mail import Relay, refusal
from tests.queue import work

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


def compose(delivery):
    if delivery.address.startswith("mai"):
        return "unsubscribed"
    return EmailMessage("Prova", "Prova", to=[delivery.address])


@pytest.fixture
def mailing(monkeypatch):
    trial = Bulk(
        code="trial.mailing",
        label="Prove",
        model="notifications.DigestDelivery",
        composing=lambda batch: compose,
    )
    monkeypatch.setitem(bulks._entries, trial.code, trial)
    return actions.open_mailing(actor=SYSTEM, bulk=trial.code, key="numero 1")


@pytest.fixture
def relay(settings, monkeypatch):
    settings.EMAIL_BACKEND = "tests.notifications.test_bulk.OpenRelay"
    monkeypatch.setattr(Relay, "answer", None)
    monkeypatch.setattr(OpenRelay, "opened", 0)
    return OpenRelay


class OpenRelay(Relay):
    """Counts how often it was connected to."""

    opened = 0

    def __enter__(self):
        OpenRelay.opened += 1
        return self

    def __exit__(self, *error):
        return None


def add(mailing, count, prefix="lettore"):
    made = [(make_user(), f"{prefix}{number}@ente.example") for number in range(count)]
    rows = [
        DigestDelivery(mailing=mailing, person=person, address=address, message_id=f"<{address}>")
        for person, address in made
    ]
    DigestDelivery.objects.bulk_create(rows)


def states():
    rows = DigestDelivery.objects.unrestricted("test").order_by("pk")
    return list(rows.values_list("state", flat=True))


def due_jobs():
    return DBTaskResult.objects.filter(task_path__endswith="send_batch").exclude(status="SUCCESSFUL")


def test_each_batch_uses_one_connection_and_calls_the_next(mailing, relay, monkeypatch):
    monkeypatch.setattr("pico.notifications.actions.bulk.BATCH", 2)
    add(mailing, 5)
    actions.send_mailing(actor=SYSTEM, mailing=mailing)
    work()
    assert (states(), OpenRelay.opened) == (["SENT"] * 5, 3)
    assert [message.to for message in mail.outbox] == [[f"lettore{n}@ente.example"] for n in range(5)]


def test_a_message_nobody_wants_any_more_is_skipped(mailing):
    add(mailing, 1, prefix="mai")
    actions.send_batch(actor=SYSTEM, mailing_id=mailing.pk)
    row = DigestDelivery.objects.unrestricted("test").get()
    assert (row.state, row.error, mail.outbox) == ("SKIPPED", "unsubscribed", [])


def test_no_more_leave_in_a_minute_than_allowed(mailing, settings):
    settings.PICO_BULK_MAILS_PER_MINUTE = 2
    add(mailing, 3)
    actions.send_mailing(actor=SYSTEM, mailing=mailing)
    work()
    assert states() == ["SENT", "SENT", "QUEUED"]
    waits = (due_jobs().get().run_after - timezone.now()).total_seconds()
    assert 50 < waits <= 60
    DigestDelivery.objects.unrestricted("test").update(claimed_at=timezone.now() - timedelta(seconds=61))
    due_jobs().update(run_after=timezone.now())
    work()
    assert states() == ["SENT"] * 3


def test_a_stopped_mailing_sends_nothing_until_it_is_resumed(mailing):
    add(mailing, 2)
    actions.send_mailing(actor=SYSTEM, mailing=mailing)
    actions.pause_mailing(actor=SYSTEM, mailing=mailing)
    work()
    actions.sweep_mailings(actor=SYSTEM)
    assert (states(), due_jobs().count()) == (["QUEUED"] * 2, 0)
    with pytest.raises(Refused, match="già sospeso"):
        actions.pause_mailing(actor=SYSTEM, mailing=mailing)
    actions.resume_mailing(actor=SYSTEM, mailing=mailing)
    with pytest.raises(Refused, match="non è sospeso"):
        actions.resume_mailing(actor=SYSTEM, mailing=mailing)
    work()
    assert states() == ["SENT"] * 2


def test_asked_for_twice_it_is_one_mailing(mailing):
    again = actions.open_mailing(actor=SYSTEM, bulk=mailing.bulk, key=mailing.key)
    assert (again.pk, Mailing.objects.count()) == (mailing.pk, 1)


def test_without_a_relay_one_is_put_off_and_the_others_are_not_even_tried(mailing, relay):
    Relay.answer = ConnectionRefusedError("no relay")
    add(mailing, 3)
    actions.send_batch(actor=SYSTEM, mailing_id=mailing.pk)
    rows = DigestDelivery.objects.unrestricted("test").order_by("pk")
    assert [(row.state, row.tries) for row in rows] == [("QUEUED", 1), ("QUEUED", 0), ("QUEUED", 0)]


def test_a_relay_that_cannot_even_be_opened_leaves_everything_in_the_queue(mailing, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    add(mailing, 2)
    actions.send_batch(actor=SYSTEM, mailing_id=mailing.pk)
    assert states() == ["QUEUED"] * 2
    waits = (due_jobs().get().run_after - timezone.now()).total_seconds()
    assert 240 < waits < 360


def test_an_unknown_user_is_blocked_and_the_others_get_theirs(mailing, relay, monkeypatch):
    add(mailing, 2)
    Relay.answer = refusal(550, "5.1.1 User unknown")
    actions.send_batch(actor=SYSTEM, mailing_id=mailing.pk)
    assert states() == ["FAILED"] * 2
    blocked = Address.objects.unrestricted("test").exclude(blocked_at=None)
    assert sorted(blocked.values_list("email", flat=True)) == [
        "lettore0@ente.example",
        "lettore1@ente.example",
    ]


def test_what_a_dead_worker_had_in_hand_is_uncertain_and_never_sent_again(mailing):
    add(mailing, 2)
    long_ago = timezone.now() - timedelta(minutes=11)
    rows = DigestDelivery.objects.unrestricted("test")
    rows.filter(pk=rows.earliest("pk").pk).update(state="CLAIMED", claimed_at=long_ago)
    assert actions.sweep_mailings(actor=SYSTEM) == 1
    work()
    assert states() == ["UNCERTAIN", "SENT"]
    assert (actions.sweep_mailings(actor=SYSTEM), due_jobs().count()) == (0, 0)


def test_a_mailing_somebody_is_sending_is_left_to_them(mailing):
    add(mailing, 1)
    actions.send_mailing(actor=SYSTEM, mailing=mailing)
    actions.sweep_mailings(actor=SYSTEM)
    assert due_jobs().count() == 1
