"""The figures about RUPs as delivered: added where missing, never written over what people corrected."""

import json
from datetime import date
from pathlib import Path

from django.db import transaction

from pico.base.actor import Actor
from pico.journal.models import record
from pico.sua.models import RupRule

DELIVERED = Path(__file__).parents[1] / "reference" / "rups.json"


@transaction.atomic
def seed_rup_rules(*, actor: Actor) -> int:
    """Add the delivered rows that are missing, by code and day of validity.

    Returns:
        How many rows were added; none at the second time.
    """
    rows = json.loads(DELIVERED.read_text())["rules"]
    made = [_add(row) for row in rows]
    added = sum(made)
    if added:
        record(actor, "sua.tables.seeded", changes={"rows": [None, added]})
    return added


def _add(row: dict) -> bool:
    key = {"code": row.pop("code"), "valid_from": date.fromisoformat(row.pop("valid_from"))}
    _row, made = RupRule.objects.get_or_create(**key, defaults=row)
    return made
