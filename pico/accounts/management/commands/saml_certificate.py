"""Make the key and certificate of our SPID or CIE service, in the form AgID asks (Avviso 29 v3)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pico.accounts.saml.certificates import Holder, make_certificate, write_pair
from pico.accounts.saml.service import KINDS, service_for


class Command(BaseCommand):
    help = "Prepara chiave e certificato del servizio SPID o CIE nella cartella PICO_SAML_DIR"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=KINDS)
        parser.add_argument("--replace", action="store_true", help="sostituisce quelli che ci sono")

    def handle(self, *args: Any, kind: str, replace: bool, **options: Any) -> None:
        service = service_for(kind)  # type: ignore[arg-type]
        if service.key_file.exists() and not replace:
            raise CommandError(f"{service.key_file} c'è già: aggiungi --replace per sostituirlo.")
        values = settings.PICO_SAML
        missing = [name for name in ("organisation", "locality", "ipa_code") if not values[name]]
        if missing:
            raise CommandError("Mancano " + ", ".join(f"PICO_SAML_{name.upper()}" for name in missing))
        holder = Holder(values["organisation"], values["locality"], service.entity_id, values["ipa_code"])
        write_pair(service.key_file, service.certificate_file, make_certificate(holder))
        print(f"{service.key_file}\n{service.certificate_file}")
