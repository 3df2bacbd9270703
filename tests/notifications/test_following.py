"""People follow rows they see, with what lies under them, and take it back; nobody learns of other rows."""

import pytest
from django.apps import apps

from pico.accounts.models import Membership
from pico.base.actor import Actor
from pico.base.guard import GuardedQuerySet
from pico.journal.history import history_of
from pico.journal.models import Entry
from pico.notifications import actions
from pico.notifications.models import Notification, Subscription
from pico.notifications.subscribable import Subscribable, subscribable
from tests.factories.accounts import make_member, make_membership
from tests.factories.notifications import follow

pytestmark = pytest.mark.django_db
PAGE = "/area-riservata/seguo/"


@pytest.fixture
def as_reader(client, reader):
    client.force_login(reader)
    return client


def address(row, end=""):
    return f"{PAGE}accounts.membership/{row.pk}/{end}"


def wishes(person):
    rows = Subscription.objects.visible_to(person)
    return list(rows.values_list("target_id", "muted", "with_descendants"))


def told(event):
    rows = Notification.objects.unrestricted("test").filter(event=event)
    return sorted(rows.values_list("person__email", flat=True))


class TestButton:
    def test_following_a_row_brings_its_news(self, as_reader, row, reader, tell):
        response = as_reader.post(address(row), {"next": "/sua/gare/"})
        assert response.headers["Location"] == "/sua/gare/"
        assert wishes(reader) == [(str(row.pk), False, False)]
        assert told(tell()) == [reader.email]

    def test_following_no_more_takes_them_away(self, as_reader, row, reader, tell):
        follow(reader, row)
        assert as_reader.post(address(row, "fine/")).headers["Location"] == PAGE
        assert (wishes(reader), told(tell())) == ([], [])

    def test_a_silenced_row_says_nothing_even_to_people_named_by_the_action(
        self, as_reader, row, reader, tell
    ):
        as_reader.post(address(row, "silenzio/"))
        assert (wishes(reader), told(tell(reader))) == ([(str(row.pk), True, False)], [])

    def test_the_silence_is_lifted_by_the_same_address_that_ends_following(
        self, as_reader, row, reader, tell
    ):
        follow(reader, row, muted=True)
        as_reader.post(address(row, "fine/"))
        assert told(tell(reader)) == [reader.email]

    @pytest.mark.parametrize("end", ["", "fine/", "silenzio/"])
    def test_a_row_one_may_not_see_answers_as_one_that_does_not_exist(self, client, row, stranger, end):
        client.force_login(stranger)
        answers = [client.post(address(row, end)), client.post(f"{PAGE}accounts.membership/999999/{end}")]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert wishes(stranger) == []

    @pytest.mark.parametrize(
        "path",
        ["accounts.user/1/", "x/1/", "accounts.membership/uno/", f"accounts.membership/{'9' * 40}/"],
        ids=["not followable", "no model", "no key", "no number"],
    )
    def test_what_cannot_be_followed_is_404(self, as_reader, path):
        assert as_reader.post(PAGE + path).status_code == 404

    def test_nobody_ends_what_another_person_follows(self, client, row, reader, administrator):
        follow(reader, row)
        client.force_login(administrator)
        assert client.post(address(row, "fine/")).status_code == 404
        assert wishes(reader) == [(str(row.pk), False, False)]

    def test_a_get_changes_nothing(self, as_reader, row, reader):
        assert [as_reader.get(address(row, end)).status_code for end in ("", "fine/", "silenzio/")] == [
            405
        ] * 3
        assert wishes(reader) == []

    def test_it_leads_back_to_this_host_only(self, as_reader, row):
        response = as_reader.post(address(row), {"next": "https://evil.example/"})
        assert response.headers["Location"] == PAGE


class TestNearest:
    """One hears of what lies under a followed row, unless a nearer one is silenced."""

    def test_silence_above_covers_what_lies_under_it(self, tell, reader, treviso):
        follow(reader, treviso, muted=True)
        assert told(tell(reader)) == []

    def test_a_row_followed_within_a_silenced_one_is_told(self, tell, reader, row, treviso):
        follow(reader, treviso, muted=True)
        follow(reader, row)
        assert told(tell()) == [reader.email]

    def test_a_row_silenced_within_a_followed_one_is_not(self, tell, reader, row, treviso):
        follow(reader, treviso, with_descendants=True)
        follow(reader, row, muted=True)
        assert told(tell()) == []

    def test_three_matching_wishes_make_one_notification(self, tell, reader, row, treviso, monkeypatch):
        region = make_membership(reader, treviso, "auditor")
        rows = Subscribable(
            "accounts.Membership", "Ruolo", url=str, parents=lambda row: [region, row.organisation]
        )
        monkeypatch.setitem(subscribable._entries, "accounts.membership", rows)
        for followed in (row, region, treviso):
            follow(reader, followed, with_descendants=True)
        assert told(tell()) == [reader.email]


class TestPage:
    def test_an_empty_page_says_how_to_begin(self, as_reader):
        assert "Non segui ancora nulla" in as_reader.get(PAGE).content.decode()

    def test_it_lists_what_one_follows_and_nothing_of_others(self, as_reader, row, reader, treviso):
        other = make_member(treviso, "auditor")
        follow(other, make_membership(other, treviso, "executive"))
        follow(reader, row)
        lines = as_reader.get(PAGE).context["lines"]
        assert [(line["title"], line["url"], line["kind"]) for line in lines] == [
            ("redattore", f"/ruoli/{row.pk}/", "Ruolo")
        ]

    def test_a_row_no_longer_visible_shows_no_title_and_can_be_left(self, as_reader, row, reader, stranger):
        theirs = Membership.objects.visible_to(stranger).get()
        follow(reader, theirs)
        line = as_reader.get(PAGE).context["lines"][0]
        assert (line["title"], line["url"], line["may_mute"]) == ("Non più disponibile", "", False)
        as_reader.post(address(theirs, "fine/"))
        assert wishes(reader) == []
        entry = Entry.objects.unrestricted("test").get(verb="notifications.row.unfollowed")
        assert entry.object_type == "notifications.subscription"

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_the_same_number_of_questions_for_any_number_of_rows(
        self, as_reader, reader, treviso, rows, django_assert_num_queries
    ):
        for role in ("auditor", "executive", "editor")[:rows]:
            follow(reader, make_membership(reader, treviso, role))
        with django_assert_num_queries(10):
            as_reader.get(PAGE)


def test_every_model_that_may_be_followed_reads_its_rows_for_a_person():
    for entry in subscribable:
        assert isinstance(apps.get_model(entry.model)._default_manager.all(), GuardedQuerySet)


def test_following_is_journalled_by_name(row, reader, treviso):
    actions.follow(actor=Actor(reader, treviso), row=row)
    entry = Entry.objects.unrestricted("test").get()
    assert (entry.verb, entry.object_id, entry.category) == (
        "notifications.row.followed",
        str(row.pk),
        "settings",
    )


def test_who_follows_or_silences_a_row_is_no_part_of_the_history_that_others_read(row, reader, treviso):
    actor = Actor(reader, treviso)
    actions.follow(actor=actor, row=row)
    actions.follow(actor=actor, row=row)
    actions.mute(actor=actor, row=row)
    actions.unfollow(actor=actor, subscription=Subscription.objects.visible_to(reader).get())
    verbs = Entry.objects.unrestricted("test").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [f"notifications.row.{done}" for done in ("followed", "muted", "unmuted")]
    assert history_of(row) == []
