"""kill -9 of the worker while mail leaves through a real relay: nobody is written to twice or forgotten."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from pico.accounts.models import User
from pico.base.actor import system_actor
from pico.base.jobs import enqueue
from pico.notifications import actions
from pico.notifications.bulk import bulks
from pico.notifications.models import Address, DigestDelivery, Event, MailDelivery, Notification
from tests.platform import ROOT, children
from tests.relay import running_relay
from tests.trial.apps import trial_bulk
from tests.two_webs import database_url

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SYSTEM = system_actor("test")
RECIPIENTS = 8000
PATIENCE = 120


class Worker:
    """`manage.py worker` on the database of the running test."""

    def __init__(self, var, port: int) -> None:
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.relay_settings",
            "DATABASE_URL": database_url(),
            "PICO_VAR": str(var),
            "PICO_SECRET_KEY": settings.SECRET_KEY,
            "PICO_EMAIL_HOST": "127.0.0.1",
            "PICO_EMAIL_PORT": str(port),
            "PICO_BULK_MAILS_PER_MINUTE": "1000000",
        }
        self.log = (var / "worker.log").open("ab")
        call_command("createcachetable", "django_cache")  # as `make run` does
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", "manage.py", "worker", "--processes", "1"]
        self.process = subprocess.Popen(
            [*command, "--interval", "0.05"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
        )

    def kill_child(self) -> None:
        """Kill the process that sends; its supervisor starts another."""
        for pid in children(self.process.pid):
            os.kill(pid, signal.SIGKILL)

    def power_cut(self) -> None:
        """Kill all of it, and start it again."""
        for pid in [*children(self.process.pid), self.process.pid]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(10)
        self.start()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


@contextmanager
def running_worker(var, relay) -> Iterator[Worker]:
    worker = Worker(var, relay.port)
    try:
        yield worker
    finally:
        worker.stop()


def wait_until(condition, patience: float = PATIENCE) -> None:
    give_up = time.monotonic() + patience
    while not condition():
        if time.monotonic() > give_up:
            raise TimeoutError
        time.sleep(0.05)


def make_readers(count: int) -> list[User]:
    users = User.objects.bulk_create(
        [
            User(email=f"lettore{n}@ente.example", given_name="Leo", family_name=str(n), password="!")
            for n in range(count)
        ],
        batch_size=500,
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users],
        batch_size=500,
    )
    return users


def make_lines(users: list[User]) -> None:
    """Give each a line that waits for the digest, about the person themself."""
    events = Event.objects.bulk_create(
        [
            Event(kind="notifications.test.sent", target_type="accounts.user", target_id=str(user.pk))
            for user in users
        ],
        batch_size=500,
    )
    Notification.objects.bulk_create(
        [
            Notification(person=user, event=event, digest="DAILY")
            for user, event in zip(users, events, strict=True)
        ],
        batch_size=500,
    )


def states(model) -> Counter:
    return Counter(model.objects.unrestricted("test").order_by().values_list("state", flat=True))


def later() -> int:
    """Look after what nobody finished, as the schedule does every five minutes, eleven minutes from now."""
    now = timezone.now() + timedelta(minutes=11)
    return actions.sweep_mail(actor=SYSTEM, now=now) + actions.sweep_mailings(actor=SYSTEM, now=now)


# Where real installations send their newsletters.
@pytest.mark.postgresql
def test_of_eight_thousand_recipients_none_is_written_to_twice(tmp_path, monkeypatch):
    monkeypatch.setitem(bulks._entries, "trial.mailing", trial_bulk())
    mailing = actions.open_mailing(actor=SYSTEM, bulk="trial.mailing", key="prova")
    DigestDelivery.objects.bulk_create(
        [
            DigestDelivery(
                mailing=mailing, person=user, address=user.email, message_id=f"<prova.{user.pk}@pico.example>"
            )
            for user in make_readers(RECIPIENTS)
        ],
        batch_size=500,
    )
    actions.send_mailing(actor=SYSTEM, mailing=mailing)

    with running_relay() as relay, running_worker(tmp_path, relay) as worker:
        for arrived, kill in ((1000, worker.kill_child), (3500, worker.power_cut), (6000, worker.kill_child)):
            wait_until(lambda enough=arrived: len(relay.arrived) >= enough)
            kill()
        wait_until(lambda: states(DigestDelivery)["QUEUED"] == 0)
    uncertain = later()

    counted = states(DigestDelivery)
    times = Counter(recipient for recipient, _message_id in relay.arrived)
    assert (counted["SENT"] + counted["UNCERTAIN"], counted["UNCERTAIN"]) == (RECIPIENTS, uncertain)
    assert uncertain <= 3, "only what was in hand at each of three kills"
    assert set(times.values()) == {1}, "nobody twice"
    assert len(times) >= counted["SENT"], "and everybody said to be written to was"


def test_digests_survive_a_power_cut_while_they_are_built_and_sent(tmp_path):
    users = make_readers(150)
    make_lines(users)
    enqueue("notifications.daily_digest")

    with running_relay() as relay, running_worker(tmp_path, relay) as worker:
        wait_until(lambda: states(DigestDelivery)["QUEUED"] >= 30)
        worker.power_cut()
        wait_until(lambda: len(relay.arrived) >= 40)
        worker.kill_child()
        wait_until(lambda: sum(states(DigestDelivery)[state] for state in ("SENT", "CLAIMED")) == 150)
    later()

    counted = states(DigestDelivery)
    assert counted["SENT"] + counted["UNCERTAIN"] == 150
    assert counted["UNCERTAIN"] <= 1
    assert set(Counter(recipient for recipient, _id in relay.arrived).values()) == {1}
    waiting = Notification.objects.unrestricted("test").filter(digest_mail=None)
    assert waiting.count() == 0, "every line is in the one mail of its person"


def make_mails(users: list[User]) -> None:
    """Queue a mail at once for each, about the person themself."""
    for user in users:
        event = Event.objects.create(
            kind="notifications.test.sent", target_type="accounts.user", target_id=str(user.pk)
        )
        actions.fan_out(actor=SYSTEM, event_id=event.pk, to=[user.pk])


def test_a_mail_interrupted_while_it_leaves_is_sent_once_more_with_the_same_id(tmp_path):
    users = make_readers(12)
    victim, unknown, busy = (user.email for user in users[:3])
    make_mails(users)
    of = MailDelivery.objects.unrestricted("test").get

    with running_relay() as relay:
        relay.answers = {unknown: "550 5.1.1 User unknown", busy: "450 4.2.1 mailbox busy"}
        with running_worker(tmp_path, relay) as worker:
            relay.before_answer = lambda recipient: recipient == victim and worker.kill_child()
            wait_until(lambda: states(MailDelivery)["SENT"] == 9 and of(address=unknown).state == "FAILED")
            assert of(address=victim).state == "CLAIMED"
            assert (of(address=busy).state, of(address=busy).tries) == ("QUEUED", 1)
            relay.before_answer = lambda recipient: None
            assert later() == 1
            wait_until(lambda: of(address=victim).state == "SENT")

    copies = [message_id for recipient, message_id in relay.arrived if recipient == victim]
    assert copies == [of(address=victim).message_id] * 2
    assert (of(address=victim).sent_again, of(address=victim).tries) == (True, 2)
    blocked = Address.objects.unrestricted("test").exclude(blocked_at=None)
    assert [address.email for address in blocked] == [unknown]
