"""``manage.py create_sites``: a site for UPI, each regional union and each Province; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from pico.base.actor import system_actor
from pico.portal.actions import create_network


class Command(BaseCommand):
    help = "Make the sites of the network that are not there yet (UPI's online, the others in draft)"

    def handle(self, *args: Any, **options: Any) -> None:
        made = create_network(actor=system_actor("primi siti della rete"))
        if options["verbosity"]:
            self.stdout.write(f"{len(made)} new sites" if made else "nothing to add")
