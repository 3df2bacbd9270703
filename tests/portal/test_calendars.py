"""Feeds and calendars are what programs expect: RSS, Atom, iCalendar."""

from copy import deepcopy
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from pico.base.xml import parse_xml as parse
from pico.notifications.months import Month
from pico.portal.actions import unpublish_page
from tests.factories.organisations import make_province, make_regional_upi
from tests.factories.portal import ACTOR, make_event, make_news, make_placement, make_site, make_topic

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


def test_each_topic_has_its_feed_of_this_site_alone(treviso):
    roads = make_topic()
    make_news(treviso, "Ponte chiuso", topics=[roads])
    make_news(treviso, "Bilancio")
    make_news(make_site(make_province("brescia")), "Funivia", topics=[roads, make_topic("Turismo")])

    rss, atom = (parse(get(f"/{form}/argomenti/rete-stradale.xml").content) for form in ("rss", "atom"))

    assert [item.find("title").text for item in rss.iter("item")] == ["Ponte chiuso"]
    assert [entry.find(f"{ATOM}title").text for entry in atom.iter(f"{ATOM}entry")] == ["Ponte chiuso"]
    assert rss.find("channel/link").text == "http://treviso.localhost/argomenti/rete-stradale/"
    # Written about elsewhere only, and unknown.
    assert [get(f"/rss/argomenti/{slug}.xml").status_code for slug in ("turismo", "altro")] == [404, 404]


@pytest.mark.parametrize("name", ["novita", "avvisi", "eventi", "argomenti/rete-stradale"])
def test_atom_has_what_rfc_4287_requires(treviso, name):
    make_news(treviso, "Lavori <urgenti> & più", topics=[make_topic()], summary="Tra <b> e & c'è molto.")
    make_event(treviso, "Seminario")

    feed = parse(get(f"/atom/{name}.xml").content)

    for tag in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{tag}")) == 1, tag
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "Provincia di Treviso"
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == [
        f"http://treviso.localhost/atom/{name}.xml"
    ]
    for entry in feed.findall(f"{ATOM}entry"):
        for tag in ("id", "title", "updated", "summary"):
            assert len(entry.findall(f"{ATOM}{tag}")) == 1, tag
        assert datetime.fromisoformat(entry.find(f"{ATOM}updated").text).tzinfo is not None
    if name == "novita":
        assert feed.find(f"{ATOM}entry/{ATOM}summary").text == "Tra &lt;b&gt; e &amp; c&#x27;è molto."


def test_a_calendar_file_has_what_rfc_5545_requires(treviso):
    make_event(treviso, "Assemblea dei sindaci, con un titolo più lungo di una riga: àèìòù " + "ponte " * 12)
    make_event(treviso, "Seminario")
    content = get("/eventi.ics").content

    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line] == []
    assert [line for line in lines if line.startswith(b" ")] != []  # folded, not cut
    calendar = Calendar.from_ical(content)
    assert (calendar["version"], bool(calendar["prodid"])) == ("2.0", True)
    for entry in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(entry)
        assert str(entry.to_ical()).count("DTSTAMP:") == 1
        assert entry["dtstamp"].to_ical().endswith(b"Z")


class TestMonth:
    """Events month by month."""

    def page(self, query="", host="treviso"):
        answer = get(f"/novita/eventi/calendario/{query}", host)
        assert answer.status_code == 200
        days = {
            day.day.isoformat(): [(entry.title, entry.hour, entry.url) for entry in day.entries]
            for week in answer.context["weeks"]
            for day in week
            if day.entries
        }
        return answer, days

    def test_an_event_stands_on_each_of_its_days_its_hour_on_the_first(self, treviso):
        start = datetime(2026, 12, 3, 10, 0, tzinfo=ROME)
        make_event(treviso, "Fiera", starts_at=start, ends_at=start.replace(day=4, hour=18), slug="fiera")
        _answer, days = self.page("?mese=2026-12")
        assert days == {
            "2026-12-03": [("Fiera", "10:00", "/novita/fiera/")],
            "2026-12-04": [("Fiera", "", "/novita/fiera/")],
        }

    def test_a_month_holds_what_the_site_shows_and_nothing_else(self, treviso, veneto):
        start = datetime(2026, 12, 3, 10, 0, tzinfo=ROME)
        times = {"starts_at": start, "ends_at": start.replace(hour=12)}
        placed = make_event(veneto, "Assemblea regionale", **times)
        make_placement(placed, veneto, treviso, "ACCEPTED")
        make_placement(make_event(veneto, "Proposto", **times), veneto, treviso, "PROPOSED")
        make_event(make_site(make_province("brescia")), "Altrove", **times)
        unpublish_page(actor=ACTOR, site=treviso, page=make_event(treviso, "Ritirato", **times))
        make_event(treviso, "Annullato per neve", cancelled=True, **times)

        answer, days = self.page("?mese=2026-12")

        assert [title for title, _hour, _url in days["2026-12-03"]] == [
            "Assemblea regionale",
            "Annullato per neve",
        ]
        assert days["2026-12-03"][0][2] == f"/novita/da/upi-veneto/{placed.slug}/"
        assert "Annullato</span>" in answer.content.decode()

    def test_one_goes_as_far_as_there_are_events(self, treviso):
        now = Month.read(None)
        start = datetime(now.moved(2).year, now.moved(2).month, 15, 10, 0, tzinfo=ROME)
        make_event(treviso, starts_at=start, ends_at=start)

        beside = [
            (str(answer.context["previous"] or ""), str(answer.context["next"] or ""))
            for answer in (self.page(f"?mese={now.moved(by)}")[0] for by in (0, 1, 2, 3))
        ]
        assert beside == [
            ("", str(now.moved(1))),
            (str(now), str(now.moved(2))),
            (str(now.moved(1)), ""),
            (str(now.moved(2)), ""),
        ]

    @pytest.mark.parametrize("query", ["", "?mese=2026-13", "?mese=altro", "?mese=9999-01"])
    def test_what_is_no_month_is_the_present_one(self, treviso, query):
        answer, days = self.page(query)
        assert (answer.context["month"], answer.context["is_now"], days) == (Month.read(None), True, {})
        assert f"Nessun evento a {Month.read(None).name}" in answer.content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_month_costs_the_same_however_full(self, treviso, rows, django_assert_num_queries):
        for _ in range(rows):
            make_event(treviso)
        self.page()
        with django_assert_num_queries(3):
            self.page()


def test_an_unknown_feed_is_404(treviso):
    assert [get(f"/{form}/altro.xml").status_code for form in ("rss", "atom")] == [404, 404]


def test_a_feed_holds_placed_items_at_their_address_here_and_the_sitemap_does_not(treviso, veneto):
    make_placement(make_news(treviso, "Gara"), treviso, veneto, "ACCEPTED")
    feed = parse(get("/rss/novita.xml", "upi-veneto").content)
    assert [item.find("link").text for item in feed.iter("item")] == [
        "http://upi-veneto.localhost/novita/da/treviso/gara/"
    ]
    assert b"treviso" not in get("/sitemap.xml", "upi-veneto").content
