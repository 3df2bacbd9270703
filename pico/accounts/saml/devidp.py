"""A provider of invented people that signs real answers: so that "Entra con SPID" works on a laptop.

Only where ``PICO_DEV_IDP`` is set, with the demo or DEBUG; a system check refuses it in production. Its key
is thrown away with the installation. Nobody's password is asked: whoever sees the page may be anybody.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from saml2 import BINDING_HTTP_POST, md, saml, samlp
from saml2.sigver import pre_signature_part, security_context
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256, KeyInfo, X509Certificate, X509Data

from pico.accounts.saml.certificates import Holder, body_of, make_certificate, write_pair
from pico.accounts.saml.providers import INVENTED
from pico.accounts.saml.service import LEVELS, Kind, service_config

PATH = "/identita-di-prova"
NAMES = {"SPID": "Gestore SPID di prova", "CIE": "CIE di prova"}


@dataclass(frozen=True)
class DevProvider:
    """The development provider of one kind."""

    kind: Kind

    @property
    def entity_id(self) -> str:
        return f"https://{self.kind.lower()}{INVENTED}"

    @property
    def sign_on(self) -> str:
        return f"{PATH}/{self.kind.lower()}/"

    @property
    def key_file(self) -> Path:
        return settings.PICO_SAML_DIR / f"dev-{self.kind.lower()}.key"

    @property
    def certificate_file(self) -> Path:
        return settings.PICO_SAML_DIR / f"dev-{self.kind.lower()}.crt"

    def make_keys(self, now: datetime | None = None) -> None:
        """Make the throw-away key."""
        holder = Holder(NAMES[self.kind], "Roma", self.entity_id, "prova")
        write_pair(self.key_file, self.certificate_file, make_certificate(holder, now=now))

    def metadata(self) -> bytes:
        """Return what a service must know of us."""
        certificate = X509Data(x509_certificate=X509Certificate(text=body_of(self.certificate_file)))
        role = md.IDPSSODescriptor(
            protocol_support_enumeration="urn:oasis:names:tc:SAML:2.0:protocol",
            want_authn_requests_signed="true",
            key_descriptor=[md.KeyDescriptor(use="signing", key_info=KeyInfo(x509_data=[certificate]))],
            single_logout_service=[
                md.SingleLogoutService(binding=BINDING_HTTP_POST, location=f"{self.sign_on}uscita/")
            ],
            name_id_format=[md.NameIDFormat(text=saml.NAMEID_FORMAT_TRANSIENT)],
            single_sign_on_service=[md.SingleSignOnService(binding=BINDING_HTTP_POST, location=self.sign_on)],
        )
        return str(md.EntityDescriptor(entity_id=self.entity_id, idpsso_descriptor=[role])).encode()


@dataclass(frozen=True)
class Request:
    """What a service asked."""

    id: str
    issuer: str
    acs: str
    relay: str
    level: int = 2


def answer(
    provider: DevProvider, asked: Request, attributes: dict[str, str], level: int = 2
) -> samlp.Response:
    """Return an unsigned answer in which everything is right; tests bend it before it is signed."""
    now = datetime.now(UTC)
    issued, until = _text(now), _text(now + timedelta(minutes=5))
    assertion = saml.Assertion(
        id=f"_{secrets.token_hex(20)}",
        version="2.0",
        issue_instant=issued,
        issuer=saml.Issuer(text=provider.entity_id, format=saml.NAMEID_FORMAT_ENTITY),
        subject=saml.Subject(
            name_id=saml.NameID(
                text=f"_{secrets.token_hex(16)}",
                format=saml.NAMEID_FORMAT_TRANSIENT,
                name_qualifier=provider.entity_id,
            ),
            subject_confirmation=[
                saml.SubjectConfirmation(
                    method=saml.SCM_BEARER,
                    subject_confirmation_data=saml.SubjectConfirmationData(
                        in_response_to=asked.id, not_on_or_after=until, recipient=asked.acs
                    ),
                )
            ],
        ),
        conditions=saml.Conditions(
            not_before=issued,
            not_on_or_after=until,
            audience_restriction=[saml.AudienceRestriction(audience=[saml.Audience(text=asked.issuer)])],
        ),
        authn_statement=[_statement(issued, level)],
        attribute_statement=[
            saml.AttributeStatement(attribute=[_attribute(*pair) for pair in attributes.items()])
        ],
    )
    return samlp.Response(
        **_envelope(provider, asked, issued),
        status=samlp.Status(status_code=samlp.StatusCode(value=samlp.STATUS_SUCCESS)),
        assertion=[assertion],
    )


def refusal(provider: DevProvider, asked: Request, number: int) -> samlp.Response:
    """Return an unsigned answer that says which error happened (``ErrorCode nrNN``)."""
    return samlp.Response(
        **_envelope(provider, asked, _text(datetime.now(UTC))),
        status=samlp.Status(
            status_code=samlp.StatusCode(
                value=samlp.STATUS_RESPONDER,
                status_code=samlp.StatusCode(value=samlp.STATUS_AUTHN_FAILED),
            ),
            status_message=samlp.StatusMessage(text=f"ErrorCode nr{number:02}"),
        ),
    )


def _envelope(provider: DevProvider, asked: Request, issued: str) -> dict[str, Any]:
    return {
        "id": f"_{secrets.token_hex(20)}",
        "version": "2.0",
        "issue_instant": issued,
        "in_response_to": asked.id,
        "destination": asked.acs,
        "issuer": saml.Issuer(text=provider.entity_id, format=saml.NAMEID_FORMAT_ENTITY),
    }


def _statement(issued: str, level: int) -> saml.AuthnStatement:
    reference = next(name for name, number in LEVELS.items() if number == level)
    return saml.AuthnStatement(
        authn_instant=issued,
        session_index=f"_{secrets.token_hex(16)}",
        authn_context=saml.AuthnContext(authn_context_class_ref=saml.AuthnContextClassRef(text=reference)),
    )


def _attribute(name: str, value: str) -> saml.Attribute:
    return saml.Attribute(
        name=name,
        name_format=saml.NAME_FORMAT_BASIC,
        attribute_value=[saml.AttributeValue(text=value)],
    )


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def sign(provider: DevProvider, message: Any, *, inside: bool = True) -> str:
    """Return a message as XML: its assertions signed, then the whole.

    Args:
        inside: whether to sign the assertions too.
    """
    context = _security(provider.key_file, provider.certificate_file)
    parts = list(getattr(message, "assertion", [])) if inside else []
    for number, part in enumerate([*parts, message], 1):
        part.signature = pre_signature_part(
            part.id, context.my_cert, number, sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256
        )
    text = str(message)
    for part, name in [(part, f"{saml.NAMESPACE}:Assertion") for part in parts] + [
        (message, f"{samlp.NAMESPACE}:{message.c_tag}")
    ]:
        text = str(context.sign_statement(text, name, node_id=part.id))
    return text


@cache
def _security(key_file: Path, certificate_file: Path) -> Any:
    return security_context(service_config(f"https://dev{INVENTED}", key_file, certificate_file))


def encode(text: str) -> str:
    """Return XML as the field of a post."""
    return base64.b64encode(text.encode()).decode()
