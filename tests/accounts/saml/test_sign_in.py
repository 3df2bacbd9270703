"""Signing in with SPID and CIE: what is asked, what a right answer does, what the person reads otherwise."""

import base64
import html

import pytest
from django.test import Client
from saml2 import samlp

from pico.accounts.models import DigitalIdentity, User
from pico.accounts.proofs import step_up_methods
from pico.accounts.saml.errors import EXPLANATIONS
from pico.accounts.saml.pending import cookie_name
from tests.accounts.saml.stored import lines, refusals, stored
from tests.factories.saml import (
    GIULIA,
    HOST,
    TERESA,
    Conversation,
    give_fiscal_code,
    make_provider,
    posted_fields,
)

pytestmark = pytest.mark.walk  # signatures cost, and ask the database nothing of its own


def session_records(client):
    return client.session["account_authentication_methods"]


def test_a_known_person_comes_back_signed_in_where_they_wanted_to_go(talk, giulia):
    talk.start(next="/profilo/")

    answer = talk.come_back()

    assert (answer.status_code, answer.url) == (302, "/profilo/")
    assert talk.client.get("/profilo/").wsgi_request.user == giulia
    assert refusals() == []


def test_the_session_knows_method_level_and_provider_and_whose_they_are(talk, giulia):
    talk.start()
    talk.come_back()

    (record,) = session_records(talk.client)
    assert {key: record[key] for key in ("method", "level", "issuer")} == {
        "method": "spid",
        "level": 2,
        "issuer": "https://spid.identita-di-prova.example",
    }
    assert talk.client.session["account_authentication_methods_user"] == str(giulia.pk)


def test_a_sign_in_leaves_its_lines_in_the_journal(talk, giulia):
    talk.start()
    talk.come_back()

    assert lines("accounts.identity.used") == [
        {"kind": [None, "SPID"], "issuer": [None, talk.provider.entity_id], "level": [None, 2]}
    ]
    assert len(lines("accounts.signin.done")) == 1


def test_starting_writes_nothing_and_remembers_the_request_in_a_cookie_of_its_own(talk, settings):
    settings.PICO_SAML_SECURE_COOKIE = True
    before = stored()

    talk.start()

    cookie = talk.client.cookies["__Host-saml"]
    assert stored() == before
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["path"]) == (
        True,
        True,
        "None",
        900,
        "/",
    )


def test_only_the_three_latest_requests_are_remembered(talk, giulia):
    first = talk.start() and talk.asked
    for _ in range(3):
        talk.start()
    latest = talk.asked

    talk.asked = first
    assert talk.come_back().status_code == 403
    talk.asked = latest
    assert talk.come_back().status_code == 302


def test_what_we_ask_is_what_spid_wants(talk):
    fields = posted_fields(talk.start(next="/profilo/"))

    message = samlp.authn_request_from_string(base64.b64decode(fields["SAMLRequest"]))
    assert (message.version, message.force_authn, message.is_passive) == ("2.0", "true", None)
    assert (message.assertion_consumer_service_index, message.attribute_consuming_service_index) == ("0", "0")
    assert (message.issuer.text, message.issuer.name_qualifier) == (
        f"http://{HOST}/spid/metadata/",
        f"http://{HOST}/spid/metadata/",
    )
    assert message.name_id_policy.allow_create is None
    context = message.requested_authn_context
    assert (context.comparison, context.authn_context_class_ref[0].text) == (
        "minimum",
        "https://www.spid.gov.it/SpidL2",
    )
    assert message.signature is not None
    assert "profilo" not in fields["RelayState"]


def test_the_page_that_posts_lets_only_its_own_script_run_and_is_not_kept(talk):
    page = talk.start()

    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    nonce = policy["script-src"].removeprefix("'nonce-").removesuffix("'")
    assert policy["default-src"] == "'none'"
    assert f'nonce="{nonce}"' in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]
    assert ">Continua</button>" in page.content.decode()


def test_in_production_the_answer_can_only_be_posted_over_https(talk, settings):
    settings.PICO_SAML = {**settings.PICO_SAML, "base_url": f"http://{HOST}"}
    settings.PICO_PRODUCTION = True

    assert "form-action https:;" in talk.start()["Content-Security-Policy"] + ";"


def test_cie_signs_in_the_same_person(giulia):
    make_provider("CIE")
    talk = Conversation("CIE")
    talk.start()

    assert talk.come_back().status_code == 302
    assert session_records(talk.client)[0]["method"] == "cie"


def test_names_are_taken_from_the_identity_and_the_difference_is_written_without_values(talk, site):
    user = give_fiscal_code(User.objects.create(email="g@ente.example", given_name="G.", family_name="Rossi"))
    talk.start()
    talk.come_back()

    user.refresh_from_db()
    assert (user.given_name, user.names_from) == ("Giulia", "SPID")
    assert lines("accounts.identity.names_taken") == [{"given_name": None, "names_from": None}]


def test_each_use_is_noted_once_for_each_identity(talk, giulia):
    for _ in range(2):
        talk.start()
        talk.come_back()

    (row,) = DigitalIdentity.objects.visible_to(giulia)
    assert (row.source, row.issuer, row.last_level) == ("SPID", talk.provider.entity_id, "2")
    assert row.last_used_at > row.first_used_at


def test_a_disabled_person_is_recognised_and_not_let_in(talk, giulia):
    giulia.state = User.State.DISABLED
    giulia.save()
    talk.start()

    answer = talk.come_back()

    assert answer.url == "/accesso-disattivato/"
    assert "_auth_user_id" not in talk.client.session


def test_the_session_of_somebody_else_in_the_same_browser_ends(talk, giulia):
    other = User.objects.create(email="altro@ente.example", given_name="Al", family_name="Tro")
    talk.client.force_login(other)
    talk.start()
    talk.come_back()

    assert talk.client.session["_auth_user_id"] == str(giulia.pk)
    assert [record["method"] for record in session_records(talk.client)] == ["spid"]


@pytest.mark.parametrize("number", [19, 20, 21, 22, 23, 25])
def test_each_error_of_the_provider_has_its_sentence_and_a_way_on(talk, giulia, number):
    talk.start()
    before = stored()

    answer = talk.come_back_with_error(number)

    page = html.unescape(answer.content.decode())
    explanation = EXPLANATIONS[number]
    assert (answer.status_code, stored()) == (403, before)
    assert str(explanation.title) in page
    assert str(explanation.way_on) in page
    assert answer["X-Request-ID"] in page
    assert lines("accounts.identity.refused")[0]["error"] == [None, str(number)]


def test_an_unknown_error_reads_like_every_other_refusal(talk):
    talk.start()

    page = talk.come_back_with_error(30)

    assert page.status_code == 403
    assert "Accesso non riuscito" in page.content.decode()
    assert page["X-Request-ID"] in page.content.decode()


def test_a_lower_level_than_the_one_asked_is_refused(talk, giulia):
    talk.start()

    assert talk.come_back(level=1).status_code == 403
    assert refusals() == ["level"]


def test_an_unknown_person_goes_on_to_complete_the_account_and_has_no_session(talk):
    talk.start()

    answer = talk.come_back(TERESA)

    assert (answer.status_code, answer.url) == (302, "/registrati/completa/")
    assert "_auth_user_id" not in talk.client.session
    assert not User.objects.filter(family_name="Nuova").exists()


@pytest.mark.parametrize("idp", ["", "https://unknown.example", "https://cie.identita-di-prova.example"])
def test_an_unknown_provider_is_not_there(provider, idp):
    assert Client(HTTP_HOST=HOST).get("/spid/entra/", {"idp": idp}).status_code == 404


def test_where_nobody_made_the_keys_the_page_says_so(talk, settings, tmp_path):
    make_provider("SPID")
    settings.PICO_SAML_DIR = tmp_path

    page = talk.client.get("/spid/entra/", {"idp": talk.provider.entity_id})

    assert page.status_code == 503
    assert "saml_certificate" in page.content.decode()


def test_starting_and_answering_are_limited_together(talk, settings):
    settings.PICO_RATE_LIMITS = {"saml": "3/m/ip"}
    statuses = [talk.start().status_code for _ in range(3)]
    limited = talk.client.post("/spid/acs/", {"SAMLResponse": "x"})

    assert statuses == [200, 200, 200]
    assert (limited.status_code, limited["Retry-After"]) == (429, "60")


def test_the_cookie_holds_no_request_after_its_answer(talk, giulia):
    talk.start()
    talk.come_back()

    assert talk.client.cookies[cookie_name()].value == ""


def test_somebody_with_spid_alone_proves_again_with_the_provider_used_last_and_returns(talk, giulia):
    talk.start()
    talk.come_back()
    giulia.set_unusable_password()
    giulia.save()
    talk.client.force_login(giulia)
    assert [method.code for method in step_up_methods if method.is_offered(giulia)] == ["spid"]

    sent = talk.client.get("/spid/conferma/", {"next": "/profilo/sicurezza/"})

    assert sent.url.startswith("/spid/entra/?idp=https%3A%2F%2Fspid.identita-di-prova.example")
    talk.start(next="/profilo/sicurezza/")
    assert talk.come_back().url == "/profilo/sicurezza/"
    latest = session_records(talk.client)[-1]
    assert (latest["method"], latest["level"]) == ("spid", 2)


def test_somebody_without_spid_has_nothing_to_confirm_with(talk, site):
    user = User.objects.create(email="altro@ente.example", given_name="Al", family_name="Tro")
    talk.client.force_login(user)

    assert talk.client.get("/spid/conferma/").status_code == 404
    assert [method.code for method in step_up_methods if method.is_offered(user)] == []


def test_the_fiscal_code_is_stored_only_encrypted(talk, giulia):
    talk.start()
    talk.come_back()

    giulia.refresh_from_db()
    code = GIULIA.attributes("SPID")["fiscalNumber"].removeprefix("TINIT-")
    assert code.encode() not in bytes(giulia.fiscal_code_encrypted)
    assert code not in str(lines("accounts.identity.used"))


def test_who_cancels_goes_back_to_the_sign_in_that_still_knows_where_they_were_going(talk, giulia):
    talk.start(next="/profilo/enti/")

    page = talk.come_back_with_error(25).content.decode()

    assert 'href="/accedi/?next=%2Fprofilo%2Fenti%2F"' in page


def test_after_a_wrong_password_the_buttons_still_know_where_the_person_was_going(talk, giulia):
    answer = talk.client.post("/accedi/", {"login": "x@y.example", "password": "x", "next": "/profilo/enti/"})

    assert answer.status_code == 422
    assert "&amp;next=%2Fprofilo%2Fenti%2F" in answer.content.decode()
