"""``manage.py rebuild_search``: write the whole index again while people go on searching."""

from typing import Any

from django.core.management.base import BaseCommand

from pico.base.actor import system_actor
from pico.search import actions


class Command(BaseCommand):
    help = "Compare every row with the search index and write again what differs"

    def handle(self, *args: Any, **options: Any) -> None:
        counts = actions.repair(actor=system_actor("manage.py rebuild_search"))
        self.stdout.write(
            f"Indice di ricerca: {counts['written']} voci scritte, {counts['removed']} tolte, "
            f"{counts['stray']} senza riga."
        )
