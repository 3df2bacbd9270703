"""A request in two hands: who else writes is told, and what is typed outlives the other forms of the page."""

import pytest
from playwright.sync_api import expect

from tests.e2e.page import OFFICER, Page
from tests.e2e.watch import Visitor

pytestmark = pytest.mark.browser
COLLEAGUE = "helpdesk@treviso.example"
ANSWER = "#rispondi ~ form textarea[name=source]"


def at_request(visitor, email: str) -> Visitor:
    person = visitor()
    assert person.visit(Page("", "/assistenza/sportello/T-2026-000001/", email=email)) == 200
    return person


def test_a_colleague_is_told_who_is_writing(visitor):
    writer = at_request(visitor, COLLEAGUE)
    with writer.tab.expect_response("**/sto-rispondendo/") as told:
        writer.tab.locator(ANSWER).press_sequentially("Le")
    reader = at_request(visitor, OFFICER)

    assert told.value.status == 200
    expect(reader.tab.locator("#stanno-rispondendo")).to_contain_text("sta rispondendo")
    expect(writer.tab.locator("#stanno-rispondendo")).not_to_contain_text("sta rispondendo")


def test_an_answer_outlives_the_other_forms_of_the_page_and_no_other_page(visitor):
    person = at_request(visitor, COLLEAGUE)
    person.tab.locator(ANSWER).fill("Mezza risposta")
    with person.tab.expect_navigation():
        person.tab.get_by_role("button", name="Passa la richiesta").click()
    assert "Scegli" in person.tab.locator("main").inner_text()
    assert person.tab.locator(ANSWER).input_value() == "Mezza risposta"

    with person.tab.expect_navigation():
        person.tab.get_by_role("button", name="Passa la richiesta").click()
    person.open("/assistenza/sportello/")
    person.open("/assistenza/sportello/T-2026-000001/")
    assert person.tab.locator(ANSWER).input_value() == ""
