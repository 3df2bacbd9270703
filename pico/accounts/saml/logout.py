"""Single logout: a provider tells us that a person signed out there (identity.md 5.3, trap 10)."""

import base64
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from saml2 import BINDING_HTTP_POST, samlp
from saml2.saml import NAMEID_FORMAT_ENTITY, Issuer

from pico.accounts.models import IdentityProvider
from pico.accounts.saml.accepting import instant, readable
from pico.accounts.saml.asking import signed
from pico.accounts.saml.errors import NotAccepted
from pico.accounts.saml.providers import logout_of, metadata_of, usable_provider
from pico.accounts.saml.service import CLOCK_SKEW, Service, client_for


@dataclass(frozen=True)
class Logout:
    """A verified request to sign somebody out."""

    id: str
    provider: IdentityProvider
    session_indexes: tuple[str, ...]


def read_logout(service: Service, saml_request: str, *, now: datetime | None = None) -> Logout:
    """Return what a provider asks, having verified that it is the provider who asks.

    Args:
        saml_request: the field of the post, base64.

    Raises:
        NotAccepted: when it is not a signed, fresh LogoutRequest of a provider in use, addressed to us.
    """
    text = readable(saml_request)
    provider = usable_provider(service.kind, _issuer_claimed(text))
    if provider is None:
        raise NotAccepted("provider")
    try:
        client = client_for(service, metadata_of(provider))
        message = client.parse_logout_request(base64.b64encode(text).decode(), BINDING_HTTP_POST).message
    except Exception as error:  # pysaml2 has no common ancestor for what it raises on a bad document
        raise NotAccepted(f"verification {type(error).__name__}"[:60]) from error
    issued = instant(message.issue_instant)
    moment = now or datetime.now(UTC)
    if message.signature is None or message.issuer.text.strip() != provider.entity_id:
        raise NotAccepted("logout signature")
    if message.destination != service.slo:
        raise NotAccepted("logout destination")
    if issued is None or abs((moment - issued).total_seconds()) > CLOCK_SKEW:
        raise NotAccepted("logout issue instant")
    return Logout(message.id, provider, tuple((index.text or "").strip() for index in message.session_index))


def _issuer_claimed(text: bytes) -> str:
    """Return who the message says it is from: only to choose whose keys it is verified with."""
    try:
        return samlp.logout_request_from_string(text).issuer.text.strip()
    except (AttributeError, ValueError, TypeError) as error:
        raise NotAccepted("no logout request") from error


def answer_logout(service: Service, logout: Logout) -> tuple[str, str]:
    """Return where to post our signed LogoutResponse, and the response in base64."""
    destination = logout_of(logout.provider, service)
    message = samlp.LogoutResponse(
        id=f"_{secrets.token_hex(20)}",
        version="2.0",
        issue_instant=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        destination=destination,
        in_response_to=logout.id,
        issuer=Issuer(text=service.entity_id, format=NAMEID_FORMAT_ENTITY, name_qualifier=service.entity_id),
        status=samlp.Status(status_code=samlp.StatusCode(value=samlp.STATUS_SUCCESS)),
    )
    return destination, base64.b64encode(signed(service, message).encode()).decode()
