"""Signing in once for every site, and with a passkey, in a real browser."""

import pytest

from tests.platform import PASSWORD, Person

pytestmark = pytest.mark.browser
EMAIL = "operatore@oderzo.example"


def host_of(person) -> str:
    return person.tab.evaluate("location.hostname")


def test_in_at_upi_is_in_at_treviso_without_another_form(visitor):
    person = visitor()
    person.sign_in(EMAIL, site="")
    assert host_of(person) == "localhost"

    status = person.open("/area-riservata/", site="treviso")

    assert (status, host_of(person)) == (200, "treviso.localhost")
    assert person.tab.url.endswith("/area-riservata/")
    assert "Chiara Vendramin" in person.tab.content()


def test_from_a_page_of_treviso_to_the_form_and_back_to_the_page(visitor):
    person = visitor()
    person.open("/profilo/enti/", site="treviso")
    assert host_of(person) == "accesso.localhost"

    person.tab.fill('input[name="login"]', EMAIL)
    person.tab.fill('input[name="password"]', PASSWORD)
    person.tab.click('main form:has(input[name="password"]) button[type="submit"]')
    person.tab.wait_for_url("**/profilo/enti/")

    assert host_of(person) == "treviso.localhost"
    cookies = {(cookie["domain"], cookie["name"]) for cookie in person.context.cookies()}
    assert ("treviso.localhost", "handover") not in cookies
    assert {domain for domain, name in cookies if name == "session"} == {
        "accesso.localhost",
        "treviso.localhost",
    }


def test_a_form_of_a_site_may_end_on_the_sign_in_host(visitor):
    """Under a policy too narrow the browser blocks the redirect, and the button says «Invio…» for ever."""
    person = visitor()
    person.sign_in(EMAIL)
    person.open("/profilo/")
    person.context.clear_cookies(name="session", domain="treviso.localhost")

    with person.tab.expect_response(lambda answer: "accesso.localhost" in answer.url):
        person.tab.click("main form button[type='submit']")
    person.tab.wait_for_url("**/profilo/")

    assert (host_of(person), person.complaints) == ("treviso.localhost", [])


def test_out_at_treviso_is_out_at_upi(visitor):
    person = visitor()
    person.sign_in(EMAIL, site="")
    person.open("/area-riservata/", site="treviso")

    person.open("/esci/", site="treviso")
    person.tab.click('main form[action="/esci/"] button[type="submit"], main form button[type="submit"]')
    person.tab.wait_for_load_state()
    person.open("/area-riservata/", site="")

    assert host_of(person) == "accesso.localhost"
    assert person.tab.locator('input[name="password"]').count() == 1


def test_a_passkey_is_enrolled_with_the_password_and_then_opens_alone(visitor):
    person = visitor()
    devtools = person.context.new_cdp_session(person.tab)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    person.sign_in("sit@treviso.example")

    person.open("/profilo/sicurezza/secondo-fattore/chiavi/nuova/")
    assert host_of(person) == "accesso.localhost"
    person.tab.fill('input[name="name"]', "Telefono")
    person.tab.click("#webauthn_add")
    person.tab.wait_for_url("**/secondo-fattore/recupero/")
    assert person.tab.locator("main code").count() == 10

    person.open("/esci/")
    person.tab.click('main form button[type="submit"]')
    person.tab.wait_for_load_state()
    person.open("/area-riservata/")
    person.tab.click("#passkey_login")
    person.tab.wait_for_url("**/area-riservata/")

    assert host_of(person) == "treviso.localhost"
    person.open("/profilo/sicurezza/secondo-fattore/")
    assert "Telefono" in person.tab.locator("main").inner_text()


def test_who_only_fills_in_forms_signs_in_too(platform):
    person = Person(platform, "treviso").sign_in(EMAIL)

    assert person.open("/area-riservata/")[0] == 200
    assert person.address == platform.url("/area-riservata/", "treviso")
