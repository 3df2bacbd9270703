"""``manage.py rotate_keys``: bring what is encrypted to the first key, indexes to the present hash key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pico.accounts.actions.keys import STORES, rotate_batch
from pico.base.actor import system_actor


class Command(BaseCommand):
    help = "Re-encrypt with the first key of PICO_FIELD_KEYS and index with PICO_HASH_KEY; safe to run again"

    def handle(self, *args: Any, **options: Any) -> None:
        lost: list[str] = []
        for store in STORES:
            changed, gone = self._rotate(store)
            lost += [f"{store} {pk}" for pk in gone]
            self.stdout.write(f"{store}: {changed} scritti con le chiavi nuove")
        if lost:
            raise CommandError(
                "Nessuna chiave di PICO_FIELD_KEYS apre: " + ", ".join(lost) + ". Rimetti la chiave con cui "
                "furono scritti e ripeti; fino ad allora non togliere alcuna chiave."
            )
        self.stdout.write("Ora le chiavi dopo la prima si possono togliere.")

    def _rotate(self, store: str) -> tuple[int, list[int]]:
        actor = system_actor("cambio delle chiavi di cifratura")
        lost: list[int] = []
        changed = last = 0
        while True:
            batch = rotate_batch(actor=actor, store=store, after=last)
            if batch.last is None:
                return changed, lost
            changed, last = changed + batch.changed, batch.last
            lost += batch.lost
