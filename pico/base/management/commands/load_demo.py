"""``manage.py load_demo``: load every app's demo content; running it again changes nothing."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pico.base.demo import loaders_in_order


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
        (settings.VAR / "demo").touch()
