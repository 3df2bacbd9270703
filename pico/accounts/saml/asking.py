"""The request we send to a provider (identity.md 5.2)."""

import base64
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from saml2 import samlp
from saml2.saml import NAMEID_FORMAT_ENTITY, NAMEID_FORMAT_TRANSIENT, AuthnContextClassRef, Issuer
from saml2.sigver import pre_signature_part
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

from pico.accounts.saml.pending import Pending
from pico.accounts.saml.service import Service, client_for


@dataclass(frozen=True)
class Question:
    """A signed request ready to be posted, and what must be remembered of it."""

    destination: str
    saml_request: str
    pending: Pending


def ask(
    service: Service, *, issuer: str, destination: str, purpose: str, next: str, level: int = 0
) -> Question:
    """Make a signed AuthnRequest.

    Args:
        service: which of our services asks.
        issuer: entityID of the provider.
        destination: where the browser posts it.
        purpose: ``signin`` or ``link``.
        next: path to go to at the end.
        level: 0 for the usual one.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    level = level or service.level
    identifier = f"_{secrets.token_hex(20)}"
    message = samlp.AuthnRequest(
        id=identifier,
        version="2.0",
        issue_instant=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        destination=destination,
        force_authn="true" if level >= 2 else "false",
        assertion_consumer_service_index="0",
        attribute_consuming_service_index="0",
        issuer=Issuer(text=service.entity_id, format=NAMEID_FORMAT_ENTITY, name_qualifier=service.entity_id),
        name_id_policy=samlp.NameIDPolicy(format=NAMEID_FORMAT_TRANSIENT),
        requested_authn_context=samlp.RequestedAuthnContext(
            comparison="minimum",
            authn_context_class_ref=[AuthnContextClassRef(text=f"https://www.spid.gov.it/SpidL{level}")],
        ),
    )
    return Question(
        destination,
        base64.b64encode(signed(service, message).encode()).decode(),
        Pending(
            id=identifier,
            kind=service.kind,
            issuer=issuer,
            at=int(now.timestamp()),
            level=level,
            relay=secrets.token_urlsafe(32),
            purpose=purpose,
            next=next,
        ),
    )


def signed(service: Service, message: samlp.RequestAbstractType_ | samlp.StatusResponseType_) -> str:
    """Return a message as XML signed with our key."""
    client = client_for(service)
    message.signature = pre_signature_part(
        message.id, client.sec.my_cert, 1, sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256
    )
    return str(
        client.sec.sign_statement(str(message), f"{samlp.NAMESPACE}:{message.c_tag}", node_id=message.id)
    )
