"""Asking for help, signed in and not: by keyboard alone, and with JavaScript off, up to the end."""

import pytest

from tests.e2e.watch import Visitor

pytestmark = pytest.mark.browser
FORM = "/assistenza/accesso/?codice=spid-25"
TOKEN = """
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.tracking import token_of
row = Ticket.objects.unrestricted("test").get(requester_email="{email}")
print("FOUND", row.state, token_of(row))
"""


def state_and_token(person: Visitor, email: str) -> tuple[str, str]:
    said = person.platform.manage("shell", "-v", "0", "-c", TOKEN.format(email=email))
    state, token = said.split("FOUND ")[1].split()
    return state, token


def tab_to(person: Visitor, selector: str) -> None:
    """Press Tab until the keyboard stands on an element."""
    for _ in range(120):
        if person.tab.evaluate("one => document.activeElement?.matches(one) ?? false", selector):
            return
        person.tab.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {selector}")


def write(person: Visitor, selector: str, text: str) -> None:
    tab_to(person, selector)
    person.tab.keyboard.type(text)


def press(person: Visitor, selector: str) -> None:
    tab_to(person, selector)
    with person.tab.expect_navigation():
        person.tab.keyboard.press("Enter")


def settled(person: Visitor) -> None:
    """Wait for the solutions that appear while one writes: leaving before them would be a failed request."""
    person.tab.wait_for_timeout(1000)
    person.tab.wait_for_function("document.querySelector('.htmx-request') === null")


def fill_in(person: Visitor, email: str) -> None:
    person.open(FORM)
    write(person, "#id_name", "Luca Ferri")
    write(person, "#id_email", email)
    write(person, "#id_source", "Ho annullato per sbaglio.")


def test_by_keyboard_alone_the_work_is_done_meanwhile_and_the_desk_sees_it_at_once(visitor):
    person, email = visitor(), "tastiera@esempio.example"
    fill_in(person, email)
    assert person.tab.locator("#id_topic option:checked").inner_text() == "Entrare con SPID"
    person.tab.wait_for_function("document.querySelector('input[data-proof]').value !== ''")
    person.tab.wait_for_timeout(2100)
    tab_to(person, "main form button[type=submit]:not([name])")
    settled(person)
    press(person, "main form button[type=submit]:not([name])")
    assert person.path == "/assistenza/accesso/inviata/"

    state, token = state_and_token(person, email)
    assert state == "NEW"
    person.open(f"/assistenza/stato/{token}/")
    write(person, "#id_source", "Dimenticavo: uso il telefono.")
    press(person, "#rispondi ~ form button[type=submit]")
    assert "Dimenticavo: uso il telefono." in person.tab.inner_text("main")
    press(person, "form[action$='/risolta/'] button")
    assert "Risolta" in person.tab.inner_text("main")
    assert (person.axe(), person.sideways_scroll(), person.context.cookies()) == ([], 0, [])


def test_without_javascript_it_waits_for_the_confirmation(visitor):
    person, email = visitor(scripts=False), "senza-script@esempio.example"
    person.open(FORM)
    for field, text in (("name", "Luca Ferri"), ("email", email), ("source", "Non riesco a entrare.")):
        person.tab.fill(f"#id_{field}", text)
    person.tab.wait_for_timeout(2100)
    person.tab.click("main form button[type=submit]:not([name])")
    assert person.path == "/assistenza/accesso/inviata/"

    state, token = state_and_token(person, email)
    assert state == "UNCONFIRMED"
    person.open(f"/assistenza/stato/{token}/")
    person.tab.click("form[action$='/conferma/'] button")
    assert state_and_token(person, email)[0] == "NEW"
    person.tab.fill("#id_source", "Ancora niente.")
    person.tab.click("#rispondi ~ form button[type=submit]")
    assert "Ancora niente." in person.tab.inner_text("main")
    person.tab.click("form[action$='/risolta/'] button")
    assert "Risolta" in person.tab.inner_text("main")
    assert person.context.cookies() == []


def test_a_clerk_asks_by_keyboard_alone_and_replies(visitor):
    person = visitor()
    person.sign_in("operatore@oderzo.example")
    person.open("/assistenza/nuova/?percorso=procedura")
    tab_to(person, "#id_topic")
    person.tab.keyboard.press("p")  # one key: each choice looks for its solutions
    tab_to(person, "#id_subject")
    settled(person)
    write(person, "#id_subject", "Da tastiera")
    tab_to(person, "#id_source")
    settled(person)
    write(person, "#id_source", "Non trovo il pulsante.")
    tab_to(person, "main form button[type=submit]:not([formaction]):not([name])")
    settled(person)
    press(person, "main form button[type=submit]:not([formaction]):not([name])")
    assert "T-" in person.tab.inner_text("main")

    person.open("/assistenza/richieste/")
    press(person, "main .pico-row-title a")
    write(person, "#id_source", "Trovato, ma non risponde.")
    press(person, "main form:has(#id_source) button[type=submit]")
    assert "Trovato, ma non risponde." in person.tab.inner_text("main")
    assert (person.axe(), person.sideways_scroll()) == ([], 0)


def test_a_clerk_asks_without_javascript(visitor):
    person = visitor(scripts=False)
    person.sign_in("operatore@oderzo.example")
    person.open("/assistenza/nuova/?percorso=tecnico")
    person.tab.select_option("#id_topic", label="Altro problema tecnico")
    person.tab.fill("#id_subject", "Senza script")
    person.tab.fill("#id_source", "La pagina è bianca.")
    person.tab.click("main form button[type=submit]:not([formaction]):not([name])")
    assert "T-" in person.tab.inner_text("main")

    person.open("/assistenza/richieste/")
    person.tab.click("main a:text-is('Senza script')")
    person.tab.fill("#id_source", "Adesso si vede.")
    person.tab.click("main form:has(#id_source) button[type=submit]")
    assert "Adesso si vede." in person.tab.inner_text("main")
