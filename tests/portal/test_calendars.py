"""Feeds and calendars are what programs expect: RSS, Atom, iCalendar."""

from copy import deepcopy
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from pico.base.xml import parse_xml as parse
from pico.portal.actions import unpublish_page
from tests.factories.organisations import make_province, make_regional_upi
from tests.factories.portal import ACTOR, make_event, make_news, make_placement, make_site

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def treviso_of_the_file(for_the_module):
    return make_site()


@pytest.fixture
def treviso(treviso_of_the_file, db):
    return deepcopy(treviso_of_the_file)


@pytest.fixture
def veneto(treviso):
    return make_site(make_regional_upi(treviso.organisation.region))


def get(path, host="treviso"):
    return Client(HTTP_HOST=f"{host}.localhost").get(path)


def entries(path, host="treviso"):
    return Calendar.from_ical(get(path, host).content).walk("VEVENT")


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_an_event_keeps_its_hours_across_the_change_of_the_clock(treviso, day):
    start = datetime(day.year, day.month, day.day, 1, 30, tzinfo=ROME)
    end = start.replace(hour=10)
    event = make_event(treviso, "Notte in bianco; con ponte, e a capo", starts_at=start, ends_at=end)

    (entry,) = entries(f"/novita/{event.slug}.ics")

    assert (entry["dtstart"].params["TZID"], entry.decoded("dtstart")) == ("Europe/Rome", start)
    assert (entry.decoded("dtend"), str(entry["summary"])) == (end, "Notte in bianco; con ponte, e a capo")
    calendar = Calendar.from_ical(get(f"/novita/{event.slug}.ics").content)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Rome"]


def test_a_whole_day_has_no_hour_and_ends_the_day_after(treviso):
    start = datetime(2026, 12, 3, 0, 0, tzinfo=ROME)
    event = make_event(treviso, starts_at=start, ends_at=start.replace(hour=23), all_day=True)
    (entry,) = entries(f"/novita/{event.slug}.ics")
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (date(2026, 12, 3), date(2026, 12, 4))


def test_a_cancelled_event_says_so(treviso):
    make_event(treviso, cancelled=True)
    assert [str(entry["status"]) for entry in entries("/eventi.ics")] == ["CANCELLED"]


def test_the_calendar_of_a_site_holds_its_events_and_those_it_accepted_under_one_id(treviso, veneto):
    event = make_event(treviso, "Seminario")
    make_event(make_site(make_province("brescia")), "Altrove")
    make_placement(event, treviso, veneto, "ACCEPTED")

    here, there = entries("/eventi.ics"), entries("/eventi.ics", "upi-veneto")

    assert [str(entry["summary"]) for entry in here + there] == ["Seminario", "Seminario"]
    assert here[0]["uid"] == there[0]["uid"]
    assert str(there[0]["url"]) == "http://upi-veneto.localhost/novita/da/treviso/seminario/"
    assert len(entries("/novita/da/treviso/seminario.ics", "upi-veneto")) == 1


def test_what_is_not_here_has_no_calendar(treviso, veneto):
    event = make_event(treviso, "Seminario")
    make_placement(event, treviso, veneto, "PROPOSED")
    paths = ("/novita/da/treviso/seminario.ics", "/novita/seminario.ics")
    assert [get(path, "upi-veneto").status_code for path in paths] == [404, 404]
    unpublish_page(actor=ACTOR, site=treviso, page=event)
    assert get("/novita/seminario.ics").status_code == 404
    assert entries("/eventi.ics") == []


@pytest.mark.parametrize(
    ("name", "titles"),
    [("novita", {"Avviso", "Comunicato", "Notizia"}), ("comunicati", {"Comunicato"}), ("avvisi", {"Avviso"})],
)
def test_each_list_has_its_feed_in_both_forms(treviso, name, titles):
    make_news(treviso, "Notizia")
    make_news(treviso, "Comunicato", kind="PRESS_RELEASE")
    make_news(treviso, "Avviso", kind="NOTICE", expires_on=date(2999, 1, 1))

    rss, atom = parse(get(f"/rss/{name}.xml").content), parse(get(f"/atom/{name}.xml").content)

    assert {item.find("title").text for item in rss.iter("item")} == titles
    assert {entry.find(f"{ATOM}title").text for entry in atom.iter(f"{ATOM}entry")} == titles
    for entry in atom.iter(f"{ATOM}entry"):
        assert entry.find(f"{ATOM}id").text.startswith("urn:uuid:")
        assert entry.find(f"{ATOM}updated").text


def test_an_unknown_feed_is_404(treviso):
    assert [get(f"/{form}/altro.xml").status_code for form in ("rss", "atom")] == [404, 404]


def test_a_feed_holds_placed_items_at_their_address_here_and_the_sitemap_does_not(treviso, veneto):
    make_placement(make_news(treviso, "Gara"), treviso, veneto, "ACCEPTED")
    feed = parse(get("/rss/novita.xml", "upi-veneto").content)
    assert [item.find("link").text for item in feed.iter("item")] == [
        "http://upi-veneto.localhost/novita/da/treviso/gara/"
    ]
    assert b"treviso" not in get("/sitemap.xml", "upi-veneto").content
