"""Keys and certificates: ours as SPID wants them (Avviso 29 v3), and the dates of the providers' ones."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID, ObjectIdentifier

URI = ObjectIdentifier("2.5.4.83")
ORGANISATION_IDENTIFIER = NameOID.ORGANIZATION_IDENTIFIER
POLICIES = ("1.3.76.16.6", "1.3.76.16.4.2.1")  # agIDcert; public service provider
YEARS = 3


@dataclass(frozen=True)
class Holder:
    """Whose certificate it is."""

    organisation: str
    locality: str
    entity_id: str
    ipa_code: str

    def name(self) -> x509.Name:
        """Return the subject: no name, surname or pseudonym of a person may be in it."""
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, self.organisation[:64]),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.organisation[:64]),
                x509.NameAttribute(ORGANISATION_IDENTIFIER, f"PA:IT-{self.ipa_code}"),
                x509.NameAttribute(URI, self.entity_id),
                x509.NameAttribute(NameOID.COUNTRY_NAME, "IT"),
                x509.NameAttribute(NameOID.LOCALITY_NAME, self.locality),
            ]
        )


def make_certificate(holder: Holder, *, now: datetime | None = None) -> tuple[bytes, bytes]:
    """Make a key and a self-signed certificate.

    Args:
        holder: whose.
        now: when it begins to be valid.

    Returns:
        Key and certificate, both PEM.
    """
    begins = (now or datetime.now(UTC)) - timedelta(minutes=5)
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    made = (
        x509.CertificateBuilder()
        .subject_name(holder.name())
        .issuer_name(holder.name())
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=False)
        .add_extension(_usage(), critical=True)
        .add_extension(
            x509.CertificatePolicies(
                [x509.PolicyInformation(ObjectIdentifier(policy), None) for policy in POLICIES]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem, made.public_bytes(serialization.Encoding.PEM)


def _usage() -> x509.KeyUsage:
    """Only to sign, and not to deny it later."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def write_pair(key_file: Path, certificate_file: Path, pair: tuple[bytes, bytes]) -> None:
    """Put a key, readable by its owner only, and its certificate where the settings look for them."""
    key_file.parent.mkdir(parents=True, exist_ok=True)
    key_file.touch(mode=0o600)
    key_file.chmod(0o600)
    key_file.write_bytes(pair[0])
    certificate_file.write_bytes(pair[1])


def body_of(certificate_file: Path) -> str:
    """Return the base64 of a PEM certificate, as XML wants it."""
    lines = certificate_file.read_text().splitlines()
    return "".join(line for line in lines if line and not line.startswith("-----"))


def end_of(body: str) -> datetime:
    """Return until when a certificate in base64 is valid.

    Raises:
        ValueError: when it is not a certificate.
    """
    return x509.load_der_x509_certificate(base64.b64decode(body)).not_valid_after_utc
