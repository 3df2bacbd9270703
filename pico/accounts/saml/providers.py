"""Whom we trust: what a provider's metadata say, and whether they may be used now."""

import hashlib
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from saml2 import BINDING_HTTP_POST, md

from pico.accounts.models import IdentityProvider
from pico.accounts.saml.certificates import end_of
from pico.accounts.saml.service import Kind, Service
from pico.base.errors import Refused
from pico.base.xml import parse_xml

FOLDER = "providers"
INVENTED = ".identita-di-prova.example"
WARNED_BEFORE = timedelta(days=30)
OFFERED = (IdentityProvider.State.ACTIVE, IdentityProvider.State.EXPIRING)


@dataclass(frozen=True)
class ProviderMetadata:
    """What we need of a provider's metadata."""

    entity_id: str
    sign_on: str
    logout: str
    certificate_until: datetime


def read_provider_metadata(content: bytes) -> ProviderMetadata:
    """Return what a provider's metadata say.

    Args:
        content: the XML of one EntityDescriptor.

    Raises:
        Refused: with an Italian sentence, when it is not the metadata of one provider.
    """
    parse_xml(content)
    try:
        described = md.entity_descriptor_from_string(content)
        role = described.idpsso_descriptor
        if isinstance(role, list):
            role = role[0]
        return ProviderMetadata(
            entity_id=described.entity_id,
            sign_on=_posted(role.single_sign_on_service),
            logout=_posted(role.single_logout_service, required=False),
            certificate_until=min(end_of(body) for body in _certificates(role)),
        )
    except (AttributeError, IndexError, ValueError, TypeError) as error:
        raise Refused(
            _("Non sono i metadati di un gestore di identità con accesso HTTP-POST e certificato di firma."),
            field="metadata",
            code="not_a_provider",
        ) from error


def _posted(services: Any, *, required: bool = True) -> str:
    found = [service.location for service in services if service.binding == BINDING_HTTP_POST]
    if not found and not required:
        return ""
    return str(found[0])


def _certificates(role: Any) -> list[str]:
    signing = [key for key in role.key_descriptor if key.use in {None, "signing"}]
    return [
        "".join(data.x509_certificate.text.split())
        for key in signing
        for data in key.key_info.x509_data
        if data.x509_certificate is not None
    ]


def store_file(content: bytes) -> tuple[str, str]:
    """Keep a provider's metadata under the name of its hash.

    Returns:
        File name and sha256.
    """
    digest = hashlib.sha256(content).hexdigest()
    folder = settings.PICO_SAML_DIR / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{digest}.xml").write_bytes(content)
    return f"{digest}.xml", digest


def metadata_of(provider: IdentityProvider) -> str:
    """Return the XML of a provider.

    Raises:
        OSError: when the file is gone.
        ValueError: when it is no longer the one that was registered.
    """
    content = (settings.PICO_SAML_DIR / FOLDER / provider.metadata_file).read_bytes()
    if hashlib.sha256(content).hexdigest() != provider.metadata_sha256:
        raise ValueError(f"the metadata of {provider.entity_id} changed on disk")
    return content.decode()


def sign_on_of(provider: IdentityProvider, service: Service) -> str:
    """Return where a browser takes a request of ours to."""
    return _absolute(_cached_read(metadata_of(provider)).sign_on, service)


def logout_of(provider: IdentityProvider, service: Service) -> str:
    """Return where a browser takes our answer to a logout to."""
    return _absolute(_cached_read(metadata_of(provider)).logout, service)


def _absolute(address: str, service: Service) -> str:
    """The development provider stands on whichever host asks: its addresses are paths."""
    return address if urlsplit(address).netloc else f"{service.base}{address}"


@lru_cache(maxsize=64)
def _cached_read(metadata: str) -> ProviderMetadata:
    return read_provider_metadata(metadata.encode())


def state_by_date(provider: IdentityProvider, now: datetime | None = None) -> str:
    """Return ACTIVE, EXPIRING or EXPIRED by the earliest end of the certificates; a disabled one stays so."""
    now = now or timezone.now()
    if provider.state == IdentityProvider.State.DISABLED:
        return IdentityProvider.State.DISABLED
    until = provider.certificate_until
    if until is None or provider.entity_id in settings.PICO_SAML_EXPIRED_ACCEPTED:
        return IdentityProvider.State.ACTIVE
    if until <= now:
        return IdentityProvider.State.EXPIRED
    return IdentityProvider.State.EXPIRING if until <= now + WARNED_BEFORE else IdentityProvider.State.ACTIVE


def is_usable(provider: IdentityProvider) -> bool:
    """Say whether a provider is offered and believed now: by its dates, not by yesterday's job.

    The one of invented people counts only where it is on: its key lies beside ours.
    """
    if provider.entity_id.endswith(INVENTED) and not is_dev_provider_on():
        return False
    return state_by_date(provider) in OFFERED


def is_dev_provider_on() -> bool:
    """Say whether this installation plays a provider of invented people: a laptop, never production."""
    return bool(settings.PICO_DEV_IDP) and (settings.DEBUG or settings.PICO_DEMO)


def usable_provider(kind: Kind, entity_id: str) -> IdentityProvider | None:
    """Return a provider that may be asked, or None."""
    provider = IdentityProvider.objects.filter(kind=kind, entity_id=entity_id).first()
    return provider if provider is not None and is_usable(provider) else None


def offered_providers(kind: Kind) -> list[IdentityProvider]:
    """Return the providers of the sign-in page in random order: none may stand first (AgID's rule)."""
    found = [
        provider
        for provider in IdentityProvider.objects.filter(kind=kind, state__in=OFFERED)
        if is_usable(provider)
    ]
    random.shuffle(found)
    return found


def offers_anything() -> bool:
    """Say whether the sign-in page has a provider to show."""
    return IdentityProvider.objects.filter(state__in=OFFERED).exists()
