"""The demo: loaded by the real loader on a few bodies, twice."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from pico.journal.models import Entry
from pico.portal.demo.loading import load
from pico.portal.models import EventPage, NewsPage, PortalSite, Topic
from pico.portal.vocabulary import EUROVOC, MODEL
from tests.factories.organisations import make_national_upi, make_province, make_regional_upi

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(for_the_module):
    """The sites of four bodies, filled once for the file."""
    make_national_upi()
    treviso = make_province()
    make_regional_upi(treviso.region)
    make_province("vicenza")
    load()


def counts():
    lines = Entry.objects.unrestricted("the test counts the journal").count()
    return PortalSite.objects.online().count(), NewsPage.objects.count(), EventPage.objects.count(), lines


def test_loading_twice_changes_nothing():
    first = counts()
    load()
    assert first[:3] == (4, 12 + 3 + 12 + 1, 4 + 1 + 4)
    assert counts() == first


def test_what_is_in_front_opens():
    for host in ("localhost", "treviso.localhost", "vicenza.localhost", "upi-veneto.localhost"):
        browser = Client(HTTP_HOST=host)
        blocks = {block.said.code: block.content for block in browser.get("/").context["blocks"]}
        cards = [*blocks["NEWS"], *blocks.get("EVENTS", [])]
        assert cards
        assert {browser.get(card.url).status_code for card in cards} == {200}
    notice = Client(HTTP_HOST="treviso.localhost").get("/").context["page"].notice_url
    assert Client(HTTP_HOST="treviso.localhost").get(notice).status_code == 200


@pytest.mark.parametrize(
    ("host", "news", "events"), [("upi-veneto", 15, 5), ("treviso", 14, 5), ("vicenza", 3, 1)]
)
def test_what_upi_sends_down_is_shown_by_the_others(host, news, events):
    browser = Client(HTTP_HOST=f"{host}.localhost")
    assert browser.get("/novita/").context["page"].paginator.count == news
    assert browser.get("/novita/eventi/").context["page"].paginator.count == events
    blocks = {block.said.code: block.content for block in browser.get("/").context["blocks"]}
    assert len(blocks["NEWS"]) == 3


def test_a_plain_site_has_contacts_under_a_reserved_domain():
    site = PortalSite.objects.get(slug="vicenza")
    assert (site.email, site.pec) == (
        "info@provincia.vicenza.example",
        "protocollo@pec.provincia.vicenza.example",
    )


def test_each_demo_province_has_ten_service_sheets_that_open():
    for host in ("treviso.localhost", "vicenza.localhost"):
        browser = Client(HTTP_HOST=host)
        page = BeautifulSoup(browser.get("/servizi/").content, "html5lib")
        links = [link["href"] for link in page.select("[data-element=service-link]")]
        assert len(links) == 10
        assert {browser.get(link).status_code for link in links} == {200}


def test_every_topic_of_the_demo_is_of_an_official_list():
    official = {name for name, _icon in (*MODEL, *EUROVOC)}
    assert set(Topic.objects.values_list("source", flat=True)) == {"MODEL", "EUROVOC"}
    page = BeautifulSoup(Client(HTTP_HOST="treviso.localhost").get("/argomenti/").content, "html5lib")
    shown = {link.get_text() for link in page.select("[data-element=topic-element]")}
    assert shown
    assert shown <= official
