"""The first page of the reserved area."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.test import Client

from pico.base.dates import today
from pico.base.modules import Module, NavItem, TodoItem
from pico.base.modules import modules as registered
from tests.factories.accounts import make_member, make_user
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_national_site, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def treviso_of_the_file(for_the_module):
    make_national_site()
    return make_site().organisation


@pytest.fixture
def treviso(treviso_of_the_file, db):
    return deepcopy(treviso_of_the_file)


def area_of(user, host="treviso.localhost"):
    client = Client(HTTP_HOST=host)
    client.force_login(user)
    return client.get("/area-riservata/")


def text(response):
    return response.content.decode()


@pytest.fixture
def extra_module(monkeypatch):
    """A module with one entry and one thing to do, registered for the length of a test."""

    def add(**what):
        values = {"label": "Prova", "title": "Modulo di prova", "kind": "HORIZONTAL", "icon": "pa"}
        module = Module(code="trial", summary="Serve alla prova.", **{**values, **what})
        monkeypatch.setitem(registered._entries, "trial", module)

    return add


def test_it_is_for_people_who_signed_in(treviso):
    answer = Client(HTTP_HOST="treviso.localhost").get("/area-riservata/")
    assert answer.status_code == 302
    assert "/accedi/" in answer.url or "login" in answer.url


def test_it_greets_and_says_for_whom_one_acts(treviso):
    oderzo = make_municipality_body("Oderzo", treviso)
    page = text(area_of(make_member(oderzo, "organisation_operator", given_name="Giulia")))
    assert "Ciao, Giulia" in page
    assert "Stai operando per Comune di Oderzo" in page
    assert "Sei sul sito di un altro territorio" not in page


def test_it_is_never_stored(treviso):
    assert "no-store" in area_of(make_member(treviso))["Cache-Control"]


def test_on_the_host_of_another_territory_a_band_leads_home(treviso):
    make_site(make_province("brescia"))
    page = text(area_of(make_member(treviso), host="brescia.localhost:8000"))
    assert "Sei sul sito di un altro territorio" in page
    assert "Vai al sito Provincia di Treviso" in page


def test_a_person_without_organisation_reads_what_to_do(treviso):
    page = text(area_of(make_user()))
    assert "Non appartieni ancora a nessun ente" in page
    assert "Da fare oggi" not in page


def test_what_is_to_do_comes_with_its_date_and_action(treviso, extra_module):
    late = TodoItem("Rispondi al rilievo", "/x/", "Rispondi", "Oderzo", due=today() - timedelta(days=1))
    extra_module(todo=lambda user, organisation: [late])
    page = text(area_of(make_member(treviso)))
    assert "Rispondi al rilievo" in page
    assert "Scaduto il" in page
    assert "Nessuna attività per oggi" not in page


def test_nothing_to_do_is_said(treviso):
    assert "Nessuna attività per oggi" in text(area_of(make_member(treviso)))


def test_modules_one_may_use_are_cards(treviso, extra_module):
    extra_module(area_nav=lambda user, organisation: [NavItem("Prova", "/prova/")])
    cards = area_of(make_member(treviso)).context["module_cards"]
    assert [(card.title, card.url) for card in cards if card.url == "/prova/"] == [
        ("Modulo di prova", "/prova/")
    ]


def test_a_module_with_nothing_for_the_person_is_no_card(treviso, extra_module):
    extra_module(area_nav=lambda user, organisation: [])
    cards = area_of(make_member(treviso)).context["module_cards"]
    assert "Modulo di prova" not in [card.title for card in cards]


def test_the_navigation_starts_with_the_area(treviso):
    page = text(area_of(make_member(treviso)))
    assert "La mia area" in page


def tools_of(page) -> list[str]:
    return [tool.label for tool in page.context["tools"]]


def test_whoever_signs_in_finds_the_community_and_what_they_are_asked(treviso):
    cards = area_of(make_member(treviso)).context["module_cards"]
    assert [card.title for card in cards] == ["Community", "Questionari e rilevazioni"]


def test_a_person_without_modules_reads_what_there_is_for_them(treviso, monkeypatch):
    for code in ("community", "questionnaires"):
        monkeypatch.delitem(registered._entries, code)
    page = area_of(make_member(treviso))
    assert tools_of(page) == [
        "Rubrica degli enti", "Notifiche", "Cosa seguo", "Calendario", "Assistenza",
        "Il mio profilo",
    ]  # fmt: skip
    assert 'href="/profilo/"' in text(page)
    assert "Nessun modulo per te" in text(page)


def test_who_keeps_the_registry_finds_it_on_the_first_page(treviso):
    upi = make_national_site().organisation
    tools = tools_of(area_of(make_member(upi, "administrator"), host="localhost"))
    assert {"Rubrica degli enti", "Il mio ente", "Registro degli enti", "Registro attività"} <= set(tools)
    assert "Registro degli enti" not in tools_of(area_of(make_member(treviso, "administrator")))
