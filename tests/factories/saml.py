"""Conversations with a provider of invented people, whose answers a test bends before they are signed."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.test import Client
from django.utils import timezone

from pico.accounts.actions import register_provider
from pico.accounts.models import DigitalIdentity, IdentityProvider, User
from pico.accounts.saml.certificates import Holder, make_certificate, write_pair
from pico.accounts.saml.devidp import DevProvider, Request, answer, encode, refusal, sign
from pico.accounts.saml.devpeople import Person, invented_fiscal_code
from pico.accounts.saml.pending import SALT, cookie_name
from pico.accounts.saml.service import Kind, Service
from pico.base.actor import system_actor
from pico.base.crypto import encrypt, keyed_hash
from tests.parts import need

HOST = "treviso.localhost"
ACTOR = system_actor("test")
GIULIA = Person("admin@treviso.example", "Giulia", "Rossi", "")
TERESA = Person("teresa@ente.example", "Teresa", "Nuova", "")


def make_keys(service: Service, provider: DevProvider) -> None:
    """Our keys and the provider's, made once for all tests of this process."""
    if not service.key_file.exists():
        holder = Holder("Provincia di prova", "Treviso", service.entity_id, "p_tv")
        write_pair(service.key_file, service.certificate_file, make_certificate(holder))
    if not provider.key_file.exists():
        provider.make_keys()


def make_provider(kind: Kind = "SPID") -> IdentityProvider:
    """The provider of invented people, registered."""
    provider = DevProvider(kind)
    make_keys(Service(kind, f"http://{HOST}"), provider)
    return register_provider(actor=ACTOR, kind=kind, metadata=provider.metadata(), name="Gestore di prova")


def give_fiscal_code(user: User, person: Person = GIULIA) -> User:
    """The account has the invented fiscal code of this person."""
    code = invented_fiscal_code(person.given_name, person.family_name)
    user.fiscal_code_index, user.fiscal_code_encrypted = keyed_hash(code), encrypt(code)
    user.save()
    return user


@dataclass
class Conversation:
    """One browser and one provider."""

    kind: Kind = "SPID"
    client: Client = field(default_factory=lambda: Client(HTTP_HOST=HOST))
    asked: Request | None = None

    @property
    def service(self) -> Service:
        return Service(self.kind, f"http://{HOST}")

    @property
    def provider(self) -> DevProvider:
        return DevProvider(self.kind)

    def start(self, **query: str) -> Any:
        """Open the address behind the button, and keep what the page would post."""
        need("xmlsec1")
        path = f"/{self.kind.lower()}/entra/"
        page = self.client.get(path, {"idp": self.provider.entity_id, **query})
        if page.status_code == 200:
            newest = signing.loads(self.client.cookies[cookie_name()].value, salt=SALT)[0]
            self.asked = Request(newest["id"], self.service.entity_id, self.service.acs, newest["relay"])
        return page

    def post(self, saml_response: str, relay: str | None = None, client: Client | None = None) -> Any:
        """Bring an answer, as the provider's page would."""
        assert self.asked is not None
        fields = {"SAMLResponse": saml_response, "RelayState": self.asked.relay if relay is None else relay}
        return (client or self.client).post(f"/{self.kind.lower()}/acs/", fields)

    def message(
        self, person: Person = GIULIA, level: int = 2, bend: Callable[[Any], None] | None = None
    ) -> str:
        """A signed answer about a person, bent before it was signed."""
        assert self.asked is not None
        made = answer(self.provider, self.asked, person.attributes(self.kind), level)
        if bend:
            bend(made)
        return sign(self.provider, made)

    def come_back(self, person: Person = GIULIA, **how: Any) -> Any:
        """The usual way: a right answer, posted."""
        return self.post(encode(self.message(person, **how)))

    def come_back_with_error(self, number: int) -> Any:
        assert self.asked is not None
        return self.post(encode(sign(self.provider, refusal(self.provider, self.asked, number))))


def posted_fields(page: Any) -> dict[str, str]:
    """The hidden fields of a page that posts a SAML message."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.content.decode())
    return {name: html.unescape(value) for name, value in found}


def access_rows(world: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """A provider, and an identity of Treviso's SUA operator, for the access matrix."""
    now = timezone.now()
    row = IdentityProvider.objects.create(kind="SPID", entity_id="https://idp.example", name="Gestore")
    identity = DigitalIdentity.objects.create(
        user=world.people["sua"],
        source="SPID",
        issuer=row.entity_id,
        subject="X",
        first_used_at=now,
        last_used_at=now,
    )
    return {
        "accounts:disable_provider": {"OWN": {"pk": row.pk}},
        "accounts:enable_provider": {"OWN": {"pk": row.pk}},
        "accounts:unlink_identity": {"OWN": {"pk": identity.pk}},
        "accounts:complete_confirm": {"OTHER": {"token": "x"}},
    }
