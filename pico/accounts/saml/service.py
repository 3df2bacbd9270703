"""Who we are for SPID and for CIE: addresses, keys, and the pysaml2 objects made of them."""

import hashlib
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from saml2 import BINDING_HTTP_POST
from saml2.client import Saml2Client
from saml2.config import SPConfig

Kind = Literal["SPID", "CIE"]
KINDS: tuple[Kind, Kind] = ("SPID", "CIE")
MANDATORY = {
    "SPID": ("spidCode", "name", "familyName", "fiscalNumber", "email"),
    "CIE": ("name", "familyName", "fiscalNumber", "dateOfBirth"),
}
LEVELS = {f"https://www.spid.gov.it/SpidL{number}": number for number in (1, 2, 3)}
CLOCK_SKEW = 60  # seconds


@dataclass(frozen=True)
class Service:
    """The service provider of one kind, seen at one base address (``https://accesso.pico.example``)."""

    kind: Kind
    base: str

    def _address(self, part: str) -> str:
        return f"{self.base}/{self.kind.lower()}/{part}/"

    @property
    def entity_id(self) -> str:
        return self._address("metadata")

    @property
    def acs(self) -> str:
        return self._address("acs")

    @property
    def slo(self) -> str:
        return self._address("slo")

    @property
    def level(self) -> int:
        """The SPID level asked of every sign-in."""
        return int(settings.PICO_SAML["level"])

    @property
    def key_file(self) -> Path:
        return settings.PICO_SAML_DIR / f"{self.kind.lower()}.key"

    @property
    def certificate_file(self) -> Path:
        return settings.PICO_SAML_DIR / f"{self.kind.lower()}.crt"

    @property
    def metadata_file(self) -> Path:
        return settings.PICO_SAML_DIR / f"{self.kind.lower()}-metadata.xml"

    def is_ready(self) -> bool:
        """Say whether keys exist and xmlsec1 is installed: without them there is nothing to offer."""
        return has_xmlsec() and self.key_file.exists() and self.certificate_file.exists()


@cache
def has_xmlsec() -> bool:
    """Say whether the program that signs and verifies is installed."""
    return shutil.which("xmlsec1") is not None


def base_address(request: HttpRequest | None = None) -> str:
    """Return the address of the sign-in host, without a final slash.

    A laptop with one process and many ``*.localhost`` names uses the name of the request.
    """
    if configured := settings.PICO_SAML["base_url"]:
        return configured.rstrip("/")
    if host := getattr(settings, "PICO_SIGNIN_HOST", ""):
        port = f":{settings.PICO_PORT}" if settings.PICO_PORT else ""
        return f"{settings.PICO_SCHEME}://{host}{port}"
    if request is not None and not getattr(settings, "PICO_PRODUCTION", False):
        return f"{request.scheme}://{request.get_host()}"
    port = f":{settings.PICO_PORT}" if settings.PICO_PORT else ""
    return f"{settings.PICO_SCHEME}://{settings.PICO_DOMAIN}{port}"


def service_for(kind: Kind, request: HttpRequest | None = None) -> Service:
    """Return our service of a kind as this request sees it."""
    return Service(kind, base_address(request))


def client_for(service: Service, provider_metadata: str = "") -> Saml2Client:
    """Return the pysaml2 client that knows our keys and one provider only.

    Reading keys and metadata takes 0.3 s: made once per process until our key or the metadata change.

    Args:
        provider_metadata: the XML of the one provider whose keys count; empty to sign only.
    """
    key = hashlib.sha256(service.key_file.read_bytes()).hexdigest()
    return _client(service, provider_metadata, key)


@cache
def _client(service: Service, provider_metadata: str, key: str) -> Saml2Client:
    endpoints = {
        "assertion_consumer_service": [(service.acs, BINDING_HTTP_POST)],
        "single_logout_service": [(service.slo, BINDING_HTTP_POST)],
    }
    config = service_config(
        service.entity_id, service.key_file, service.certificate_file, endpoints, provider_metadata
    )
    return Saml2Client(config)


def service_config(
    entity_id: str,
    key_file: Path,
    certificate_file: Path,
    endpoints: dict[str, Any] | None = None,
    provider_metadata: str = "",
) -> SPConfig:
    """Return pysaml2's settings: all signed, nothing unsolicited, keys only from the metadata given."""
    config = SPConfig()
    config.load(
        {
            "entityid": entity_id,
            "key_file": str(key_file),
            "cert_file": str(certificate_file),
            "xmlsec_binary": shutil.which("xmlsec1"),
            "accepted_time_diff": CLOCK_SKEW,
            "only_use_keys_in_metadata": True,
            "allow_unknown_attributes": True,
            "metadata": {"inline": [provider_metadata]} if provider_metadata else {},
            "service": {
                "sp": {
                    "name": entity_id,
                    "endpoints": endpoints or {},
                    "allow_unsolicited": False,
                    "authn_requests_signed": True,
                    "want_response_signed": True,
                    "want_assertions_signed": True,
                    "logout_requests_signed": True,
                }
            },
        }
    )
    return config
