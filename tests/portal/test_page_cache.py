"""Public pages kept ready in the process: never longer than they hold, never for somebody in particular."""

import gzip
import time
from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pico.base.actor import Actor
from pico.organisations.actions import set_module_state
from pico.portal import hosts, page_cache
from pico.portal.actions import (
    accept_placement,
    forget_public_changes,
    remove_placement,
    suspend_site,
)
from pico.portal.models import Placement, PublicChange
from tests.factories.accounts import make_member, make_user
from tests.factories.organisations import make_province
from tests.factories.portal import ACTOR, make_document, make_news, make_site, make_topic

pytestmark = pytest.mark.django_db
DRAWN = 10
ASKED = 1  # the one query of a kept page: sites and signs of change


@pytest.fixture(autouse=True)
def keeping(settings):
    settings.PICO_KEPT_PAGES_BYTES = 4 * 1024**2
    page_cache.empty()
    yield
    page_cache.empty()


@pytest.fixture(scope="module")
def treviso_of_the_file(for_the_module):
    return make_site(email="info@treviso.example")


@pytest.fixture
def treviso(treviso_of_the_file, db):
    return deepcopy(treviso_of_the_file)


@pytest.fixture
def browser():
    return Client(HTTP_HOST="treviso.localhost")


def text(response):
    return response.content.decode()


def kept():
    return sorted(key[2] for shelf in (page_cache.PLAIN, page_cache.CHOSEN) for key in shelf.pages)


def test_the_second_answer_costs_one_query_and_is_the_same(treviso, browser, django_assert_num_queries):
    first = browser.get("/")
    with django_assert_num_queries(ASKED):
        second = browser.get("/")

    assert second.content == first.content
    told = {name: second[name] for name in second.headers if name != "X-Request-ID"}
    assert told == {name: first[name] for name in first.headers if name != "X-Request-ID"}
    assert set(second["Cache-Control"].split(", ")) == {"public", "no-cache"}
    told = (second["Vary"], second.has_header("Last-Modified"), dict(second.cookies))
    assert told == ("Cookie, Accept-Encoding", False, {})


def test_a_kept_page_that_the_browser_has_answers_304(treviso, browser, django_assert_num_queries):
    tag = browser.get("/novita/")["ETag"]
    with django_assert_num_queries(ASKED):
        again = browser.get("/novita/", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize("path", ["/", "/?utm_source=x"])
def test_whoever_reads_gzip_gets_it_kept_or_not(treviso, browser, path):
    plain = browser.get(path)
    for _time in range(2):
        packed = browser.get(path, headers={"accept-encoding": "gzip, br"})
        assert (packed["Content-Encoding"], int(packed["Content-Length"])) == ("gzip", len(packed.content))
        assert gzip.decompress(packed.content) == plain.content
        assert packed["ETag"] == "W/" + plain["ETag"]
        again = {"accept-encoding": "gzip", "if-none-match": packed["ETag"]}
        assert browser.get(path, headers=again).status_code == 304
    assert browser.get(path).content == plain.content
    assert not browser.get(path).has_header("Content-Encoding")


def test_what_a_signed_in_person_gets_is_not_compressed(treviso, browser):
    browser.force_login(make_user())
    assert not browser.get("/", headers={"accept-encoding": "gzip"}).has_header("Content-Encoding")


def test_a_first_answer_of_304_is_kept_too(treviso, browser):
    tag = browser.get("/novita/")["ETag"]
    page_cache.empty()
    assert browser.get("/novita/", headers={"if-none-match": tag}).status_code == 304
    assert kept() == ["/novita/"]


class TestGoneAtOnce:
    """Each way in which something leaves the public pages, with the page kept a moment before."""

    def test_what_is_published_is_there(self, treviso, browser):
        assert "Ponte di Vidor" not in text(browser.get("/novita/"))
        make_news(treviso, "Ponte di Vidor")
        assert "Ponte di Vidor" in text(browser.get("/novita/"))

    def test_what_is_withdrawn_is_gone(self, treviso, browser):
        page = make_news(treviso, "Ponte di Vidor", topics=[make_topic()])
        paths = ["/", "/novita/", page.path_on_site, "/rss/novita.xml", "/sitemap.xml"]
        before = [browser.get(path) for path in paths]
        assert [page.slug in text(answer) for answer in before] == [True] * 5

        page.unpublish()

        after = [browser.get(path) for path in paths]
        assert [answer.status_code for answer in after] == [200, 200, 404, 200, 200]
        assert ["Ponte di Vidor" in text(answer) for answer in after] == [False] * 5

    def test_what_is_deleted_is_gone(self, treviso, browser):
        page = make_news(treviso, "Ponte di Vidor")
        browser.get("/novita/")
        page.delete()
        assert "Ponte di Vidor" not in text(browser.get("/novita/"))

    def test_a_correction_is_read(self, treviso, browser):
        page = make_news(treviso, "Ponte di Vidor")
        browser.get(page.path_on_site)
        page.title = "Ponte di Vidor riaperto"
        page.save_revision().publish()
        assert "Ponte di Vidor riaperto" in text(browser.get(page.path_on_site))

    def test_a_draft_of_a_correction_changes_nothing(self, treviso, browser):
        page = make_news(treviso, "Ponte di Vidor")
        before = browser.get(page.path_on_site)
        page.title = "Ponte di Vidor riaperto"
        page.save_revision()
        assert browser.get(page.path_on_site).content == before.content

    def test_an_item_of_another_site_comes_and_goes_with_its_placement(self, treviso, browser):
        brescia = make_site(make_province("brescia"))
        item = make_news(brescia, "Funivia di Borno", topics=[make_topic()])
        here = f"/novita/da/brescia/{item.slug}/"
        assert [browser.get(path).status_code for path in ("/novita/", here)] == [200, 404]
        row = Placement.objects.create(
            item_id=item.pk, title=item.title, kind="NEWS", origin=brescia, target=treviso,
            state="PROPOSED", direction="DOWN",
        )  # fmt: skip
        publisher = make_member(treviso.organisation, "administrator")
        acting = Actor(publisher, treviso.organisation)

        accept_placement(actor=acting, placement=row)
        assert "Funivia di Borno" in text(browser.get("/novita/"))
        assert browser.get(here).status_code == 200

        remove_placement(actor=acting, placement=row, reason="Non riguarda il territorio.")
        assert "Funivia di Borno" not in text(browser.get("/novita/"))
        assert "Funivia di Borno" not in text(browser.get("/"))
        assert browser.get(here).status_code == 404

    def test_a_document_with_another_name_is_shown_with_it(self, treviso, browser):
        document = make_document(treviso, "Condizioni di servizio")
        browser.get("/")
        document.title = "Condizioni nuove"
        with CaptureQueriesContext(connection) as asked:
            document.save()
            browser.get("/")
        assert len(asked) > DRAWN

    def test_a_suspended_site_is_away(self, treviso, browser):
        browser.get("/")
        suspend_site(actor=ACTOR, site=treviso, reason="test")
        answer = browser.get("/")
        assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")

    def test_a_module_switched_off_leaves_the_home(self, treviso, browser):
        set_module_state(actor=ACTOR, organisation=treviso.organisation, module="sua", state="ACTIVE")
        assert "Stazione unica appaltante" in text(browser.get("/"))
        set_module_state(actor=ACTOR, organisation=treviso.organisation, module="sua", state="OFF")
        assert "Stazione unica appaltante" not in text(browser.get("/"))


class TestNeverForSomebody:
    def test_nothing_of_a_signed_in_person_is_kept_or_given_to_them(self, treviso, browser):
        browser.get("/")
        person = Client(HTTP_HOST="treviso.localhost")
        person.force_login(make_user(given_name="Zaccaria"))

        page = person.get("/")
        person.get("/novita/")

        assert "Zaccaria" in text(page)
        assert "no-store" in page["Cache-Control"]
        assert kept() == ["/"]
        assert "Zaccaria" not in text(browser.get("/"))

    def test_a_site_in_draft_is_kept_for_nobody(self):
        site = make_site(make_province("brescia"), state="DRAFT")
        staff = Client(HTTP_HOST="brescia.localhost")
        staff.force_login(make_member(site.organisation, "administrator"))
        assert staff.get("/").status_code == 200
        assert Client(HTTP_HOST="brescia.localhost").get("/").status_code == 404
        assert kept() == []

    def test_words_for_the_next_page_are_kept_for_nobody(self, treviso, browser):
        browser.cookies["messages"] = "whatever"
        browser.get("/")
        assert kept() == []

    @pytest.mark.parametrize("path", ["/cerca/?q=ponte", "/newsletter/", "/valuta/", "/accedi/", "/none/"])
    def test_pages_with_something_of_the_reader_are_not_kept(self, treviso, browser, path):
        browser.get(path)
        assert kept() == []

    def test_a_fragment_is_not_kept(self, treviso, browser):
        browser.get("/novita/", headers={"hx-request": "true"})
        assert kept() == []

    def test_one_site_never_answers_for_another(self, treviso, browser):
        make_site(make_province("brescia"))
        first, second = browser.get("/"), Client(HTTP_HOST="brescia.localhost").get("/")
        assert ("Provincia di Treviso" in text(first), "Provincia di Brescia" in text(second)) == (True, True)
        assert "Provincia di Brescia" in text(Client(HTTP_HOST="brescia.localhost").get("/"))


class TestBounds:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("?tipo=NEWS", ["/novita/?tipo=NEWS"]),
            ("?pagina=2&righe=50", ["/novita/?pagina=2&righe=50"]),
            ("?utm_source=x", []),
            ("?tipo=NEWS&x=1", []),
            ("?tipo=NEWS&tipo=NOTICE", []),
            ("?testo=ponte", []),
            ("?tipo=" + "x" * 120, []),
        ],
    )
    def test_only_what_lists_offer_makes_another_page(self, treviso, browser, query, expected):
        assert browser.get("/novita/" + query).status_code == 200
        assert kept() == expected

    @pytest.mark.parametrize("host", ["TREVISO.localhost", "treviso.localhost:81"])
    def test_other_ways_of_writing_the_host_are_not_kept(self, treviso, host):
        assert Client(HTTP_HOST=host).get("/").status_code == 200
        assert kept() == []

    def test_many_queries_do_not_crowd_out_the_home(self, treviso, browser, settings):
        browser.get("/")
        browser.get("/novita/?pagina=1")
        settings.PICO_KEPT_PAGES_BYTES = 4 * page_cache.CHOSEN.bytes * 3 + 2000
        for number in range(2, 9):
            browser.get(f"/novita/?pagina={number}")

        assert kept() == ["/", *(f"/novita/?pagina={number}" for number in (6, 7, 8))]
        assert page_cache.CHOSEN.bytes == sum(row.size for row in page_cache.CHOSEN.pages.values())
        assert page_cache.CHOSEN.bytes <= settings.PICO_KEPT_PAGES_BYTES / 4

    def test_a_page_lives_a_minute(self, treviso, browser, monkeypatch, django_assert_num_queries):
        monkeypatch.setattr(hosts._Known, "table", None)  # of this very moment too
        browser.get("/")
        now = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: now + 59)
        with django_assert_num_queries(ASKED):
            browser.get("/")
        monkeypatch.setattr(time, "monotonic", lambda: now + 61)
        browser.get("/novita/")  # the table of sites is read again too
        with django_assert_num_queries(DRAWN):
            browser.get("/")

    def test_no_page_outlives_its_day(self, treviso, browser, monkeypatch):
        make_news(treviso, "Strada chiusa", kind="NOTICE", expires_on=page_cache.today())
        assert "Strada chiusa" in text(browser.get("/novita/"))
        tomorrow = page_cache.today() + timedelta(days=1)
        for module in ("pico.portal.page_cache", "pico.portal.models.pages"):
            monkeypatch.setattr(f"{module}.today", lambda: tomorrow)
        assert "Strada chiusa" not in text(browser.get("/novita/"))

    def test_switched_off_nothing_is_kept(self, treviso, browser, settings):
        settings.PICO_KEPT_PAGES_BYTES = 0
        browser.get("/")
        assert kept() == []

    def test_signs_older_than_ten_minutes_are_dropped(self, treviso):
        assert PublicChange.objects.count() > 0
        assert forget_public_changes(actor=ACTOR) == 0
        PublicChange.objects.update(at=PublicChange.objects.latest("at").at - timedelta(minutes=11))
        assert forget_public_changes(actor=ACTOR) > 0
        assert PublicChange.objects.count() == 0
