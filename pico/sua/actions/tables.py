"""The dated tables: delivered rows, added where missing, and what administrators write in them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from pico.base.actor import Actor
from pico.journal.models import record
from pico.sua.models import ChecklistItem, SchedaRule, TermRule, Threshold

DELIVERED = Path(__file__).parents[1] / "reference" / "tables.json"
MODELS: dict[str, Any] = {
    "thresholds": Threshold,
    "terms": TermRule,
    "schede": SchedaRule,
    "checklist": ChecklistItem,
}


@transaction.atomic
def seed_tables(*, actor: Actor) -> int:
    """Add the delivered rows that are missing; what people wrote for the same time is never written over.

    Returns:
        How many rows were added; none at the second time.
    """
    delivered = json.loads(DELIVERED.read_text())
    added = sum(_seed(model, delivered[name]) for name, model in MODELS.items())
    if added:
        record(actor, "sua.tables.seeded", changes={"rows": [None, added]})
    return added


def _seed(model: Any, rows: list[dict[str, Any]]) -> int:
    known: dict[tuple[str, str], list[tuple[date, date | None]]] = {}
    for row in model.objects.all():
        known.setdefault((row.code, getattr(row, "moment", "")), []).append((row.valid_from, row.valid_to))
    new = []
    for position, values in enumerate(rows, 1):
        row = model(**_typed(values))
        if hasattr(row, "position"):
            row.position = position * 10
        times = known.get((row.code, getattr(row, "moment", "")), [])
        if not any(first <= row.valid_from <= (last or date.max) for first, last in times):
            new.append(row)
    return len(model.objects.bulk_create(new))


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    days: dict[str, Any] = {
        name: date.fromisoformat(values[name]) for name in ("valid_from", "valid_to") if name in values
    }
    return {**values, **days}
