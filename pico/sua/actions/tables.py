"""The dated tables as delivered: added where missing, never written over what people corrected."""

import json
from datetime import date
from pathlib import Path

from django.db import transaction

from pico.base.actor import Actor
from pico.journal.models import record
from pico.sua.models import ChecklistItem, TermRule

DELIVERED = Path(__file__).parents[1] / "reference" / "tables.json"


@transaction.atomic
def seed_tables(*, actor: Actor) -> int:
    """Add the delivered rows that are missing, by code and day of validity.

    Returns:
        How many rows were added; none at the second time.
    """
    delivered = json.loads(DELIVERED.read_text())
    added = 0
    for position, row in enumerate(delivered["checklist"], 1):
        added += _add(ChecklistItem, {"position": position * 10, **row})
    for row in delivered["terms"]:
        added += _add(TermRule, row)
    if added:
        record(actor, "sua.tables.seeded", changes={"rows": [None, added]})
    return added


def _add(model: type[ChecklistItem] | type[TermRule], row: dict) -> bool:
    valid_from = date.fromisoformat(row.pop("valid_from"))
    code = row.pop("code")
    _row, made = model.objects.get_or_create(code=code, valid_from=valid_from, defaults=row)
    return made
