"""Service sheets: one list and one template for what editors write and what modules offer."""

import json
from copy import deepcopy

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from pico.base import services as registry
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.services import ServiceProvider, ServiceSheet, service_slug_taken
from pico.portal.actions import publish_page
from pico.portal.models import ServicePage
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.portal import SERVICE, make_document, make_service, make_site, make_topic, make_unit

pytestmark = pytest.mark.django_db
OFFERED = ServiceSheet(
    slug="supporto-al-rup",
    title="Supporto al RUP",
    summary="Un aiuto al responsabile del progetto.",
    category="Appalti pubblici",
    addressed_to="<p>Comuni.</p><script>alert(1)</script>",
    how_to="<p>Chiedi.</p>",
    needed="<p>La convenzione.</p>",
    achieved="<p>Un parere.</p>",
    times="<p>Dieci giorni.</p>",
    access="<p>Nell'area riservata.</p>",
    unit="Ufficio SUA",
)


@pytest.fixture(scope="module")
def treviso_of_the_file(for_the_module):
    return make_site()


@pytest.fixture
def treviso(treviso_of_the_file, db):
    return deepcopy(treviso_of_the_file)


@pytest.fixture
def browser():
    return Client(HTTP_HOST="treviso.localhost")


@pytest.fixture
def catalogue(treviso, monkeypatch):
    """A module that offers one sheet to Treviso."""
    entries = {"sit": ServiceProvider(lambda body: [OFFERED] if body == treviso.organisation_id else [])}
    monkeypatch.setattr(registry.service_providers, "_entries", entries)


def soup(browser, path):
    return BeautifulSoup(browser.get(path).content, "html5lib")


def titles(page):
    return [link.get_text() for link in page.select("[data-element=service-link]")]


def test_sheets_of_editors_and_of_modules_stand_in_one_list_by_title(treviso, browser, catalogue):
    make_service(treviso, "Passi carrabili")
    make_service(treviso, "Trasporti eccezionali")
    make_service(make_site(make_province("brescia")), "Servizio di Brescia")

    assert titles(soup(browser, "/servizi/")) == [
        "Passi carrabili",
        "Supporto al RUP",
        "Trasporti eccezionali",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tipo=Appalti pubblici", ["Supporto al RUP"]),
        ("argomento=Rete stradale", ["Passi carrabili"]),
        ("testo=PASSI", ["Passi carrabili"]),
        ("tipo=Inventata", ["Passi carrabili", "Supporto al RUP"]),
    ],
)
def test_the_list_is_filtered_by_category_topic_and_words(treviso, browser, catalogue, query, found):
    make_service(treviso, "Passi carrabili")
    assert titles(soup(browser, f"/servizi/?{query}")) == found


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long(treviso, browser, rows, django_assert_num_queries):
    for number in range(rows):
        make_service(treviso, f"Servizio {number}")
    browser.get("/servizi/")
    with django_assert_num_queries(6):
        browser.get("/servizi/")


def test_a_sheet_of_a_module_opens_in_the_same_template_and_is_cleaned(browser, catalogue):
    page = soup(browser, "/servizi/supporto-al-rup/")
    assert page.h1.get_text() == "Supporto al RUP"
    assert page.select_one("[data-element=service-addressed]").decode_contents() == "<p>Comuni.</p>"


def test_a_sheet_has_the_sections_of_the_model_in_order(treviso, browser):
    sheet = make_service(treviso, costs="<p>Marca da bollo.</p>")
    page = soup(browser, sheet.path_on_site)
    assert [link.get_text() for link in page.select("[data-element=page-index] a")] == [
        "A chi è rivolto", "Come fare", "Cosa serve", "Cosa si ottiene", "Tempi e scadenze",
        "Accedi al servizio", "Condizioni di servizio", "Contatti", "Costi e pagamenti",
    ]  # fmt: skip


def test_search_engines_read_of_the_service(treviso, browser):
    sheet = make_service(treviso, "Trasporti </script><b>eccezionali", slug="trasporti")
    block = soup(browser, sheet.path_on_site).select_one("script[data-element=metatag]")
    data = json.loads(block.string)
    assert (data["@type"], data["name"]) == ("GovernmentService", "Trasporti </script><b>eccezionali")
    assert data["serviceType"] == "Mobilità e trasporti"
    assert data["serviceOperator"]["name"] == "Provincia di Treviso"
    assert data["audience"]["audienceType"] == "Imprese di trasporto."
    assert data["availableChannel"]["serviceUrl"] == "http://treviso.localhost/servizi/trasporti/"
    assert set(data["availableChannel"]["serviceLocation"]["address"]) == {
        "@type", "streetAddress", "postalCode", "addressLocality"
    }  # fmt: skip


@pytest.mark.parametrize("part", ["addressed_to", "how_to", "needed", "achieved", "times", "access"])
def test_an_empty_mandatory_section_keeps_a_sheet_from_being_published(treviso, part):
    with pytest.raises(Refused) as refusal:
        make_service(treviso, **{part: "<p>&nbsp;</p>"})
    assert refusal.value.field == part
    assert ServicePage.objects.count() == 0


def test_an_office_of_another_site_answers_for_no_service_here(treviso):
    other = make_unit(make_site(make_province("brescia")), "Ufficio di Brescia")
    with pytest.raises(Refused) as refusal:
        make_service(treviso, unit=other)
    assert refusal.value.field == "unit"


def test_one_address_has_one_sheet_whoever_writes_it(treviso, catalogue):
    with pytest.raises(Refused) as refusal:
        make_service(treviso, "Supporto al RUP")
    assert refusal.value.field == "slug"
    make_service(treviso, "Passi carrabili")
    taken = service_slug_taken.call
    assert taken(treviso.organisation_id, "passi-carrabili")
    assert not taken(treviso.organisation_id, "altro")
    assert not taken(make_province("brescia").pk, "passi-carrabili")


def test_a_sheet_of_another_site_is_not_here(treviso, browser):
    sheet = make_service(make_site(make_province("brescia")), "Servizio di Brescia")
    assert browser.get(sheet.path_on_site).status_code == 404


def test_an_administrator_of_another_province_publishes_no_sheet_here(treviso):
    brescia = make_province("brescia")
    stranger = Actor(make_member(brescia, "administrator"), brescia)
    sheet = ServicePage(title="Intruso", slug="intruso", unit=make_unit(treviso), **SERVICE)
    sheet.terms_file = make_document(treviso)
    with pytest.raises(Refused):
        publish_page(actor=stranger, site=treviso, page=sheet, topics=[make_topic()])
    assert ServicePage.objects.count() == 0
