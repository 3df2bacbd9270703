"""Offices, people, organs, documents, places and datasets as readers find them."""

from copy import deepcopy
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client

from pico.base.errors import Refused
from pico.portal.models import (
    BodyPage,
    DatasetPage,
    DocumentPage,
    GenericPage,
    PersonPage,
    PlacePage,
    SectionPage,
    ServicePage,
    UnitPage,
)
from tests.factories.organisations import make_province
from tests.factories.portal import make_document, make_page, make_site, make_topic, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def treviso_of_the_file(for_the_module):
    return make_site()


@pytest.fixture
def treviso(treviso_of_the_file, db):
    return deepcopy(treviso_of_the_file)


@pytest.fixture
def browser():
    return Client(HTTP_HOST="treviso.localhost")


def soup(browser, path):
    return BeautifulSoup(browser.get(path).content, "html5lib")


def titles(page):
    return [title.get_text(strip=True) for title in page.select(".pico-card-title")]


def make_act(site, title, day=date(2026, 5, 1), kind="REGULATION", **fields):
    files = [("file", make_document(site, title))]
    return make_page(site, DocumentPage, title, kind=kind, date=day, files=files, summary="Testo.", **fields)


def test_documents_are_listed_newest_first_and_filtered_by_type_topic_and_year(treviso, browser):
    make_act(treviso, "Regolamento strade", topics=[make_topic()])
    make_act(treviso, "Bilancio", date(2025, 12, 1), "BUDGET")
    make_act(make_site(make_province("brescia")), "Atto di Brescia")
    found = {
        query: titles(soup(browser, f"/organizzazione/documenti/?{query}"))
        for query in ("", "tipo=BUDGET", "argomento=rete-stradale", "anno=2025", "testo=strade")
    }
    assert found == {
        "": ["Regolamento strade", "Bilancio"],
        "tipo=BUDGET": ["Bilancio"],
        "argomento=rete-stradale": ["Regolamento strade"],
        "anno=2025": ["Bilancio"],
        "testo=strade": ["Regolamento strade"],
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_however_long(treviso, browser, rows, django_assert_num_queries):
    for number in range(rows):
        make_act(treviso, f"Atto {number}", topics=[make_topic()])
    browser.get("/organizzazione/documenti/")
    with django_assert_num_queries(7):
        browser.get("/organizzazione/documenti/")


def test_a_document_without_a_file_is_not_published(treviso):
    with pytest.raises(Refused) as refusal:
        make_page(treviso, DocumentPage, "Vuoto", kind="PLAN")
    assert refusal.value.field == "files"


def test_who_has_left_is_out_of_the_list_and_keeps_the_page(treviso, browser):
    left = make_page(treviso, PersonPage, "Ada Neri", role="Consigliera", until=date(2020, 1, 1))
    make_page(treviso, PersonPage, "Ugo Bianchi", role="Presidente")
    assert titles(soup(browser, "/organizzazione/persone/")) == ["Ugo Bianchi"]
    assert "Incarico concluso" in soup(browser, left.path_on_site).get_text()


def test_an_organ_names_its_members_in_their_order(treviso, browser):
    people = [make_page(treviso, PersonPage, name, role="Consigliere") for name in ("Zoe Riva", "Ada Neri")]
    council = make_page(treviso, BodyPage, "Consiglio", members=[(people[0], "Presidente"), (people[1], "")])
    rows = soup(browser, council.path_on_site).select(".pico-person")
    assert [" ".join(row.get_text(" ", strip=True).split()[1:]) for row in rows] == [
        "Zoe Riva Presidente", "Ada Neri Consigliere",
    ]  # fmt: skip


def test_an_office_names_its_head_only_while_readers_may_see_the_page(treviso, browser):
    head = make_page(treviso, PersonPage, "Ada Neri", role="Dirigente")
    unit = make_unit(treviso, head=head)
    assert "Ada Neri" in soup(browser, unit.path_on_site).get_text()
    PersonPage.objects.filter(pk=head.pk).update(live=False)
    assert "Ada Neri" not in soup(browser, unit.path_on_site).get_text()


def test_a_head_of_another_site_is_not_named(treviso, browser):
    stranger = make_page(make_site(make_province("brescia")), PersonPage, "Rosa Estranea", role="Dirigente")
    unit = make_unit(treviso, head=stranger)
    assert "Rosa Estranea" not in soup(browser, unit.path_on_site).get_text()


def test_places_and_datasets_open_with_their_facts(treviso, browser):
    where = {"address": "Via Roma 1", "locality": "Treviso", "latitude": "45.6669", "longitude": "12.2431"}
    place = make_page(treviso, PlacePage, "Museo", **where)
    data = make_page(
        treviso, DatasetPage, "Strade", holder="Ufficio viabilità", files=[("file", make_document(treviso))]
    )
    assert soup(browser, place.path_on_site).select_one("a[href='geo:45.666900,12.243100']")
    assert "CC BY 4.0" in soup(browser, data.path_on_site).get_text()
    assert [titles(soup(browser, f"/territorio/{name}/")) for name in ("luoghi", "dataset")] == [
        ["Museo"], ["Strade"],
    ]  # fmt: skip


def test_half_a_position_is_refused(treviso):
    with pytest.raises(ValidationError, match="sia la latitudine"):
        make_page(treviso, PlacePage, "Museo", address="Via", locality="Treviso", latitude="45.6")


def test_a_charge_does_not_end_before_it_begins(treviso):
    with pytest.raises(ValidationError, match="non può precedere"):
        make_page(
            treviso, PersonPage, "Ada", role="Dirigente", since=date(2026, 2, 1), until=date(2026, 1, 1)
        )


def test_a_page_does_not_take_the_address_of_a_list(treviso):
    with pytest.raises(Refused) as refusal:
        make_unit(treviso, "Persone")
    assert refusal.value.field == "slug"


def test_each_type_stands_in_its_own_section(treviso):
    home = treviso.wagtail_site.root_page
    section = {page.role: page for page in SectionPage.objects.child_of(home)}
    assert ServicePage.can_create_at(section["SERVICES"])
    assert not ServicePage.can_create_at(section["NEWS"])
    assert not UnitPage.can_create_at(section["SERVICES"])
    assert not PlacePage.can_create_at(section["ADMINISTRATION"])


def test_text_pages_stand_at_most_four_steps_below_the_home(treviso):
    parent = SectionPage.objects.child_of(treviso.wagtail_site.root_page).get(role="PROJECT")
    for step in range(3):
        assert GenericPage.can_create_at(parent)
        parent = parent.add_child(instance=GenericPage(title=f"Passo {step}", slug=f"passo-{step}"))
    assert not GenericPage.can_create_at(parent)


def test_a_topic_shows_what_lasts_too(treviso, browser):
    make_act(treviso, "Regolamento strade", topics=[make_topic()])
    assert titles(soup(browser, "/argomenti/rete-stradale/")) == ["Regolamento strade"]
