"""``manage.py journal_remove_old --months 120 --reason "…"``: retention, the one way past the triggers."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pico.base.actor import system_actor
from pico.journal.actions import remove_lines

LEAST_MONTHS = 12


class Command(BaseCommand):
    help = "Remove journal lines older than some months; their seals stay and a line says what was removed"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--months", type=int, required=True)
        parser.add_argument("--reason", required=True, help="written in the journal")

    def handle(self, *args: Any, months: int, reason: str, **options: Any) -> None:
        if months < LEAST_MONTHS:
            raise CommandError(f"The journal is kept for at least {LEAST_MONTHS} months.")
        before = timezone.now() - timedelta(days=months * 365.25 / 12)
        removed = remove_lines(actor=system_actor(reason[:200]), before=before)
        self.stdout.write(f"Removed {removed} lines written before {before:%Y-%m-%d}.")
