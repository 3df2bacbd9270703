"""``manage.py create_site treviso``: one tenant's site with all it needs; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.organisations.models import Organisation
from pico.portal.actions import create_site
from pico.portal.structure import parts_of


class Command(BaseCommand):
    help = "Make the site of one body (UPI, a regional union, a Province), or complete the one it has"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="identifier of the body in the registry, e.g. treviso")

    def handle(self, *args: Any, **options: Any) -> None:
        body = Organisation.objects.filter(slug=options["slug"]).first()
        if body is None:
            raise CommandError(f"no body is called {options['slug']} in the registry")
        try:
            site = create_site(actor=system_actor("nuovo sito"), organisation=body)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"]:
            for part in parts_of(site):
                self.stdout.write(f"[{'x' if part.there else ' '}] {part.label}")
            self.stdout.write(f"{site.slug}: {site.get_state_display()}")
