"""Register an identity provider from the metadata it publishes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pico.accounts import actions
from pico.accounts.saml.service import KINDS
from pico.base.actor import system_actor
from pico.base.errors import Refused


class Command(BaseCommand):
    help = "Registra un gestore di identità dai suoi metadati (o sostituisce quelli che ci sono)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=KINDS)
        parser.add_argument("file", type=Path)
        parser.add_argument("--name", required=True, help="come lo conoscono le persone")

    def handle(self, *args: Any, kind: str, file: Path, name: str, **options: Any) -> None:
        try:
            row = actions.register_provider(
                actor=system_actor("riga di comando"), kind=kind, metadata=file.read_bytes(), name=name
            )
        except (OSError, Refused) as error:
            raise CommandError(str(error)) from error
        print(f"{row.name}: {row.get_state_display()}, fino al {row.certificate_until:%d/%m/%Y}")
