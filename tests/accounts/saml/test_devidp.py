"""The provider of invented people: from the button to the session, really signed; never in production."""

import re

import pytest
from django.test import Client

from pico.accounts.demo import load_identities
from pico.accounts.saml.devpeople import ERRORS, invented_fiscal_code, people
from pico.base.identifiers import is_person_fiscal_code
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.saml import HOST, posted_fields
from tests.parts import need

pytestmark = pytest.mark.walk  # signatures cost, and ask the database nothing of its own


def choose(client, person, kind="spid"):
    """Click through as a person does: button, provider's page, person, back."""
    need("xmlsec1")
    button = re.search(rf'href="(/{kind}/entra/[^"]+)"', client.get("/accedi/").content.decode()).group(1)
    sent = posted_fields(client.get(button.replace("&amp;", "&")))
    page = client.post(f"/identita-di-prova/{kind}/", sent).content.decode()
    asked = re.search(r'name="asked" value="([^"]+)"', page).group(1)
    answer = client.post(f"/identita-di-prova/{kind}/risposta/", {"asked": asked, "person": person})
    return client.post(f"/{kind}/acs/", posted_fields(answer))


@pytest.fixture
def demo(site, settings, tmp_path):
    settings.PICO_SAML_DIR = tmp_path
    user = make_member(
        make_province(), "administrator", "admin@treviso.example", given_name="Giulia", family_name="Rossi"
    )
    load_identities()
    return user


@pytest.mark.parametrize("kind", ["spid", "cie"])
def test_a_person_of_the_demo_enters_in_three_clicks(demo, kind):
    client = Client(HTTP_HOST=HOST)

    assert choose(client, "admin@treviso.example", kind).url == "/area-riservata/"
    assert client.session["_auth_user_id"] == str(demo.pk)


@pytest.mark.parametrize(
    ("person", "status"),
    [("sconosciuta", 302), ("solo-livello-1", 403), *((f"errore-{number}", 403) for number in ERRORS)],
)
def test_the_special_cases_do_what_they_say(demo, person, status):
    client = Client(HTTP_HOST=HOST)

    assert choose(client, person).status_code == status
    assert "_auth_user_id" not in client.session


def test_loading_twice_changes_neither_keys_nor_people(demo, tmp_path):
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.key")}
    load_identities()

    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.key")} == before
    assert len(before) == 4


@pytest.mark.parametrize(
    "off", [{"PICO_DEV_IDP": False}, {"PICO_DEMO": False}], ids=["no setting", "no demo"]
)
def test_where_it_is_off_it_is_not_there(demo, settings, off):
    for name, value in off.items():
        setattr(settings, name, value)
    client = Client(HTTP_HOST=HOST)

    assert client.post("/identita-di-prova/spid/", {"SAMLRequest": "x"}).status_code == 404
    assert client.post("/identita-di-prova/spid/risposta/", {"asked": "x"}).status_code == 404
    assert client.get("/identita-di-prova/spid/").status_code == 404, "not 405: nothing tells that it exists"


@pytest.mark.parametrize("fields", [{}, {"SAMLRequest": "x!"}, {"SAMLRequest": "PHIvPg=="}])
def test_it_answers_nobody_but_us(demo, fields):
    assert Client(HTTP_HOST=HOST).post("/identita-di-prova/spid/", fields).status_code == 404


def test_a_forged_question_is_not_answered(demo):
    fields = {"asked": "forged", "person": "sconosciuta"}

    assert Client(HTTP_HOST=HOST).post("/identita-di-prova/spid/risposta/", fields).status_code == 404


def test_invented_fiscal_codes_are_formally_valid_and_all_different():
    codes = [invented_fiscal_code(one.given_name, one.family_name) for one in people() if not one.error]

    assert all(is_person_fiscal_code(code) for code in codes)
    assert len(codes) == len(set(codes)) == 22
