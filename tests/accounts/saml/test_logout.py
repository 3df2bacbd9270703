"""Single logout: the provider signs somebody out, and only the provider."""

import base64
import secrets

import pytest
from saml2 import saml, samlp

from pico.accounts.saml.devidp import encode, sign
from tests.accounts.saml.stored import lines, refusals
from tests.accounts.saml.test_hostile import later
from tests.factories.saml import Conversation, posted_fields

pytestmark = pytest.mark.walk  # signatures cost, and ask the database nothing of its own


@pytest.fixture
def signed_in(talk, giulia):
    """A session, and the index under which the provider knows it."""
    found = []
    talk.start()
    talk.come_back(bend=lambda message: found.append(message.assertion[0].authn_statement[0].session_index))
    assert "_auth_user_id" in talk.client.session
    return found[0]


def request(talk, index, **changed):
    fields = {
        "id": f"_{secrets.token_hex(16)}",
        "version": "2.0",
        "issue_instant": later(0),
        "destination": talk.service.slo,
        "issuer": saml.Issuer(text=talk.provider.entity_id),
        "name_id": saml.NameID(text="x", format=saml.NAMEID_FORMAT_TRANSIENT),
        "session_index": [samlp.SessionIndex(text=index)],
        **changed,
    }
    return samlp.LogoutRequest(**fields)


def send(talk, message):
    # the provider's page is another browser window of nobody in particular: no session comes with it
    text = sign(talk.provider, message) if not isinstance(message, str) else message
    return Conversation().client.post("/spid/slo/", {"SAMLRequest": encode(text), "RelayState": "r"})


def is_signed_in(talk):
    return talk.client.get("/profilo/").status_code == 200


def test_the_session_ends_and_the_answer_is_signed(talk, signed_in):
    asked = request(talk, signed_in)

    page = send(talk, asked)

    fields = posted_fields(page)
    answer = samlp.logout_response_from_string(base64.b64decode(fields["SAMLResponse"]))
    assert not is_signed_in(talk)
    assert (answer.in_response_to, answer.status.status_code.value) == (asked.id, samlp.STATUS_SUCCESS)
    assert answer.signature is not None
    assert fields["RelayState"] == "r"
    assert len(lines("accounts.session.ended_by_provider")) == 1


def test_the_sessions_of_others_go_on(talk, signed_in):
    assert send(talk, request(talk, "_other")).status_code == 200
    assert is_signed_in(talk)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"destination": "https://other.example"}, "verification OtherError"),
        ({"issue_instant": later(-3600)}, "logout issue instant"),
        ({"issuer": saml.Issuer(text="https://other.example")}, "provider"),
    ],
    ids=["elsewhere", "old", "unknown provider"],
)
def test_a_wrong_request_ends_nothing(talk, signed_in, changed, reason):
    page = send(talk, request(talk, signed_in, **changed))

    assert (page.status_code, refusals()) == (403, [reason])
    assert is_signed_in(talk)


def test_an_unsigned_request_ends_nothing(talk, signed_in):
    page = send(talk, str(request(talk, signed_in)))

    assert (page.status_code, refusals()) == (403, ["logout signature"])
    assert is_signed_in(talk)


def test_the_same_request_twice_is_refused(talk, signed_in):
    text = sign(talk.provider, request(talk, signed_in))

    assert [send(talk, text).status_code for _ in range(2)] == [200, 403]
    assert refusals() == ["replay"]


def test_garbage_is_refused(talk, signed_in):
    page = talk.client.post("/spid/slo/", {"SAMLRequest": "x!"})

    assert (page.status_code, refusals()) == (403, ["base64"])
