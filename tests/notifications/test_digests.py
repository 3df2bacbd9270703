"""One mail for all modules, with what its reader may still see; each line enters one digest, once."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from pico.accounts.models import Membership
from pico.base.actor import system_actor
from pico.base.jobs import schedules, tick
from pico.notifications import actions, unsubscription
from pico.notifications.models import (
    Address,
    DigestDelivery,
    Event,
    MailDelivery,
    Mailing,
    Notification,
    Preference,
)
from tests.notifications.conftest import FIXED
from tests.queue import work

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")
MONDAY = date(2026, 11, 30)


def choose(person, cadence, prefix="trial.membership", channel="MAIL"):
    Preference.objects.create(person=person, kind_prefix=prefix, channel=channel, cadence=cadence)


def build(cadence="DAILY", day=MONDAY):
    return actions.build_digests(actor=SYSTEM, cadence=cadence, day=day)


def digests():
    return DigestDelivery.objects.unrestricted("test")


def lines():
    return Notification.objects.unrestricted("test").order_by("pk")


def sent():
    """Send what was built, as the worker does, and return the mails that left."""
    DBTaskResult.objects.exclude(task_path__endswith="send_batch").delete()
    work()
    return mail.outbox


class TestLines:
    def test_who_chose_the_digest_gets_no_mail_at_once(self, tell, reader):
        choose(reader, "DAILY")
        event = tell(reader)
        assert MailDelivery.objects.unrestricted("test").filter(event=event).count() == 0
        assert [(line.in_app, line.digest) for line in lines()] == [(True, "DAILY")]

    def test_who_wants_only_the_digest_finds_nothing_in_the_inbox(self, tell, reader, client):
        choose(reader, "WEEKLY")
        choose(reader, "OFF", channel="APP")
        event = tell(reader)
        assert [(line.in_app, line.digest) for line in lines()] == [(False, "WEEKLY")]
        assert Notification.objects.visible_to(reader).count() == 0
        client.force_login(reader)
        opened = client.get(f"/area-riservata/notifiche/{event.pk}/apri/")
        assert opened.headers["Location"].startswith("/ruoli/")

    def test_who_chose_neither_has_no_line(self, tell, reader):
        tell(reader)
        assert (build(), build("WEEKLY"), digests().count()) == (0, 0, 0)


class TestBuilding:
    @pytest.fixture
    def event(self, tell, reader):
        choose(reader, "DAILY")
        return tell(reader)

    def test_nobody_with_nothing_new_gets_a_mail(self, db):
        assert (build(), Mailing.objects.count()) == (0, 0)

    def test_built_twice_it_is_one(self, event, reader):
        assert (build(), build()) == (1, 0)
        assert [message.to for message in sent()] == [[reader.email]]
        assert digests().get().state == "SENT"

    def test_line_and_mail_are_written_together(self, event, monkeypatch):
        class Killed(BaseException):
            pass

        def die(self, *args, **kwargs):
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(type(digests()), "create", die)
            with pytest.raises(Killed):
                build()
        assert (lines().get().digested_at, digests().count()) == (None, 0)
        assert build() == 1
        assert lines().get().digest_mail == digests().get()

    def test_what_comes_after_the_days_digest_waits_for_the_next(self, event, tell, reader):
        build()
        tell(reader)
        assert build() == 0
        assert build(day=date(2026, 12, 1)) == 1
        assert [line.digest_mail_id for line in lines()] == list(
            digests().order_by("pk").values_list("pk", flat=True)
        )

    def test_each_cadence_takes_its_own_lines(self, event, tell, reader):
        choose(reader, "WEEKLY", prefix="trial.security")
        tell(reader, kind=FIXED.code)
        assert (build("WEEKLY"), build("DAILY")) == (1, 1)
        assert [m.subject for m in sent()] == [
            "Riepilogo della settimana: 1 novità",
            "Riepilogo di oggi: 1 novità",
        ]

    def test_a_row_lost_between_event_and_digest_has_no_line(self, event, tell, reader, row, treviso):
        other = Membership.objects.visible_to(reader).exclude(pk=row.pk).get()
        kept = tell(reader, about=other, role="di più")
        row.delete()
        assert build() == 1
        assert [line.event_id for line in digests().get().lines.all()] == [kept.pk]
        (message,) = sent()
        assert ("redattore" in message.body, "di più" in message.body) == (False, True)

    def test_a_row_lost_between_building_and_sending_has_no_line_either(self, event, row):
        build()
        row.delete()
        assert sent() == []
        assert (digests().get().state, digests().get().error) == ("SKIPPED", "nothing left to read")

    @pytest.mark.parametrize("loss", ["disabled", "unconfirmed", "blocked", "switched off"])
    def test_nobody_is_written_to_who_may_or_will_not(self, event, reader, loss):
        match loss:
            case "disabled":
                reader.state = "DISABLED"
                reader.save()
            case "unconfirmed":
                reader.emailaddress_set.update(verified=False)
            case "blocked":
                Address.objects.create(email=reader.email, blocked_at=datetime.now(UTC))
            case "switched off":
                Preference.objects.unrestricted("test").update(cadence="OFF")
        assert (build(), digests().count(), lines().get().digested_at is None) == (0, 0, False)


class TestMessage:
    @pytest.fixture
    def message(self, tell, reader):
        choose(reader, "DAILY")
        tell(reader, role="primo")
        tell(reader, role="<b>secondo</b>")
        build()
        return sent()[0]

    def test_both_parts_hold_each_line_with_its_link(self, message):
        html = message.alternatives[0][0]
        for event in Event.objects.unrestricted("test"):
            url = f"http://treviso.localhost:8000/area-riservata/notifiche/{event.pk}/apri/"
            assert (url in message.body, f'href="{url}"' in html) == (True, True)
        assert "Ada Ministra ti ha assegnato il ruolo primo" in message.body
        assert ("<b>" in html, "<b>secondo</b>" in message.body) == (False, True)

    def test_its_headers_are_those_of_a_list_one_leaves_by_one_click(self, message, reader):
        headers = message.message()
        assert message.from_email == "Provincia di Treviso <noreply@pico.example>"
        assert headers["Message-ID"].endswith(f".{reader.public_id.hex}@localhost>")
        assert headers["Auto-Submitted"] == "auto-generated"
        assert headers["List-Id"] == "<notifiche.treviso.localhost>"
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_one_click_without_cookie_ends_the_digest_and_a_get_does_not(self, message, reader):
        url = message.message()["List-Unsubscribe"].strip("<>").replace("http://treviso.localhost:8000", "")
        outsider = Client(enforce_csrf_checks=True)
        assert "il riepilogo di ogni giorno" in outsider.get(url).content.decode()
        wish = Preference.objects.visible_to(reader).filter(kind_prefix="trial.membership")
        assert wish.get().cadence == "DAILY"
        assert outsider.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert (wish.get().kind_prefix, wish.get().cadence) == ("trial.membership", "OFF")

    def test_the_way_out_of_one_digest_leaves_the_other(self, reader):
        choose(reader, "WEEKLY")
        wish = unsubscription.read(unsubscription.token(reader, "digest.DAILY"))
        actions.unsubscribe(actor=SYSTEM, wish=wish)
        chosen = Preference.objects.visible_to(reader).filter(kind_prefix="trial.membership", channel="MAIL")
        assert chosen.get().cadence == "WEEKLY"

    def test_it_tells_of_a_hundred_and_leads_to_the_rest(self, tell, reader):
        choose(reader, "DAILY")
        choose(reader, "OFF", channel="APP")
        event = tell(reader)
        more = Event.objects.bulk_create(
            Event(kind=event.kind, target_type=event.target_type, target_id=event.target_id, data={})
            for _ in range(102)
        )
        Notification.objects.bulk_create(
            Notification(person=reader, event=one, in_app=False, digest="DAILY") for one in more
        )
        build()
        (message,) = sent()
        assert message.body.count("/apri/") == 100
        assert "E altre 3: leggile fra le tue notifiche." in message.body
        assert Notification.objects.visible_to(reader).count() == 3

    @pytest.mark.parametrize("count", [1, 30])
    def test_building_asks_the_same_number_of_questions_for_any_number_of_lines(
        self, tell, reader, count, django_assert_num_queries
    ):
        choose(reader, "DAILY")
        for _ in range(count):
            tell(reader)
        with django_assert_num_queries(30):
            build()


class TestClock:
    """07:30 in Rome, whatever the time in Greenwich."""

    def due(self, moment):
        names = {"daily digest", "weekly digest"}
        return [name for name in tick(moment) if name in names]

    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            ((2026, 11, 30, 6, 29), []),
            ((2026, 11, 30, 6, 30), ["daily digest", "weekly digest"]),
            ((2026, 12, 1, 6, 30), ["daily digest"]),
            ((2027, 3, 26, 6, 30), ["daily digest"]),
            ((2027, 3, 28, 5, 45), []),
            ((2027, 3, 29, 5, 29), []),
            ((2027, 3, 29, 5, 30), ["daily digest", "weekly digest"]),
            ((2027, 10, 31, 7, 0), []),
            ((2027, 11, 1, 6, 29), []),
            ((2027, 11, 1, 6, 30), ["daily digest", "weekly digest"]),
        ],
        ids=str,
    )
    def test_it_goes_by_the_clock_of_rome_on_working_days(self, db, moment, expected):
        assert self.due(datetime(*moment, tzinfo=UTC)) == expected

    def test_two_supervisors_start_it_once(self, db):
        moment = datetime(2026, 12, 1, 6, 30, tzinfo=UTC)
        assert (self.due(moment), self.due(moment)) == (["daily digest"], [])

    def test_the_state_page_says_it_in_words(self):
        labels = {entry.name: entry.label for entry in schedules}
        assert (labels["daily digest"], labels["weekly digest"]) == (
            "Riepiloghi del giorno",
            "Riepiloghi della settimana",
        )
