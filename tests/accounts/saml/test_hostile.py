"""Forged, replayed, altered and expired answers: each 403, an Italian page, nothing stored, one line."""

import base64
import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from pico.accounts.actions import disable_provider, review_certificates
from pico.accounts.saml.certificates import Holder, make_certificate, write_pair
from pico.accounts.saml.devidp import DevProvider, answer, encode, sign
from pico.accounts.saml.pending import cookie_name
from tests.accounts.saml.stored import refusals, stored
from tests.factories.saml import ACTOR, GIULIA, HOST, Conversation, make_provider

pytestmark = pytest.mark.walk  # signatures cost, and ask the database nothing of its own

ENTITY = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]><r>&e;</r>'
BOMB = (
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><r>&c;</r>'
)


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def refused(response, before, reason):
    """The same page whatever was wrong, and one line that says what."""
    page = response.content.decode()
    assert response.status_code == 403
    assert "<h1" in page
    assert "Accesso non riuscito" in page
    assert response["X-Request-ID"] in page
    assert stored() == before
    assert refusals() == [reason]


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("", "length"),
        ("garbage!", "base64"),
        (b64("not XML at all"), "xml unreadable"),
        (b64(ENTITY), "xml dtd"),
        (b64(BOMB), "xml dtd"),
        ("A" * 1_000_000, "length"),
        (b64("<r/>"), "verification Exception"),
        (b64("<?evil do?><r/>"), "comment"),
    ],
    ids=["empty", "garbage", "text", "external entity", "entity bomb", "1 MB", "other XML", "instruction"],
)
def test_what_is_no_answer_is_refused_at_once(talk, giulia, field, reason):
    talk.start()
    before = stored()
    started = time.monotonic()

    response = talk.post(field)

    assert time.monotonic() - started < 10  # a second on a quiet machine; this one may be busy
    refused(response, before, reason)


def bent(path: str, value):
    """Return a function that puts a value at a path of the answer."""

    def bend(message):
        target = message
        *parts, last = path.split(".")
        for part in parts:
            target = target[int(part)] if part.isdigit() else getattr(target, part)
        setattr(target, last, value(target) if callable(value) else value)

    return bend


def later(seconds: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


CONFIRMED = "assertion.0.subject.subject_confirmation.0.subject_confirmation_data"
BENT = {
    "for another service": bent(
        "assertion.0.conditions.audience_restriction.0.audience.0.text", "https://other.example"
    ),
    "for us and another service": bent(
        "assertion.0.conditions.audience_restriction.0.audience",
        lambda restriction: [
            *restriction.audience,
            type(restriction.audience[0])(text="https://other.example"),
        ],
    ),
    "expired conditions": bent("assertion.0.conditions.not_on_or_after", later(-3600)),
    "expired confirmation": bent(f"{CONFIRMED}.not_on_or_after", later(-3600)),
    "not yet valid": bent("assertion.0.conditions.not_before", later(3600)),
    "issued before the request": bent("issue_instant", later(-3600)),
    "issued in the future": bent("assertion.0.issue_instant", later(3600)),
    "in a local time": bent("issue_instant", "2026-11-26T12:00:00+01:00"),
    "to another address": bent("destination", f"http://{HOST}/cie/acs/"),
    "received by another": bent(f"{CONFIRMED}.recipient", "https://other.example/acs/"),
    "to another request": bent("in_response_to", "_other"),
    "confirmed for another request": bent(f"{CONFIRMED}.in_response_to", "_other"),
    "from another provider": bent("issuer.text", "https://other.example"),
    "asserted by another provider": bent("assertion.0.issuer.text", "https://other.example"),
    "old version": bent("version", "1.1"),
    "no name": bent("assertion.0.subject.name_id.text", " "),
    "a lasting name": bent(
        "assertion.0.subject.name_id.format", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    ),
    "no name qualifier": bent("assertion.0.subject.name_id.name_qualifier", None),
    "holder of key": bent(
        "assertion.0.subject.subject_confirmation.0.method", "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"
    ),
    "a level of old": bent(
        "assertion.0.authn_statement.0.authn_context.authn_context_class_ref.text",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:SpidL2",
    ),
    "no statement": bent("assertion.0.authn_statement", []),
    "two statements": bent("assertion.0.authn_statement", lambda assertion: assertion.authn_statement * 2),
    "no attributes": bent("assertion.0.attribute_statement", []),
    "an empty attribute": bent("assertion.0.attribute_statement.0.attribute.0.attribute_value.0.text", "  "),
    "a wrong fiscal code": bent(
        "assertion.0.attribute_statement.0.attribute.2.attribute_value.0.text", "TINIT-RSSGLI80A41L407Q"
    ),
    "an attribute twice": bent(
        "assertion.0.attribute_statement.0.attribute",
        lambda statement: [*statement.attribute, statement.attribute[2]],
    ),
    "no assertion": bent("assertion", []),
}


@pytest.mark.parametrize("bend", BENT.values(), ids=BENT.keys())
def test_an_answer_signed_by_the_provider_but_wrong_in_one_part_is_refused(talk, giulia, bend):
    talk.start()
    before = stored()

    response = talk.come_back(bend=bend)

    assert (response.status_code, stored(), len(refusals())) == (403, before, 1)
    assert "Accesso non riuscito" in response.content.decode()


def test_an_unsigned_answer_is_refused(talk, giulia):
    talk.start()
    before = stored()
    text = str(answer(talk.provider, talk.asked, GIULIA.attributes("SPID")))

    refused(talk.post(b64(text)), before, "verification SignatureError")


def test_an_unsigned_assertion_in_a_signed_answer_is_refused(talk, giulia):
    talk.start()
    before = stored()
    message = answer(talk.provider, talk.asked, GIULIA.attributes("SPID"))

    refused(
        talk.post(encode(sign(talk.provider, message, inside=False))), before, "verification SignatureError"
    )


def test_an_answer_changed_after_it_was_signed_is_refused(talk, giulia):
    talk.start()
    before = stored()
    text = talk.message().replace(">Giulia<", ">Giulio<")

    refused(talk.post(b64(text)), before, "verification SignatureError")


def test_an_answer_signed_with_another_key_is_refused(talk, giulia, settings, tmp_path):
    talk.start()
    before = stored()
    ours = settings.PICO_SAML_DIR
    settings.PICO_SAML_DIR = tmp_path
    DevProvider("SPID").make_keys()
    forged = talk.message()
    settings.PICO_SAML_DIR = ours

    refused(talk.post(b64(forged)), before, "verification SignatureError")


def test_a_wrapped_answer_is_refused(talk, giulia):
    """The signed assertion is moved aside and a forged one, with another person, takes its place."""
    talk.start()
    before = stored()
    text = talk.message()
    (signed,) = re.findall(r"<ns1:Assertion .*</ns1:Assertion>", text, re.DOTALL)
    forged = re.sub(r'ID="_[0-9a-f]+"', 'ID="_forged"', signed, count=1).replace(">Giulia<", ">Mallory<")
    wrapped = text.replace(signed, f"{forged}<ns0:Extensions>{signed}</ns0:Extensions>")

    response = talk.post(b64(wrapped))

    assert (response.status_code, stored(), len(refusals())) == (403, before, 1)


@pytest.mark.parametrize("place", ["NameID", "fiscalNumber"])
def test_a_comment_inside_a_value_is_refused_though_the_signature_still_holds(talk, giulia, place):
    talk.start()
    before = stored()
    text = talk.message()
    value = r"(<ns1:NameID [^>]*>_....)" if place == "NameID" else r"(TINIT-RSS)"
    commented = re.sub(value, r"\1<!-- x -->", text, count=1)
    assert commented != text

    refused(talk.post(b64(commented)), before, "comment")


def test_the_same_answer_twice_is_refused_the_second_time(talk, giulia):
    talk.start()
    cookie = talk.client.cookies[cookie_name()].value
    message = encode(talk.message())
    assert talk.post(message).status_code == 302
    before = stored()
    thief = Client(HTTP_HOST=HOST)
    thief.cookies[cookie_name()] = cookie  # the cookie that the first answer took away, brought back

    refused(talk.post(message, client=thief), before, "replay")


def test_a_used_assertion_in_a_new_answer_is_refused(talk, giulia):
    talk.start()
    assertion_ids = []
    talk.come_back(bend=lambda message: assertion_ids.append(message.assertion[0].id))
    talk.start()
    before = stored()

    response = talk.come_back(bend=bent("assertion.0.id", assertion_ids[0]))

    refused(response, before, "replay")


def test_without_the_cookie_there_is_no_request(talk, giulia):
    talk.start()
    before = stored()

    refused(talk.post(encode(talk.message()), client=Client(HTTP_HOST=HOST)), before, "no request")


def test_another_browsers_cookie_is_of_no_use(talk, giulia):
    talk.start()
    other = Conversation()
    other.start()
    before = stored()

    refused(talk.post(encode(talk.message()), client=other.client), before, "no request")


def test_a_forged_cookie_is_no_cookie(talk, giulia):
    talk.start()
    before = stored()
    talk.client.cookies[cookie_name()] = talk.client.cookies[cookie_name()].value[:-2] + "xx"

    refused(talk.come_back(), before, "no request")


def test_a_swapped_relay_state_is_refused(talk, giulia):
    talk.start()
    first = talk.asked
    talk.start()
    before = stored()

    response = talk.post(encode(talk.message()), relay=first.relay)

    assert (response.status_code, stored(), len(refusals())) == (403, before, 1)


def test_an_answer_of_spid_is_nothing_to_cie(talk, giulia):
    talk.start()
    before = stored()
    fields = {"SAMLResponse": encode(talk.message()), "RelayState": talk.asked.relay}

    refused(talk.client.post("/cie/acs/", fields), before, "no request")


def test_a_request_older_than_a_quarter_of_an_hour_is_over(talk, giulia, monkeypatch):
    talk.start()
    message = encode(talk.message())
    before = stored()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 16 * 60)

    refused(talk.post(message), before, "no request")


def test_a_provider_disabled_meanwhile_is_not_believed_and_not_asked(talk, provider, giulia):
    talk.start()
    before = stored()
    disable_provider(actor=ACTOR, provider=provider)

    refused(talk.come_back(), before, "provider")
    assert talk.start().status_code == 404


def test_a_provider_whose_certificate_has_expired_is_not_believed_and_not_asked(
    talk, provider, giulia, settings, tmp_path
):
    settings.PICO_SAML_DIR = tmp_path
    expired = DevProvider("SPID")
    make_provider("SPID")
    holder = Holder("Scaduto", "Roma", expired.entity_id, "prova")
    valid = make_certificate(holder)
    old = make_certificate(holder, now=datetime.now(UTC) - timedelta(days=365 * 4))
    write_pair(expired.key_file, expired.certificate_file, valid)
    make_provider("SPID")
    talk.start()
    before = stored()
    message = encode(talk.message())
    write_pair(expired.key_file, expired.certificate_file, old)
    make_provider("SPID")

    refused(talk.post(message), before, "provider")
    assert talk.start().status_code == 404
    assert review_certificates(actor=ACTOR) == []


def test_metadata_changed_on_disk_are_not_believed(talk, provider, giulia, settings):
    talk.start()
    before = stored()
    message = encode(talk.message())
    provider.metadata_sha256 = "0" * 64
    provider.save()

    refused(talk.post(message), before, "provider metadata")


@pytest.mark.parametrize(
    "next", ["//evil", "/\\evil", "https:evil", "https://brescia.localhost/", "javascript:alert(1)", "/a\n/b"]
)
def test_a_hostile_address_to_go_on_to_is_refused(talk, next):
    before = stored()

    refused(talk.start(next=next), before, "next")


def test_the_provider_of_invented_people_counts_only_where_it_is_on(talk, giulia, settings):
    talk.start()
    before = stored()
    message = encode(talk.message())
    settings.PICO_DEV_IDP = False

    refused(talk.post(message), before, "provider")
    assert talk.client.post("/identita-di-prova/spid/", {"SAMLRequest": "x"}).status_code == 404
