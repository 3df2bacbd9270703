"""A passkey without a device: answers the browser's two questions as a platform authenticator would."""

import hashlib
import json
import secrets

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG


class SoftwareKey:
    """One credential at one host; it always verifies its owner."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.handle = ""

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(
            type=kind, challenge=websafe_decode(challenge), origin=f"http://{self.host}"
        )

    def _answer(self, response: dict) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )

    def enrol(self, user, challenge: str) -> str:
        """Return what the form of a new key posts as ``credential``."""
        self.handle = websafe_encode(user_pk_to_url_str(user).encode())
        data = AuthenticatorData.create(
            hashlib.sha256(self.host.encode()).digest(),
            FLAG.UP | FLAG.UV | FLAG.AT,
            0,
            AttestedCredentialData.create(
                Aaguid.NONE, self.id, ES256.from_cryptography_key(self.private.public_key())
            ),
        )
        return self._answer(
            {
                "clientDataJSON": websafe_encode(self._client("webauthn.create", challenge)),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            }
        )

    def prove(self, challenge: str) -> str:
        """Return what a sign-in with this passkey posts as ``credential``."""
        client = self._client("webauthn.get", challenge)
        data = AuthenticatorData.create(hashlib.sha256(self.host.encode()).digest(), FLAG.UP | FLAG.UV, 0)
        signature = self.private.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": self.handle,
            }
        )
