"""The requirement table of ui.md 6.1 on UPI's site and on a Province's: what the official validator reads.

Row 1, 2 and 15 need a browser (tests/e2e, bench/lighthouse); row 3, 9 and 16 have more in
test_service_contract.py; docs/requisiti-agid.md says which test shows which row.
"""

import json
import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from pico.portal.models import PlacePage
from tests.factories.organisations import make_regional_upi
from tests.factories.portal import (
    make_event,
    make_national_site,
    make_news,
    make_page,
    make_service,
    make_site,
    make_topic,
)

pytestmark = pytest.mark.django_db
UPI, PROVINCE = "localhost", "treviso.localhost"
BOTH = pytest.mark.parametrize("host", [UPI, PROVINCE])
DECLARATION = "https://form.agid.gov.it/view/0f3c2b1a-9d8e-4f7a-b6c5-d4e3f2a1b0c9"
CONTACTS = {"email": "info@ente.example", "dpo_email": "dpo@ente.example"}
PUBLIC = [
    "/", "/novita/", "/novita/eventi/", "/argomenti/", "/argomenti/rete-stradale/", "/organizzazione/",
    "/organizzazione/uffici/", "/organizzazione/persone/", "/organizzazione/organi/",
    "/organizzazione/documenti/", "/servizi/", "/servizi/trasporti-eccezionali/", "/progetto/",
    "/note-legali/", "/privacy/", "/accessibilita/", "/domande-frequenti/", "/mappa/",
    "/piano-di-miglioramento/", "/cerca/",
]  # fmt: skip
OWN = {UPI: ["/province/"], PROVINCE: ["/territorio/", "/territorio/luoghi/", "/territorio/dataset/"]}


@pytest.fixture(scope="module", autouse=True)
def sites_of_the_file(for_the_module):
    """UPI's site and a Province's, each with one page of every type that the rows ask about."""
    national, treviso = make_national_site(**CONTACTS), make_site(**CONTACTS)
    make_regional_upi(treviso.organisation.region)
    for site in (national, treviso):
        make_service(site)
        make_news(site, topics=[make_topic()])
        make_event(site, topics=[make_topic("Turismo")])
    for number in range(26):
        make_page(treviso, PlacePage, f"Luogo {number}", address="Via Roma 1", locality="Treviso")


def soup(host, path):
    answer = Client(HTTP_HOST=host).get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html5lib")


def hooks(page, name):
    return page.select(f"[data-element={name}]")


def words(tags):
    return [" ".join(tag.get_text(" ", strip=True).split()) for tag in tags]


@BOTH
def test_row_3_the_sheets_are_found_from_the_list_and_name_services_and_a_category(host):
    (link,) = hooks(soup(host, "/servizi/"), "service-link")
    steps = words(soup(host, link["href"]).select("[data-element=breadcrumb] li a"))
    assert [step.rstrip(" /") for step in steps] == ["Home", "Servizi", "Mobilità e trasporti"]


@BOTH
def test_row_4_the_home_leads_to_all_topics_and_names_some(host):
    home, every = soup(host, "/"), soup(host, "/argomenti/")
    (link,) = hooks(home, "all-topics")
    assert link["href"] == "/argomenti/"
    assert words(hooks(every, "topic-element")) == ["Rete stradale", "Turismo"]
    assert set(words(hooks(home, "topic-element"))) <= {"Rete stradale", "Turismo"}
    assert hooks(home, "topic-element")


@pytest.mark.parametrize(
    ("host", "entries"),
    [
        (PROVINCE, [
            ("management", "Amministrazione"), ("news", "Novità"), ("all-services", "Servizi"),
            ("live", "Vivere il territorio"), ("custom-submenu", "Il progetto"),
        ]),
        (UPI, [
            ("management", "Amministrazione"), ("news", "Novità"), ("all-services", "Servizi"),
            ("custom-submenu", "Le Province"), ("custom-submenu", "Il progetto"),
        ]),
    ],
)  # fmt: skip
def test_row_5_the_first_level_has_the_entries_of_the_model_in_their_order(host, entries):
    (menu,) = soup(host, "/").select("ul[data-element=main-navigation]")
    found = [(link["data-element"], link.get_text(strip=True)) for link in menu.select("a")]
    assert found == entries


@pytest.mark.parametrize(
    ("host", "path", "hook"),
    [
        (UPI, "/organizzazione/", "management-category-link"),
        (UPI, "/novita/", "news-category-link"),
        (UPI, "/servizi/", "service-category-link"),
        (UPI, "/province/", "custom-category-link"),
        (PROVINCE, "/organizzazione/", "management-category-link"),
        (PROVINCE, "/novita/", "news-category-link"),
        (PROVINCE, "/servizi/", "service-category-link"),
        (PROVINCE, "/territorio/", "live-button-locations"),
        (PROVINCE, "/territorio/", "live-button-events"),
        (PROVINCE, "/territorio/", "custom-category-link"),
        (PROVINCE, "/progetto/", "custom-category-link"),
    ],
)
def test_row_6_the_second_level_is_linked_by_its_names_and_opens(host, path, hook):
    links = hooks(soup(host, path), hook)
    browser = Client()
    assert links
    assert len(words(links)) == len(set(words(links)))
    for link in links:
        where = urlsplit(link["href"])
        target = where.netloc or host
        assert browser.get(where.path or path, headers={"host": target}).status_code == 200
        assert not where.fragment or soup(target, where.path or path).find(id=where.fragment)


@BOTH
def test_row_7_lists_mark_their_items(host):
    assert words(hooks(soup(host, "/servizi/"), "service-link")) == ["Trasporti eccezionali"]
    assert len(hooks(soup(host, "/novita/eventi/"), "event-link")) == 1


def test_row_7_a_long_list_has_pages():
    places = soup(PROVINCE, "/territorio/luoghi/")
    assert len(hooks(places, "location-link")) == 25
    assert [link["href"] for link in hooks(places, "pager-link")] == ["?pagina=2"]


@BOTH
def test_row_8_there_is_one_way_in_and_no_appointment_where_none_is_offered(host):
    (link,) = hooks(soup(host, "/"), "personal-area-login")
    assert link.get_text(strip=True) == "Accedi all'area riservata"
    assert not hooks(soup(host, "/servizi/"), "appointment-booking")


@BOTH
def test_row_9_a_sheet_says_whom_to_ask(host):
    sheet = soup(host, "/servizi/trasporti-eccezionali/")
    assert "Contatti" in words(sheet.select("[data-element=page-index] a"))
    (area,) = hooks(sheet, "service-area")
    assert "0422 1" in area.get_text()


@BOTH
def test_row_10_the_footer_leads_to_the_answers_and_to_who_hears_of_what_is_broken(host):
    footer = soup(host, "/").footer
    (faq,), (report,) = hooks(footer, "faq"), hooks(footer, "report-inefficiency")
    assert "FAQ" in faq.get_text()
    assert Client(HTTP_HOST=host).get(faq["href"]).status_code == 200
    assert report["href"].startswith("mailto:info@ente.example?")
    assert report.get_text(strip=True) == "Segnalazione disservizio"


@pytest.mark.parametrize(
    ("host", "path"), [(host, path) for host in (UPI, PROVINCE) for path in PUBLIC + OWN[host]]
)
def test_row_12_and_17_a_public_page_sets_no_cookie_and_its_frame_is_whole(host, path):
    answer = Client(HTTP_HOST=host).get(path)
    page = BeautifulSoup(answer.content, "html5lib")
    footer = page.footer
    assert (answer.status_code, answer.cookies.output(), answer.get("Set-Cookie")) == (200, "", None)
    for hook in ("faq", "report-inefficiency", "privacy-policy-link", "legal-notes", "accessibility-link"):
        assert len(hooks(footer, hook)) == 1
    links = {link.get_text(strip=True): link["href"] for link in footer.select("a")}
    assert links["Amministrazione trasparente"]
    assert links["Responsabile della protezione dei dati (DPO)"] == "mailto:dpo@ente.example"
    assert links["Piano di miglioramento del sito"] == "/piano-di-miglioramento/"
    assert len(page.select("h1")) == 1
    assert page.html["lang"] == "it"


@BOTH
@pytest.mark.parametrize(
    "path",
    ["/", "/novita/", "/organizzazione/", "/servizi/", "/servizi/trasporti-eccezionali/", "/progetto/"],
)
def test_row_17_pages_say_when_they_changed(host, path):
    page = soup(host, path)
    (date,) = [tag for tag in page.select("main time") if "Ultimo aggiornamento" in tag.parent.get_text()]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", date["datetime"])


def test_row_13_the_declaration_is_on_the_site_of_agid_once_the_body_has_one():
    make_site(accessibility_url=DECLARATION)
    (link,) = hooks(soup(PROVINCE, "/").footer, "accessibility-link")
    assert link["href"] == DECLARATION
    assert link.get_text(strip=True) == "Dichiarazione di accessibilità"


@BOTH
def test_row_14_the_legal_texts_are_where_the_footer_says(host):
    footer = soup(host, "/").footer
    (privacy,), (notes,) = hooks(footer, "privacy-policy-link"), hooks(footer, "legal-notes")
    assert soup(host, privacy["href"]).h1.get_text(strip=True) == "Informativa privacy"
    page = soup(host, notes["href"])
    assert words(hooks(page, "legal-notes-section")) == ["Licenza dei contenuti"]
    assert words(hooks(page, "legal-notes-body")) == [LICENCE]


LICENCE = (
    "In applicazione del principio open by default ai sensi dell’articolo 52 del decreto legislativo 7 marzo "
    "2005, n. 82 (CAD) e salvo dove diversamente specificato (compresi i contenuti incorporati di terzi), i "
    "dati, i documenti e le informazioni pubblicati sul sito sono rilasciati con licenza CC-BY 4.0. Gli "
    "utenti sono quindi liberi di condividere (riprodurre, distribuire, comunicare al pubblico, esporre in "
    "pubblico), rappresentare, eseguire e recitare questo materiale con qualsiasi mezzo e formato e "
    "modificare (trasformare il materiale e utilizzarlo per opere derivate) per qualsiasi fine, anche "
    "commerciale con il solo onere di attribuzione, senza apporre restrizioni aggiuntive."
)


@BOTH
def test_row_16_machines_read_of_a_service_all_that_the_model_asks(host):
    (block,) = soup(host, "/servizi/trasporti-eccezionali/").select("script[data-element=metatag]")
    data = json.loads(block.string)
    channel = data["availableChannel"]
    place = channel["serviceLocation"]
    said = [
        data["name"], data["serviceType"], data["serviceOperator"]["name"], data["areaServed"]["name"],
        data["audience"]["audienceType"], channel["serviceUrl"], place["name"],
        *(place["address"][part] for part in ("streetAddress", "postalCode", "addressLocality")),
    ]  # fmt: skip
    assert data["@type"] == "GovernmentService"
    assert all(said)


def test_a_name_of_the_model_stands_for_one_thing_on_a_page():
    once = ("main-navigation", "personal-area-login", "all-topics", "breadcrumb", "page-index")
    for path in ("/", "/servizi/trasporti-eccezionali/"):
        page = soup(PROVINCE, path)
        assert [name for name in once if len(hooks(page, name)) > 1] == []
