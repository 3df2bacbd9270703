"""What we publish: certificates as AgID wants them, metadata built by a command and served from its copy."""

import stat

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID, ObjectIdentifier
from django.core.management import CommandError, call_command
from django.test import Client
from saml2 import md

from tests.factories.saml import HOST
from tests.parts import need

pytestmark = pytest.mark.walk  # signatures cost, and ask the database nothing of its own

BODY = {
    "base_url": f"http://{HOST}",
    "organisation": "Provincia di Treviso",
    "organisation_url": "https://www.provincia.treviso.it",
    "email": "spid@treviso.example",
    "telephone": "+39 0422 6561",
    "ipa_code": "p_tv",
    "vat_number": "IT01138380264",
    "fiscal_code": "80008870265",
    "municipality": "L407",
    "province": "TV",
    "locality": "Treviso",
}


@pytest.fixture
def body(settings, tmp_path):
    settings.PICO_SAML = {**settings.PICO_SAML, **BODY}
    settings.PICO_SAML_DIR = tmp_path
    return tmp_path


@pytest.mark.parametrize("kind", ["SPID", "CIE"])
def test_the_certificate_says_who_we_are_and_what_the_key_is_for(body, kind):
    call_command("saml_certificate", kind)

    made = x509.load_pem_x509_certificate((body / f"{kind.lower()}.crt").read_bytes())
    subject = {attribute.oid: attribute.value for attribute in made.subject}
    assert subject == {
        NameOID.COMMON_NAME: "Provincia di Treviso",
        NameOID.ORGANIZATION_NAME: "Provincia di Treviso",
        NameOID.LOCALITY_NAME: "Treviso",
        NameOID.COUNTRY_NAME: "IT",
        ObjectIdentifier("2.5.4.83"): f"http://{HOST}/{kind.lower()}/metadata/",
        ObjectIdentifier("2.5.4.97"): "PA:IT-p_tv",
    }
    assert made.public_key().key_size == 3072
    assert made.signature_hash_algorithm.name == "sha256"
    usage = made.extensions.get_extension_for_class(x509.KeyUsage)
    assert (usage.critical, usage.value.digital_signature, usage.value.content_commitment) == (
        True,
        True,
        True,
    )
    assert (usage.value.key_encipherment, usage.value.key_cert_sign) == (False, False)
    policies = made.extensions.get_extension_for_class(x509.CertificatePolicies)
    assert not policies.critical
    assert [policy.policy_identifier.dotted_string for policy in policies.value] == [
        "1.3.76.16.6",
        "1.3.76.16.4.2.1",
    ]


def test_only_its_owner_reads_the_key(body):
    call_command("saml_certificate", "SPID")

    assert stat.S_IMODE((body / "spid.key").stat().st_mode) == 0o600


def test_a_key_is_not_replaced_by_accident(body):
    call_command("saml_certificate", "SPID")
    before = (body / "spid.key").read_bytes()

    with pytest.raises(CommandError, match="--replace"):
        call_command("saml_certificate", "SPID")
    assert (body / "spid.key").read_bytes() == before
    call_command("saml_certificate", "SPID", replace=True)
    assert (body / "spid.key").read_bytes() != before


def test_spid_metadata_hold_what_avviso_29_asks(body):
    need("xmlsec1")
    call_command("saml_certificate", "SPID")
    call_command("saml_metadata", "SPID")

    text = (body / "spid-metadata.xml").read_text()
    made = md.entity_descriptor_from_string(text)
    role = made.spsso_descriptor[0] if isinstance(made.spsso_descriptor, list) else made.spsso_descriptor
    assert text[0] == "<"
    assert made.signature is not None
    assert (made.entity_id, role.authn_requests_signed, role.want_assertions_signed) == (
        f"http://{HOST}/spid/metadata/",
        "true",
        "true",
    )
    (service,) = role.attribute_consuming_service
    assert [attribute.name for attribute in service.requested_attribute] == [
        "spidCode",
        "name",
        "familyName",
        "fiscalNumber",
        "email",
    ]
    (contact,) = made.contact_person
    assert contact.contact_type == "other"
    assert contact.telephone_number[0].text == "+3904226561"
    assert [(e.tag, e.text) for e in contact.extensions.extension_elements] == [
        ("IPACode", "p_tv"),
        ("Public", None),
        ("VATNumber", "IT01138380264"),
        ("FiscalCode", "80008870265"),
    ]


def test_cie_metadata_ask_the_date_of_birth_and_no_address(body):
    need("xmlsec1")
    call_command("saml_certificate", "CIE")
    call_command("saml_metadata", "CIE")

    made = md.entity_descriptor_from_string((body / "cie-metadata.xml").read_text())
    role = made.spsso_descriptor[0] if isinstance(made.spsso_descriptor, list) else made.spsso_descriptor
    names = [attribute.name for attribute in role.attribute_consuming_service[0].requested_attribute]
    assert names == ["name", "familyName", "fiscalNumber", "dateOfBirth"]
    (contact,) = made.contact_person
    assert (contact.contact_type, contact.company.text) == ("administrative", "Provincia di Treviso")
    assert [(e.tag, e.text) for e in contact.extensions.extension_elements] == [
        ("Public", None),
        ("IPACode", "p_tv"),
        ("Municipality", "L407"),
        ("Province", "TV"),
        ("Country", "IT"),
    ]


def test_what_is_served_is_the_copy_until_the_command_makes_another(body, settings):
    need("xmlsec1")
    call_command("saml_certificate", "SPID")
    call_command("saml_metadata", "SPID")
    client = Client(HTTP_HOST=HOST)
    first = client.get("/spid/metadata/").content

    settings.PICO_SAML = {**settings.PICO_SAML, "organisation": "Altro nome"}
    assert client.get("/spid/metadata/").content == first
    call_command("saml_metadata", "SPID")
    assert b"Altro nome" in client.get("/spid/metadata/").content


def test_without_the_copy_there_are_no_metadata(body):
    assert Client(HTTP_HOST=HOST).get("/spid/metadata/").status_code == 404


def test_the_command_names_what_is_missing(body, settings):
    need("xmlsec1")
    call_command("saml_certificate", "SPID")
    settings.PICO_SAML = {**settings.PICO_SAML, "email": "", "vat_number": ""}

    with pytest.raises(CommandError, match="PICO_SAML_EMAIL, PICO_SAML_VAT_NUMBER"):
        call_command("saml_metadata", "SPID")
