"""The demo: loaded by the real loader on a few bodies, twice."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from pico.journal.models import Entry
from pico.portal.demo.items import Event, News
from pico.portal.demo.loading import RICH, load
from pico.portal.demo.pictures import picture_of
from pico.portal.models import EventPage, NewsPage, PortalSite, Topic
from pico.portal.vocabulary import EUROVOC, MODEL
from tests.factories.organisations import make_national_upi, make_province, make_regional_upi, make_unit

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file <_io:ResourceWarning"),
]


@pytest.fixture(scope="module", autouse=True)
def demo(for_the_module):
    """The sites of four bodies, filled once for the file."""
    make_national_upi()
    treviso = make_province()
    make_regional_upi(treviso.region)
    make_unit("Rovigo", treviso.region, abbreviation="RO")  # as the map knows it
    make_province("rovigo")
    load()


def counts():
    lines = Entry.objects.unrestricted("the test counts the journal").count()
    return PortalSite.objects.online().count(), NewsPage.objects.count(), EventPage.objects.count(), lines


def test_loading_twice_changes_nothing():
    first = counts()
    load()
    assert first[:3] == (4, 12 + 12 + 12 + 1, 4 + 4 + 4)
    assert counts() == first


def test_what_is_in_front_opens():
    for host in ("localhost", "treviso.localhost", "rovigo.localhost", "upi-veneto.localhost"):
        browser = Client(HTTP_HOST=host)
        blocks = {block.said.code: block.content for block in browser.get("/").context["blocks"]}
        cards = [*blocks["NEWS"], *blocks.get("EVENTS", [])]
        assert cards
        assert {browser.get(card.url).status_code for card in cards} == {200}
    notice = Client(HTTP_HOST="treviso.localhost").get("/").context["page"].notice_url
    assert Client(HTTP_HOST="treviso.localhost").get(notice).status_code == 200


@pytest.mark.parametrize(
    ("host", "news", "events"), [("upi-veneto", 24, 8), ("treviso", 14, 5), ("rovigo", 3, 1)]
)
def test_what_upi_sends_down_is_shown_by_the_others(host, news, events):
    browser = Client(HTTP_HOST=f"{host}.localhost")
    assert browser.get("/novita/").context["page"].paginator.count == news
    assert browser.get("/novita/eventi/").context["page"].paginator.count == events
    blocks = {block.said.code: block.content for block in browser.get("/").context["blocks"]}
    assert len(blocks["NEWS"]) == 3


def test_a_plain_site_has_contacts_under_a_reserved_domain():
    site = PortalSite.objects.get(slug="rovigo")
    assert (site.email, site.pec) == (
        "info@provincia.rovigo.example",
        "protocollo@pec.provincia.rovigo.example",
    )


def test_a_rich_demo_province_has_ten_service_sheets_that_open():
    browser = Client(HTTP_HOST="treviso.localhost")
    page = BeautifulSoup(browser.get("/servizi/").content, "html5lib")
    links = [link["href"] for link in page.select("[data-element=service-link]")]
    assert len(links) == 10
    assert {browser.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("slug", sorted(RICH))
def test_each_rich_site_has_twelve_news_and_four_events_with_a_picture_of_their_own(slug):
    items = RICH[slug]["items"]
    drawn = [picture_of(item, slug, number) for number, item in enumerate(items)]
    assert [sum(isinstance(item, kind) for item in items) for kind in (News, Event)] == [12, 4]
    assert len({picture.content for picture in drawn}) == 16
    assert all(picture.words.startswith("Disegno: ") for picture in drawn)


def test_the_pictures_of_the_demo_are_shown_and_its_papers_open():
    browser = Client(HTTP_HOST="treviso.localhost")
    assert not NewsPage.objects.filter(image=None).exists()
    cards = BeautifulSoup(browser.get("/novita/").content, "html5lib").select("article.pico-card img")
    assert len(cards) == 14
    answer = browser.get(cards[0]["src"])
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    page = BeautifulSoup(browser.get("/organizzazione/documenti/").content, "html5lib")
    papers = [link["href"] for link in page.select("main article a")]
    assert len(papers) == 4
    files = BeautifulSoup(browser.get(papers[0]).content, "html5lib").select("a[href^='/documenti/']")
    paper = browser.get(files[0]["href"])
    assert (len(files), paper.status_code, b"".join(paper.streaming_content)[:5]) == (1, 200, b"%PDF-")


def test_every_topic_of_the_demo_is_of_an_official_list():
    official = {name for name, _icon in (*MODEL, *EUROVOC)}
    assert set(Topic.objects.values_list("source", flat=True)) == {"MODEL", "EUROVOC"}
    page = BeautifulSoup(Client(HTTP_HOST="treviso.localhost").get("/argomenti/").content, "html5lib")
    shown = {link.get_text() for link in page.select("[data-element=topic-element]")}
    assert shown
    assert shown <= official
