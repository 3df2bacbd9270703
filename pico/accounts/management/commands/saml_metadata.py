"""Build our SPID or CIE metadata and keep the copy that is served from then on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pico.accounts.saml.metadata import Incomplete, store_metadata
from pico.accounts.saml.service import KINDS, has_xmlsec, service_for


class Command(BaseCommand):
    help = "Costruisce e firma i metadati del servizio SPID o CIE; da lì in poi si serve questa copia"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=KINDS)

    def handle(self, *args: Any, kind: str, **options: Any) -> None:
        service = service_for(kind)  # type: ignore[arg-type]
        if not has_xmlsec():
            raise CommandError("Manca xmlsec1: installa i pacchetti xmlsec1 e libxmlsec1-openssl.")
        if not service.is_ready():
            raise CommandError(f"Manca {service.key_file}: prima manage.py saml_certificate {kind}.")
        try:
            store_metadata(service)
        except Incomplete as missing:
            raise CommandError(f"Mancano {missing}") from missing
        print(f"{service.entity_id}\n{service.metadata_file}")
