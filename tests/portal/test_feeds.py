"""What machines read of a site."""

from copy import deepcopy
from datetime import date

import pytest
from django.test import Client

from pico.base.xml import parse_xml as parse
from pico.portal.actions import unpublish_page
from tests.factories.organisations import make_province
from tests.factories.portal import ACTOR, make_event, make_news, make_site, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def treviso_of_the_file(for_the_module):
    return make_site()


@pytest.fixture
def treviso(treviso_of_the_file, db):
    return deepcopy(treviso_of_the_file)


def read(path):
    return parse(Client(HTTP_HOST="treviso.localhost:8000").get(path).content)


def texts(tree, tag):
    return [element.text for element in tree.iter(tag)]


def test_the_feed_of_news_lists_this_site_alone_newest_first(treviso):
    make_news(treviso, "Vecchia", day=date(2026, 1, 1))
    make_news(treviso, "Nuova & bella", topics=[make_topic()])
    make_news(make_site(make_province("brescia")), "Altrove")

    channel = read("/rss/novita.xml").find("channel")

    assert [item.find("title").text for item in channel.iter("item")] == ["Nuova & bella", "Vecchia"]
    assert channel.find("link").text == "http://treviso.localhost:8000/novita/"
    assert channel.find("item/link").text == "http://treviso.localhost:8000/novita/nuova-bella/"
    assert channel.find("item/category").text == "Rete stradale"


def test_the_feed_of_events_lists_those_to_come(treviso):
    make_event(treviso, "Domani", in_days=1)
    make_event(treviso, "Ieri", in_days=-1)
    assert [i.find("title").text for i in read("/rss/eventi.xml").iter("item")] == ["Domani"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_feed_costs_the_same_however_long(treviso, rows, django_assert_num_queries):
    for _ in range(rows):
        make_news(treviso, topics=[make_topic()])
    read("/rss/novita.xml")
    with django_assert_num_queries(3):
        read("/rss/novita.xml")


def test_the_sitemap_lists_live_pages_of_the_host_alone(treviso):
    live, gone = make_news(treviso, "Viva"), make_news(treviso, "Ritirata")
    unpublish_page(actor=ACTOR, site=treviso, page=gone)
    make_news(make_site(make_province("brescia")), "Altrove")

    tree = read("/sitemap.xml")
    found = texts(tree, "{http://www.sitemaps.org/schemas/sitemap/0.9}loc")

    host = "http://treviso.localhost:8000"
    assert found == [
        f"{host}/", f"{host}/organizzazione/", f"{host}/novita/", f"{host}{live.path_on_site}",
        f"{host}/servizi/", f"{host}/territorio/", f"{host}/progetto/",
    ]  # fmt: skip


def test_robots_are_sent_to_the_sitemap_and_kept_from_the_reserved_area(treviso):
    page = Client(HTTP_HOST="treviso.localhost:8000").get("/robots.txt").content.decode()
    assert "Disallow: /area-riservata/" in page
    assert "Sitemap: http://treviso.localhost:8000/sitemap.xml" in page


@pytest.mark.parametrize(
    "address", ["/rss/novita.xml", "/atom/novita.xml", "/rss/argomenti/rete-stradale.xml"]
)
def test_a_character_that_no_feed_may_hold_stops_none(treviso, address):
    make_news(treviso, "Strada\x0b chiusa", summary="Da\x08 lunedì\ufffe.", topics=[make_topic()])
    assert "Strada chiusa" in " ".join(read(address).itertext())
