"""What readers find on a site."""

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from pico.organisations.models import ModuleActivation
from pico.portal.models import NewsPage, Topic
from tests.factories.accounts import make_user
from tests.factories.organisations import make_municipality_body, make_province, make_regional_upi
from tests.factories.portal import make_event, make_national_site, make_news, make_site, make_topic

pytestmark = pytest.mark.django_db
COMMON = [
    "/", "/novita/", "/novita/eventi/", "/argomenti/", "/organizzazione/", "/servizi/", "/progetto/",
    "/note-legali/", "/privacy/", "/accessibilita/", "/domande-frequenti/", "/mappa/", "/stemma.svg",
    "/robots.txt", "/sitemap.xml", "/rss/novita.xml", "/rss/eventi.xml",
]  # fmt: skip


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


@pytest.mark.parametrize("path", [*COMMON, "/territorio/"])
def test_public_pages_open_without_a_cookie_and_are_revalidated(treviso, browser, path):
    make_news(treviso, topics=[make_topic()])
    make_event(treviso)

    answer = browser.get(path)

    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert set(answer["Cache-Control"].split(", ")) == {"public", "no-cache"}
    assert browser.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", [*COMMON, "/province/"])
def test_upi_sites_have_the_same_pages_and_the_provinces(path):
    make_national_site()
    assert Client(HTTP_HOST="localhost").get(path).status_code == 200


def test_each_kind_of_site_has_only_its_own_fourth_section(treviso, browser):
    make_national_site()
    assert browser.get("/province/").status_code == 404
    assert Client(HTTP_HOST="localhost").get("/territorio/").status_code == 404


@pytest.mark.parametrize("path", COMMON)
def test_public_pages_take_no_post(treviso, browser, path):
    assert browser.post(path).status_code == 405


def test_what_a_signed_in_person_gets_is_never_stored(treviso, browser):
    browser.force_login(make_user())
    answer = browser.get("/")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.has_header("ETag")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_home_costs_the_same_however_much_there_is(treviso, browser, rows, django_assert_num_queries):
    for _ in range(rows):
        make_news(treviso, topics=[make_topic()])
        make_event(treviso)
    browser.get("/")

    with django_assert_num_queries(10):
        browser.get("/")


def test_the_home_of_upi_stays_within_twelve_queries(django_assert_max_num_queries):
    site = make_national_site()
    make_site()
    make_news(site, topics=[make_topic()])
    upi = Client(HTTP_HOST="localhost")
    upi.get("/")

    with django_assert_max_num_queries(12):
        upi.get("/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_news_costs_the_same_however_long(treviso, browser, rows, django_assert_num_queries):
    for _ in range(rows):
        make_news(treviso, topics=[make_topic()])
    browser.get("/novita/")

    with django_assert_num_queries(6):
        browser.get("/novita/")


def test_the_home_shows_what_is_new_and_on_and_nothing_of_others(treviso, browser):
    make_news(treviso, "Nuovo ponte sul Piave")
    make_event(treviso, "Assemblea dei sindaci")
    make_event(treviso, "Incontro di ieri", in_days=-1)
    make_news(make_site(make_province("brescia")), "Funivia di Borno")

    page = text(browser.get("/"))

    assert "Nuovo ponte sul Piave" in page
    assert "Assemblea dei sindaci" in page
    assert "Incontro di ieri" not in page
    assert "Funivia di Borno" not in page


def test_a_home_without_news_shows_no_empty_heading(treviso, browser):
    page = text(browser.get("/"))
    assert 'id="novita"' not in page
    assert 'id="eventi"' not in page
    assert "Argomenti</h2>" not in page


def offered(browser):
    """The cards of «Cosa offre la piattaforma»."""
    blocks = {block.said.code: block.content for block in browser.get("/").context["blocks"]}
    return blocks["MODULES"]["cards"]


def test_the_home_offers_only_the_verticals_switched_on(treviso, browser):
    body = treviso.organisation
    ModuleActivation.objects.create(organisation=body, module="sua", state="ACTIVE")
    ModuleActivation.objects.create(organisation=body, module="sape", state="READ_ONLY")

    titles = [card.title for card in offered(browser)]

    assert titles == ["Stazione unica appaltante", "Community", "Formazione", "Dati e cruscotti", "Help desk"]


def test_links_of_the_showcase_lead_to_places_that_exist(treviso, browser):
    project = text(browser.get("/progetto/"))
    for card in offered(browser):
        path, _, anchor = card.url.partition("#")
        assert browser.get(path).status_code == 200
        assert not anchor or f'id="{anchor}"' in project


def test_every_link_of_the_footer_and_of_the_site_map_opens(treviso, browser):
    map_page = browser.get("/mappa/")
    site = map_page.context["site"]
    paths = [item.url for item in site.menu]
    paths += [site.faq_url, site.privacy_url, site.legal_url, site.accessibility_url, site.sitemap_url]
    assert [browser.get(path).status_code for path in paths] == [200] * len(paths)
    assert site.report_url.startswith("mailto:info@treviso.example")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Comunicato", "Avviso", "Notizia"]),
        ("?tipo=PRESS_RELEASE", ["Comunicato"]),
        ("?anno=2025", ["Notizia"]),
        ("?argomento=turismo", ["Avviso"]),
        ("?tipo=NEWS&argomento=turismo", []),
        ("?anno=1800", ["Comunicato", "Avviso", "Notizia"]),
    ],
)
def test_news_are_filtered_by_type_topic_and_year(treviso, browser, query, titles):
    make_news(treviso, "Notizia", day=date(2025, 3, 1))
    make_news(
        treviso, "Avviso", kind="NOTICE", day=date(2026, 1, 1), expires_on=date(2999, 1, 1),
        topics=[make_topic("Turismo")],
    )  # fmt: skip
    make_news(treviso, "Comunicato", kind="PRESS_RELEASE", day=date(2026, 2, 1))

    assert [card.title for card in browser.get(f"/novita/{query}").context["cards"]] == titles


def test_an_invalid_filter_is_ignored_and_said(treviso, browser):
    make_news(treviso, "Notizia")
    assert "Filtro non valido: anno" in text(browser.get("/novita/?anno=domani"))


def test_an_expired_notice_leaves_the_list_and_its_page_says_so(treviso, browser):
    notice = make_news(treviso, "Strada chiusa", kind="NOTICE", expires_on=date(2020, 1, 1))

    assert "Strada chiusa" not in text(browser.get("/novita/"))
    assert "Avviso scaduto" in text(browser.get(notice.path_on_site))


def test_a_news_page_says_date_topics_and_the_way_back(treviso, browser):
    make_news(treviso, "Altra notizia")
    news = make_news(
        treviso,
        "Nuovo ponte",
        day=date(2026, 11, 3),
        topics=[make_topic()],
        body=[("text", "<p>Il ponte è aperto.</p>"), ("callout", {"title": "Nota", "text": "Pedaggio no"})],
    )

    answer = browser.get(news.path_on_site)

    assert [step["label"] for step in answer.context["breadcrumb"]] == ["Home", "Novità", "Nuovo ponte"]
    for words in ("Il ponte è aperto.", "Pedaggio no", "3 novembre 2026", "Rete stradale", "Altra notizia"):
        assert words in text(answer)
    assert answer.context["canonical_url"] == "http://treviso.localhost/novita/nuovo-ponte/"


def test_an_event_page_says_when_and_where(treviso, browser):
    event = make_event(treviso, "Assemblea", place="Sala del Consiglio", cancelled=True)
    page = text(browser.get(event.path_on_site))
    assert "Sala del Consiglio" in page
    assert "Evento annullato" in page


def test_past_events_have_their_own_list(treviso, browser):
    make_event(treviso, "Domani", in_days=1)
    make_event(treviso, "Ieri", in_days=-1)
    assert [card.title for card in browser.get("/novita/eventi/").context["cards"]] == ["Domani"]
    past = browser.get("/novita/eventi/?quando=passati")
    assert [card.title for card in past.context["cards"]] == ["Ieri"]


def test_a_topic_collects_news_and_events_of_this_site_only(treviso, browser):
    topic = make_topic()
    make_news(treviso, "Ponte", topics=[topic])
    make_event(treviso, "Sopralluogo", topics=[topic])
    make_news(make_site(make_province("brescia")), "Galleria", topics=[topic])

    page = browser.get("/argomenti/rete-stradale/")
    (listed,) = browser.get("/argomenti/").context["topics"]

    assert [card.title for card in page.context["news"]] == ["Ponte"]
    assert [card.title for card in page.context["events"]] == ["Sopralluogo"]
    assert listed.pages == 2


def test_a_topic_no_longer_in_use_is_not_a_link_that_leads_nowhere(treviso, browser):
    old = make_topic("Vecchio tema")
    pages = [make_news(treviso, "Ponte", topics=[old]), make_event(treviso, "Visita", topics=[old])]
    Topic.objects.update(active=False)
    assert browser.get("/argomenti/vecchio-tema/").status_code == 404
    for page in pages:
        assert "/argomenti/vecchio-tema/" not in browser.get(page.path_on_site).content.decode()


def test_an_event_says_what_it_costs_only_when_its_editor_did(treviso, browser):
    silent, free = make_event(treviso, "Visita"), make_event(treviso, "Mostra", price="Gratuito")
    shown = [browser.get(page.path_on_site).content.decode() for page in (silent, free)]
    assert ["Gratuito" in text for text in shown] == [False, True]


def test_a_topic_nobody_here_writes_about_is_404(treviso, browser):
    make_news(make_site(make_province("brescia")), topics=[make_topic("Turismo")])
    assert browser.get("/argomenti/turismo/").status_code == 404


def test_the_territory_lists_the_municipalities_with_those_that_joined(treviso, browser):
    make_municipality_body("Oderzo", treviso.organisation)
    make_municipality_body("Desenzano del Garda", make_province("brescia"))

    page = text(browser.get("/territorio/"))

    assert "Oderzo" in page
    assert "Desenzano" not in page
    assert "Oderzo" in text(browser.get("/territorio/?testo=oder"))
    assert "Nessun Comune con questo nome" in text(browser.get("/territorio/?testo=zzz"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_territory_costs_the_same_however_long(treviso, browser, rows, django_assert_num_queries):
    for name in ("Oderzo", "Asolo", "Conegliano")[:rows]:
        make_municipality_body(name, treviso.organisation)
    browser.get("/territorio/")
    with django_assert_num_queries(4):
        browser.get("/territorio/")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Provincia di Brescia", "Provincia di Treviso"]),
        ("?testo=TV", ["Provincia di Treviso"]),
        ("?testo=bresc", ["Provincia di Brescia"]),
        ("?regione=05", ["Provincia di Treviso"]),
        ("?regione=05&testo=brescia", []),
        ("?regione=99", ["Provincia di Brescia", "Provincia di Treviso"]),
    ],
)
def test_the_directory_finds_provinces_by_name_letters_and_region(query, names):
    make_national_site()
    make_site()
    make_site(make_province("brescia"))
    make_site(make_province("vicenza"), state="DRAFT")

    page = Client(HTTP_HOST="localhost:8000").get(f"/province/{query}")

    assert [info.name for info in page.context["provinces"]] == names


def test_a_regional_union_lists_its_own_provinces():
    treviso = make_province()
    make_national_site()
    make_site(treviso)
    make_site(make_province("brescia"))
    make_site(make_regional_upi(treviso.region))

    page = Client(HTTP_HOST="upi-veneto.localhost:8000").get("/province/")

    assert [info.url for info in page.context["provinces"]] == ["http://treviso.localhost:8000"]


def test_the_legal_notes_hold_the_wording_of_the_model(treviso, browser):
    page = text(browser.get("/note-legali/"))
    assert 'data-element="legal-notes-section">Licenza dei contenuti<' in page
    assert "In applicazione del principio open by default ai sensi dell’articolo 52" in page


@pytest.mark.parametrize(
    ("path", "elements"),
    [
        ("/", ["main-navigation", "management", "news", "all-services", "live", "all-topics",
               "topic-element", "personal-area-login", "faq", "report-inefficiency", "accessibility-link",
               "privacy-policy-link", "legal-notes", "event-link"]),
        ("/organizzazione/", ["management-category-link", "breadcrumb"]),
        ("/novita/", ["news-category-link"]),
        ("/territorio/", ["live-button-locations", "live-button-events"]),
    ],
)  # fmt: skip
def test_pages_carry_the_hooks_of_the_official_validator(treviso, browser, path, elements):
    make_news(treviso, topics=[make_topic()])
    make_event(treviso)
    page = text(browser.get(path))
    assert [name for name in elements if f'data-element="{name}"' not in page] == []


def test_an_unknown_page_is_404_in_the_design_of_the_site(treviso, browser):
    answer = browser.get("/non-esiste/")
    assert answer.status_code == 404
    assert "Provincia di Treviso" in text(answer)


@pytest.mark.parametrize("path", ["/django-admin/", "/documents/1/x.pdf", "/novita/../"])
def test_what_is_not_mounted_is_not_there(treviso, browser, path):
    assert browser.get(path).status_code == 404


def test_the_crest_holds_the_letters_of_the_province(treviso, browser):
    answer = browser.get("/stemma.svg")
    assert (answer["Content-Type"], ">TV</text>" in text(answer)) == ("image/svg+xml", True)


def test_addresses_are_the_documented_ones():
    names = ("home", "news", "events", "topics", "provinces", "area")
    assert [reverse(f"portal:{name}") for name in names] == [
        "/",
        "/novita/",
        "/novita/eventi/",
        "/argomenti/",
        "/province/",
        "/area-riservata/",
    ]


def test_pages_that_show_others_say_when_the_last_of_them_changed(treviso, browser):
    news = make_news(treviso, topics=[make_topic()])
    NewsPage.objects.filter(pk=news.pk).update(last_published_at=datetime(2027, 3, 5, 11, tzinfo=UTC))

    pages = {path: text(browser.get(path)) for path in ("/", "/argomenti/", "/argomenti/rete-stradale/")}

    assert [page.count("Ultimo aggiornamento") for page in pages.values()] == [1, 1, 1]
    assert ["5 marzo 2027" in page for page in pages.values()] == [True, True, True]


def test_the_answers_say_when_they_were_last_changed(treviso, browser):
    page = text(browser.get("/domande-frequenti/"))
    assert "Ultimo aggiornamento" in page
    assert "26 novembre 2026" in page


def test_a_page_of_news_can_be_printed_without_the_other_news(treviso, browser):
    make_news(treviso, "Altra notizia")
    page = text(browser.get(make_news(treviso).path_on_site))
    assert "data-print" in page
    assert '<section class="mt-5" aria-labelledby="altre" data-no-print>' in page
