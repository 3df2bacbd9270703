"""Taking the directory away as a file."""

from django.db import transaction

from pico.base.actor import Actor
from pico.journal.models import Category, record


@transaction.atomic
def note_export(*, actor: Actor, filters: dict[str, str], rows: int) -> None:
    """Leave the journal line of an export: which filters, how many rows."""
    changes = {"filters": sorted(filters), "rows": rows}
    record(actor, "organisations.directory.exported", changes=changes, category=Category.EXPORT)
