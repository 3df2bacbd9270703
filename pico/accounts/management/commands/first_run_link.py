"""``manage.py first_run_link``: print the one-time link that makes the national administrator."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from pico.accounts.actions import issue_first_run_link
from pico.base.actor import system_actor
from pico.base.errors import Refused


class Command(BaseCommand):
    help = "Print the one-time link, good for 24 hours, that makes the national administrator"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = issue_first_run_link(actor=system_actor("prima installazione"))
        except Refused as refusal:
            if refusal.code == "done":
                self.stdout.write(str(refusal))
                return
            raise CommandError(str(refusal)) from None
        path = reverse("accounts:first_run", args=[token])
        self.stdout.write("Apri questo indirizzo, una volta sola ed entro 24 ore, per creare")
        self.stdout.write(f"l'amministratore nazionale:\n\n  {self._origin()}{path}\n")

    def _origin(self) -> str:
        if getattr(settings, "PICO_PRODUCTION", False):
            return f"https://{settings.PICO_DOMAIN}"
        return f"http://{settings.PICO_DOMAIN}:{os.environ.get('PORT') or 8000}"
