"""``manage.py seed_registry``: units, municipalities and their bodies; a second run writes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from pico.base.actor import system_actor
from pico.organisations.actions.seed import seed_registry


class Command(BaseCommand):
    help = "Bring the territory and its bodies into the registry (offline, safe to repeat)"

    def handle(self, *args: Any, **options: Any) -> None:
        added = seed_registry(actor=system_actor("primo contenuto del registro degli enti"))
        if options["verbosity"]:
            told = ", ".join(f"{count} {what}" for what, count in added.items() if count)
            self.stdout.write(told or "nothing to add")
