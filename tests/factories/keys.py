"""A key as it was enrolled: the row a real ceremony leaves, made with a key pair of its own."""

import hashlib
import secrets

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

HOST = "treviso.localhost"


def make_key(user, name: str = "Chiave blu", *, passkey: bool = False) -> Authenticator:
    """A security key of the person, or a passkey; nobody holds its private half."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential_id = secrets.token_bytes(16)
    data = AuthenticatorData.create(
        hashlib.sha256(HOST.encode()).digest(),
        AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT,
        0,
        AttestedCredentialData.create(Aaguid.NONE, credential_id, public),
    )
    client = CollectedClientData.create(
        type="webauthn.create", challenge=secrets.token_bytes(32), origin=f"http://{HOST}"
    )
    credential = {
        "id": websafe_encode(credential_id),
        "rawId": websafe_encode(credential_id),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": passkey}},
    }
    return WebAuthn.add(user, name, credential).instance
