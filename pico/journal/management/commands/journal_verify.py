"""``manage.py journal_verify``: is every sealed line as it was written?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pico.journal.models import Seal
from pico.journal.seals import first_fault

WORDS = {
    "ALTERED": "line {line} was altered (seal {seal})",
    "MISSING": "line {line} is missing (seal {seal})",
    "INSERTED": "line {line} was inserted among sealed ones",
    "CHAIN": "seal {seal} does not follow the one before",
}


class Command(BaseCommand):
    help = "Verify the hash chain of the journal and name the first altered, missing or inserted line"

    def handle(self, *args: Any, **options: Any) -> None:
        fault = first_fault()
        if fault is not None:
            raise CommandError(WORDS[fault.what].format(line=fault.line, seal=fault.seal))
        last = Seal.objects.order_by("-pk").first()
        if last is None:
            self.stdout.write("No seal yet: nothing to verify.")
            return
        self.stdout.write(f"All as sealed, up to line {last.last_id}: seal {last.pk}, {last.digest}")
