"""The inbox, the preferences and the way out of the e-mails."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.notifications import actions, unsubscription
from pico.notifications.models import Event, MailDelivery, Notification, Preference, unread_by
from tests.notifications.conftest import FIXED

pytestmark = pytest.mark.django_db
INBOX = "/area-riservata/notifiche/"
PREFERENCES = "/area-riservata/notifiche/preferenze/"


@pytest.fixture
def as_reader(client, reader):
    client.force_login(reader)
    return client


@pytest.fixture
def as_stranger(stranger):
    client = Client()
    client.force_login(stranger)
    return client


def only_notification():
    return Notification.objects.unrestricted("test").get()


def is_read():
    return only_notification().read_at is not None


class TestInbox:
    def test_the_addresses_are_the_documented_ones(self):
        assert (reverse("notifications:inbox"), reverse("notifications:preferences")) == (INBOX, PREFERENCES)

    def test_it_shows_what_the_person_was_told(self, as_reader, tell, reader, administrator):
        tell(reader)
        tell(administrator, actor=system_actor("test"), role="segreto")
        body = as_reader.get(INBOX).content.decode()
        assert "Ada Ministra ti ha assegnato il ruolo redattore" in body
        assert "segreto" not in body

    def test_a_label_with_markup_is_text(self, as_reader, tell, reader):
        tell(reader, role="<img src=x>")
        assert "<img src=x>" not in as_reader.get(INBOX).content.decode()

    def test_a_missing_label_does_not_break_the_page(self, as_reader, tell, reader):
        event = tell(reader)
        Event.objects.unrestricted("test").filter(pk=event.pk).update(data={})
        assert "ti ha assegnato il ruolo n.d." in as_reader.get(INBOX).content.decode()

    def test_unread_ones_come_first(self, as_reader, tell, reader):
        older, newer = tell(reader, role="primo"), tell(reader, role="secondo")
        as_reader.get(f"{INBOX}{newer.pk}/apri/")
        page = as_reader.get(INBOX).context["page"]
        assert [row.event_id for row in page] == [older.pk, newer.pk]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({}, [1, 0]),
            ({"stato": "da-leggere"}, [1]),
            ({"stato": "lette"}, [0]),
            ({"tipo": "trial.membership"}, [0]),
            ({"tipo": "trial.security", "stato": "lette"}, []),
            ({"stato": "boh"}, [1, 0]),
        ],
        ids=str,
    )
    def test_each_filter_keeps_its_rows(self, as_reader, tell, reader, query, expected):
        events = [tell(reader), tell(reader, kind=FIXED.code)]
        as_reader.get(f"{INBOX}{events[0].pk}/apri/")
        page = as_reader.get(INBOX, query).context["page"]
        assert [row.event_id for row in page] == [events[number].pk for number in expected]

    def test_the_filter_offers_only_what_the_person_was_told_of(self, as_reader, tell, reader, stranger):
        tell(stranger, kind=FIXED.code)
        tell(reader)
        tell(reader)
        choices = as_reader.get(INBOX).context["filters"].fields["tipo"].choices
        assert list(choices) == [("", "Tutti"), ("trial.membership", "Prove sui ruoli")]

    def test_a_family_one_was_told_nothing_of_answers_like_one_that_does_not_exist(
        self, as_reader, tell, reader
    ):
        tell(reader)
        pages = [as_reader.get(INBOX, {"tipo": kind}).context for kind in ("trial.security", "boh")]
        assert [(page["page"].paginator.count, list(page["filters"].errors)) for page in pages] == [
            (1, ["tipo"])
        ] * 2

    def test_an_empty_inbox_says_what_will_come(self, as_reader):
        assert "Non hai ancora notifiche" in as_reader.get(INBOX).content.decode()

    @pytest.mark.parametrize("rows", [1, 3, 100])
    def test_it_asks_the_same_number_of_questions_for_any_number_of_rows(
        self, as_reader, tell, reader, rows, django_assert_num_queries
    ):
        for _ in range(rows):
            tell(reader)
        with django_assert_num_queries(10):
            as_reader.get(INBOX, {"righe": "100"})


class TestOpening:
    def test_it_leads_to_the_row_and_marks_as_read(self, as_reader, tell, reader, row):
        event = tell(reader)
        assert as_reader.get(f"{INBOX}{event.pk}/apri/").headers["Location"] == f"/ruoli/{row.pk}/"
        assert is_read() is True

    def test_a_stranger_gets_404_and_marks_nothing(self, as_stranger, tell, reader):
        event = tell(reader)
        assert as_stranger.get(f"{INBOX}{event.pk}/apri/").status_code == 404
        assert is_read() is False

    def test_a_row_no_longer_visible_leads_back_with_a_sentence(self, as_reader, tell, reader, row):
        event = tell(reader)
        row.delete()
        response = as_reader.get(f"{INBOX}{event.pk}/apri/", follow=True)
        assert response.redirect_chain == [(INBOX, 302)]
        assert "non è più disponibile" in response.content.decode()

    def test_the_link_of_a_mail_works_without_a_notification(self, as_reader, tell, reader, row):
        Preference.objects.create(person=reader, kind_prefix="trial", channel="APP", cadence="OFF")
        event = tell(reader)
        assert as_reader.get(f"{INBOX}{event.pk}/apri/").headers["Location"] == f"/ruoli/{row.pk}/"


class TestMarking:
    def test_one_is_marked_and_unmarked_by_post(self, as_reader, tell, reader):
        tell(reader)
        url = f"{INBOX}{only_notification().pk}/lettura/"
        states = []
        for data in ({}, {"read": "0"}):
            as_reader.post(url, data)
            states.append(is_read())
        assert states == [True, False]

    def test_a_get_marks_nothing(self, as_reader, tell, reader):
        tell(reader)
        assert as_reader.get(f"{INBOX}{only_notification().pk}/lettura/").status_code == 405
        assert as_reader.get(f"{INBOX}tutte-lette/").status_code == 405
        assert is_read() is False

    def test_nobody_marks_those_of_others(self, as_stranger, tell, reader):
        tell(reader)
        assert as_stranger.post(f"{INBOX}{only_notification().pk}/lettura/").status_code == 404
        as_stranger.post(f"{INBOX}tutte-lette/")
        assert is_read() is False

    def test_all_are_marked_at_once(self, as_reader, tell, reader):
        tell(reader)
        as_reader.post(f"{INBOX}tutte-lette/")
        assert is_read() is True


class TestBell:
    def test_it_counts_what_is_unread(self, tell, reader, stranger):
        for _ in range(2):
            tell(reader)
        assert [unread_by(person) for person in (reader, stranger)] == [2, 0]

    def test_it_stops_counting_at_a_hundred(self, tell, reader, django_assert_num_queries):
        event = tell(reader)
        events = [
            Event(kind=event.kind, target_type=event.target_type, target_id=event.target_id)
            for _ in range(150)
        ]
        for made in Event.objects.bulk_create(events):
            Notification.objects.create(person=reader, event=made)
        with django_assert_num_queries(1):
            assert unread_by(reader) == 100


class TestPreferences:
    def names(self, response):
        return sorted(name for name in response.context["form"].fields if name.startswith("trial."))

    def test_the_matrix_has_families_and_channels_that_may_be_chosen(self, as_reader):
        assert self.names(as_reader.get(PREFERENCES)) == [
            "trial.membership:APP",
            "trial.membership:MAIL",
            "trial.security:MAIL",
        ]

    def test_refused_addresses_are_a_choice_of_administrators_only(self, as_reader, administrator, client):
        offered = "notifications.address:MAIL"
        assert offered not in as_reader.get(PREFERENCES).context["form"].fields
        client.force_login(administrator)
        assert offered in client.get(PREFERENCES).context["form"].fields

    def chosen(self, person):
        rows = Preference.objects.visible_to(person).values_list("kind_prefix", "channel", "cadence")
        return [row for row in rows if row[0].startswith("trial.")]

    def as_it_is(self, as_reader, **changes):
        """Return what the browser sends when nothing is touched but this: family__channel=value."""
        form = as_reader.get(PREFERENCES).context["form"]
        data = {name: field.initial for name, field in form.fields.items()}
        data |= {name.replace("__", ":").replace("_", "."): value for name, value in changes.items()}
        return {name: "on" if value is True else value for name, value in data.items() if value is not False}

    @pytest.mark.parametrize("cadence", ["DAILY", "WEEKLY", "OFF"])
    def test_each_cadence_of_the_mails_is_saved_and_nothing_else(self, as_reader, reader, cadence):
        data = self.as_it_is(as_reader, trial_membership__MAIL=cadence)
        assert as_reader.post(PREFERENCES, data).headers["Location"] == PREFERENCES
        assert self.chosen(reader) == [("trial.membership", "MAIL", cadence)]
        assert as_reader.get(PREFERENCES).context["form"]["trial.membership:MAIL"].initial == cadence

    @pytest.mark.parametrize("cadence", ["", "HOURLY"])
    def test_a_cadence_that_does_not_exist_is_refused_and_nothing_saved(self, as_reader, reader, cadence):
        data = self.as_it_is(as_reader, trial_membership__MAIL=cadence, trial_membership__APP=False)
        response = as_reader.post(PREFERENCES, data)
        assert (response.status_code, self.chosen(reader)) == (422, [])

    def test_the_platform_knows_no_digest(self, reader):
        with pytest.raises(Refused, match="valore valido"):
            actions.set_cadence(
                actor=Actor(reader, None),
                person=reader,
                prefix="trial.membership",
                channel="APP",
                cadence="DAILY",
            )

    def test_saving_without_changes_writes_nothing(self, as_reader, reader):
        as_reader.post(PREFERENCES, self.as_it_is(as_reader))
        assert (self.chosen(reader), Entry.objects.unrestricted("test").count()) == ([], 0)

    def test_a_change_is_journalled_once(self, as_reader):
        as_reader.post(PREFERENCES, self.as_it_is(as_reader, trial_membership__APP=False))
        line = Entry.objects.unrestricted("test").get()
        assert (line.verb, line.category) == ("notifications.preference.set", "settings")
        assert line.changes == {"trial.membership APP": [None, "OFF"]}

    def test_unticking_every_box_leaves_those_that_may_not_be_switched_off(self, as_reader, reader):
        data = self.as_it_is(as_reader)
        as_reader.post(PREFERENCES, {name: value for name, value in data.items() if value != "on"})
        assert self.chosen(reader) == [("trial.membership", "APP", "OFF")]

    def test_nobody_switches_a_security_notice_off(self, reader):
        with pytest.raises(Refused, match="non si possono disattivare"):
            actions.set_cadence(
                actor=Actor(reader, None),
                person=reader,
                prefix="trial.security",
                channel="APP",
                cadence="OFF",
            )


class TestTest:
    url = f"{PREFERENCES}prova/"

    def run_jobs(self):
        event = Event.objects.unrestricted("test").get()
        to = DBTaskResult.objects.get().args_kwargs["kwargs"]["to"]
        actions.fan_out(actor=system_actor("test"), event_id=event.pk, to=to)
        for delivery in MailDelivery.objects.unrestricted("test"):
            actions.send_mail(actor=system_actor("test"), delivery_id=delivery.pk)

    def test_it_reaches_the_person_by_both_channels(self, as_reader, reader):
        as_reader.post(self.url)
        self.run_jobs()
        assert only_notification().person == reader
        assert [message.to for message in mail.outbox] == [[reader.email]]

    def test_a_second_one_within_a_minute_is_refused(self, as_reader):
        as_reader.post(self.url)
        response = as_reader.post(self.url, follow=True)
        assert "meno di un minuto fa" in response.content.decode()
        assert Event.objects.unrestricted("test").count() == 1

    def test_a_get_sends_nothing(self, as_reader):
        assert as_reader.get(self.url).status_code == 405


class TestUnsubscribing:
    def address(self, person, prefix="trial.membership"):
        return f"/notifiche/disiscrizione/{unsubscription.token(person, prefix)}/"

    def wishes(self, person):
        return list(Preference.objects.visible_to(person).values_list("kind_prefix", "channel", "cadence"))

    def test_a_get_shows_a_button_and_changes_nothing(self, client, reader):
        response = client.get(self.address(reader))
        assert "Non vuoi più queste e-mail?" in response.content.decode()
        assert self.wishes(reader) == []

    def test_one_click_works_without_cookie_and_without_token_of_the_form(self, reader):
        client = Client(enforce_csrf_checks=True)
        response = client.post(self.address(reader), {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert self.wishes(reader) == [("trial.membership", "MAIL", "OFF")]
        assert response.cookies == {}

    def test_a_second_click_changes_nothing_more(self, client, reader):
        for _ in range(2):
            client.post(self.address(reader))
        assert Entry.objects.unrestricted("test").count() == 1

    def test_it_stops_only_the_mails_of_that_family(self, client, reader, tell):
        client.post(self.address(reader))
        event = tell(reader)
        assert MailDelivery.objects.unrestricted("test").filter(event=event).count() == 0
        assert Notification.objects.unrestricted("test").filter(event=event).count() == 1

    @pytest.mark.parametrize("word", ["x", "a:b:c", "WyJ4IiwieSJd:1tFakl:zzz"])
    def test_a_word_that_is_not_ours_is_404(self, client, word):
        assert client.post(f"/notifiche/disiscrizione/{word}/").status_code == 404

    def test_a_tampered_word_is_404(self, client, reader):
        address = self.address(reader)
        assert client.post(address[:-3] + "xy/").status_code == 404
        assert self.wishes(reader) == []

    def test_a_family_that_is_gone_is_404(self, client, reader):
        assert client.post(self.address(reader, "gone.family")).status_code == 404


@pytest.mark.parametrize("url", [INBOX, PREFERENCES])
def test_pages_of_the_area_ask_to_sign_in(client, url):
    response = client.get(url)
    assert (response.status_code, reverse("account_login") in response.headers["Location"]) == (302, True)
