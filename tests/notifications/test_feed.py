"""The private feed of the calendar: what its person may see then, for who holds its address alone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from pico.accounts.actions import end_membership
from pico.accounts.models import Membership
from pico.base.actor import Actor
from pico.base.dates import today
from pico.journal.models import Entry
from pico.notifications.models import CalendarFeed
from tests.factories.portal import make_site
from tests.factories.sua import Cast, make_sent

pytestmark = pytest.mark.django_db
PAGE = "/area-riservata/calendario/abbonamento/"


@pytest.fixture
def cast(db):
    cast = Cast()
    make_site(cast.province)
    return cast


def browser(person=None) -> Client:
    client = Client(HTTP_HOST="treviso.localhost")
    if person is not None:
        client.force_login(person)
    return client


def opened(person) -> str:
    """Press «Crea l'indirizzo» and return the path of the address that is shown."""
    page = browser(person).post(PAGE).content.decode()
    return re.search(r"<code>http://treviso\.localhost(/calendario/\S+\.ics)</code>", page)[1]


def events(path):
    answer = browser().get(path)
    assert answer.status_code == 200
    return [
        (str(event["summary"]), event.decoded("dtstart"), str(event["url"]))
        for event in Calendar.from_ical(answer.content).walk("VEVENT")
    ]


def test_it_holds_the_dates_of_its_person_without_signing_in(cast):
    tender = make_sent(cast, title="Mensa; scolastica, è")
    desenzano = Cast("Desenzano del Garda", "brescia")
    make_sent(desenzano, title="Gara di Desenzano")

    assert events(opened(cast.sua)) == [
        (
            f"Silenzio-assenso: {tender.number} Mensa; scolastica, è",
            tender.term_on,
            f"http://treviso.localhost/sua/gare/{tender.public_id}/",
        )
    ]
    assert [summary.endswith("Gara di Desenzano") for summary, *_ in events(opened(desenzano.sua))] == [True]
    assert events(opened(cast.province and Cast("Asolo").operator)) == []


def test_no_shared_cache_keeps_it_and_no_cookie_is_set(cast):
    answer = browser().get(opened(cast.sua))
    assert answer["Cache-Control"] == "private, max-age=900"
    assert (answer["Content-Type"], answer.cookies) == ("text/calendar; charset=utf-8", {})


@pytest.mark.parametrize("loss", ["role ended", "disabled"])
def test_rights_lost_take_the_rows_away_at_the_next_fetch(cast, loss):
    make_sent(cast)
    path = opened(cast.sua)
    assert len(events(path)) == 1
    if loss == "disabled":
        cast.sua.state = "DISABLED"
        cast.sua.save()
    else:
        role = Membership.objects.visible_to(cast.sua).get()
        end_membership(actor=Actor(cast.sua, cast.province), membership=role)
    assert events(path) == []


def test_a_guessed_address_is_404(cast):
    path = opened(cast.sua)
    guesses = [path[:-5] + "x.ics", "/calendario/x.ics", f"/calendario/{'A' * 43}.ics"]
    assert [browser().get(guess).status_code for guess in guesses] == [404] * 3


def test_a_new_address_ends_the_old_one_and_only_a_hash_is_kept(cast):
    old, new = opened(cast.sua), opened(cast.sua)
    assert [browser().get(path).status_code for path in (old, new)] == [404, 200]
    kept = CalendarFeed.objects.unrestricted("test").get()
    assert kept.token_hash not in new
    assert len(kept.token_hash) == 64
    assert new not in browser(cast.sua).get(PAGE).content.decode()


def test_closed_it_opens_nothing(cast):
    path = opened(cast.sua)
    browser(cast.executive).post(f"{PAGE}fine/")  # closes the own one, of which there is none
    assert browser().get(path).status_code == 200
    browser(cast.sua).post(f"{PAGE}fine/")
    assert browser().get(path).status_code == 404
    verbs = Entry.objects.unrestricted("test").filter(verb__startswith="notifications.feed").order_by("pk")
    assert [entry.verb for entry in verbs] == ["notifications.feed.opened", "notifications.feed.closed"]


def test_a_get_opens_and_closes_nothing(cast):
    client = browser(cast.sua)
    assert (client.get(PAGE).status_code, client.get(f"{PAGE}fine/").status_code) == (200, 405)
    assert CalendarFeed.objects.unrestricted("test").count() == 0


def test_ids_stay_the_same_from_fetch_to_fetch(cast):
    tender = make_sent(cast)
    path = opened(cast.sua)
    ids = {
        str(event["uid"])
        for _ in range(2)
        for event in Calendar.from_ical(browser().get(path).content).walk("VEVENT")
    }
    assert ids == {f"sua-{tender.public_id}-term@treviso.localhost"}
    assert today() < tender.term_on < today() + timedelta(days=60)
