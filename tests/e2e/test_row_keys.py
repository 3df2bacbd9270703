"""Rows of a queue by keyboard: J and K move, X chooses, Enter opens, and nothing happens elsewhere."""

import pytest

from tests.e2e.page import OFFICER, Page

pytestmark = pytest.mark.browser
QUEUE = Page("queue", "/assistenza/sportello/", email=OFFICER)
TENDERS = Page("sua-list", "/sua/gare/?mano=sua", email=OFFICER)
OF_BODIES = Page("sua-list-bodies", "/sua/gare/?mano=ente", email=OFFICER)
FOCUSED = "document.activeElement.closest('tr')?.rowIndex ?? -1"


def test_rows_are_walked_chosen_and_opened_without_a_mouse(visitor):
    person = visitor()
    person.visit(QUEUE)
    tab = person.tab
    tab.keyboard.press("j")
    assert tab.evaluate(FOCUSED) == -1

    tab.focus("main tbody tr:first-child th a")
    places = []
    for key in "jkk":
        tab.keyboard.press(key)
        places.append(tab.evaluate(FOCUSED))
    assert places == [2, 1, 1]

    tab.keyboard.press("x")
    assert tab.locator("[data-selected]").inner_text() == "1 elemento selezionato"
    number = tab.locator("main tbody tr:first-child [data-select]").get_attribute("value")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/{number}/")


def test_tenders_are_walked_chosen_and_opened_the_same_way(visitor):
    person = visitor()
    person.visit(TENDERS)
    tab = person.tab
    tab.focus("main tbody tr:first-child th a")
    places = []
    for key in "jjk":
        tab.keyboard.press(key)
        places.append(tab.evaluate(FOCUSED))
    assert places == [2, 3, 2]

    tab.keyboard.press("x")
    assert tab.locator("[data-selected]").inner_text() == "1 elemento selezionato"
    tender = tab.locator("main tbody tr:nth-child(2) [data-select]").get_attribute("value")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/{tender}/")


def test_a_reminder_is_asked_for_the_chosen_tenders(visitor):
    person = visitor()
    person.visit(OF_BODIES)
    tab = person.tab
    tab.focus("main tbody tr:first-child th a")
    tab.keyboard.press("x")
    tab.get_by_role("button", name="Invia promemoria").click()
    tab.wait_for_url("**/sua/gare/promemoria/")
    assert tab.locator("h1").inner_text() == "Invia promemoria"
    assert tab.locator("main textarea[name=text]").input_value().startswith("Questa gara aspetta")


def test_what_is_typed_in_a_field_stays_text(visitor):
    person = visitor()
    person.visit(QUEUE)
    person.tab.locator("main form input[name=testo]").press_sequentially("jkx")

    assert person.tab.locator("main form input[name=testo]").input_value() == "jkx"


def test_enter_on_a_chosen_row_opens_it_and_sends_nothing(visitor):
    person = visitor()
    person.visit(QUEUE)
    tab = person.tab
    box = tab.locator("main tbody tr:first-child [data-select]")
    number = box.get_attribute("value")
    box.focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/{number}/")

    person.visit(QUEUE)
    tab.focus("[data-select-all]")
    tab.keyboard.press("Enter")
    tab.wait_for_timeout(300)
    assert tab.url.endswith("/assistenza/sportello/")
