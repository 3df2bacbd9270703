"""``manage.py load_demo``: load every app's demo content; running it again changes nothing."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pico.base.demo import DEMO_PASSWORD, demo_accounts, loaders_in_order


class Command(BaseCommand):
    help = "Load the demo content of every app (never in production)"

    def handle(self, *args: Any, **options: Any) -> None:
        if getattr(settings, "PICO_PRODUCTION", False):
            raise CommandError("The demo cannot be loaded in production.")
        for loader in loaders_in_order():
            started = time.monotonic()
            loader.load()
            if options["verbosity"]:
                self.stdout.write(f"  {loader.code}: {time.monotonic() - started:.1f} s")
        # Its being there tells the sign-in page that these accounts exist; `make run` prints what it says.
        accounts = [f"  {account.email:<32}{account.what}" for account in demo_accounts]
        (settings.VAR / "demo").write_text(
            "\n".join([f"  Password di tutti: {DEMO_PASSWORD}", *accounts, ""])
        )
