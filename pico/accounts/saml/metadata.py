"""Our metadata, as SPID (Avviso 29 v3) and CIE want it: built by a command, served from the copy kept."""

import secrets

from django.conf import settings
from saml2 import BINDING_HTTP_POST, ExtensionElement, md
from saml2.metadata import sign_entity_descriptor
from saml2.saml import NAMEID_FORMAT_TRANSIENT
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256, KeyInfo, X509Certificate, X509Data

from pico.accounts.saml.certificates import body_of
from pico.accounts.saml.service import MANDATORY, Service, client_for

SERVICE_NAME = "Piattaforma Collaborativa Pi.Co."
EXTENSIONS = {
    "SPID": ("spid", "https://spid.gov.it/saml-extensions"),
    "CIE": ("cie", "https://www.cartaidentita.interno.gov.it/saml-extensions"),
}
NEEDED = {
    "SPID": (
        "organisation",
        "organisation_url",
        "email",
        "telephone",
        "ipa_code",
        "vat_number",
        "fiscal_code",
    ),
    "CIE": ("organisation", "organisation_url", "email", "ipa_code", "municipality"),
}


class Incomplete(ValueError):
    """Settings without which the metadata would be refused."""


def build_metadata(service: Service) -> bytes:
    """Return our signed metadata of a kind.

    Raises:
        Incomplete: naming the environment variables that are missing.
    """
    missing = [f"PICO_SAML_{name.upper()}" for name in NEEDED[service.kind] if not settings.PICO_SAML[name]]
    if missing:
        raise Incomplete(", ".join(missing))
    described = md.EntityDescriptor(
        entity_id=service.entity_id,
        spsso_descriptor=[_role(service)],
        organization=_organisation(),
        contact_person=[_contact(service)],
    )
    client = client_for(service)
    _parsed, text = sign_entity_descriptor(
        described, f"_{secrets.token_hex(16)}", client.sec, SIG_RSA_SHA256, DIGEST_SHA256
    )
    return str(text).strip().encode()


def _role(service: Service) -> md.SPSSODescriptor:
    certificate = X509Data(x509_certificate=X509Certificate(text=body_of(service.certificate_file)))
    return md.SPSSODescriptor(
        protocol_support_enumeration="urn:oasis:names:tc:SAML:2.0:protocol",
        authn_requests_signed="true",
        want_assertions_signed="true",
        key_descriptor=[md.KeyDescriptor(use="signing", key_info=KeyInfo(x509_data=[certificate]))],
        single_logout_service=[md.SingleLogoutService(binding=BINDING_HTTP_POST, location=service.slo)],
        name_id_format=[md.NameIDFormat(text=NAMEID_FORMAT_TRANSIENT)],
        assertion_consumer_service=[
            md.AssertionConsumerService(
                binding=BINDING_HTTP_POST, location=service.acs, index="0", is_default="true"
            )
        ],
        attribute_consuming_service=[
            md.AttributeConsumingService(
                index="0",
                service_name=[md.ServiceName(lang="it", text=SERVICE_NAME)],
                requested_attribute=[md.RequestedAttribute(name=name) for name in MANDATORY[service.kind]],
            )
        ],
    )


def _organisation() -> md.Organization:
    name, url = settings.PICO_SAML["organisation"], settings.PICO_SAML["organisation_url"]
    return md.Organization(
        organization_name=[md.OrganizationName(lang="it", text=name)],
        organization_display_name=[md.OrganizationDisplayName(lang="it", text=name)],
        organization_url=[md.OrganizationURL(lang="it", text=url)],
    )


def _contact(service: Service) -> md.ContactPerson:
    values = settings.PICO_SAML
    if service.kind == "SPID":
        inside = {
            "IPACode": values["ipa_code"],
            "Public": "",
            "VATNumber": values["vat_number"],
            "FiscalCode": values["fiscal_code"],
        }
        return md.ContactPerson(
            contact_type="other",
            extensions=_extensions(service, inside),
            email_address=[md.EmailAddress(text=values["email"])],
            telephone_number=[md.TelephoneNumber(text=values["telephone"].replace(" ", ""))],
        )
    inside = {"Public": "", "IPACode": values["ipa_code"], "Municipality": values["municipality"]}
    if values["province"]:
        inside |= {"Province": values["province"], "Country": "IT"}
    return md.ContactPerson(
        contact_type="administrative",
        extensions=_extensions(service, inside),
        company=md.Company(text=values["organisation"]),
        email_address=[md.EmailAddress(text=values["email"])],
    )


def _extensions(service: Service, values: dict[str, str]) -> md.Extensions:
    _prefix, namespace = EXTENSIONS[service.kind]
    return md.Extensions(
        extension_elements=[
            ExtensionElement(tag, namespace=namespace, text=text or None) for tag, text in values.items()
        ]
    )


def store_metadata(service: Service) -> bytes:
    """Build our metadata and keep the copy that is served: what AgID registered must not change silently."""
    content = build_metadata(service)
    service.metadata_file.parent.mkdir(parents=True, exist_ok=True)
    service.metadata_file.write_bytes(content)
    return content
