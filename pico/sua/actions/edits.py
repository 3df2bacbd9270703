"""What a change to the data of a tender leaves behind: journal line, difference in the history."""

from collections.abc import Mapping
from typing import Any

from pico.base.actor import Actor
from pico.journal.models import record
from pico.sua.models import Tender, TenderEvent


def _note_change(
    actor: Actor,
    row: Tender,
    code: str,
    changes: Mapping[str, tuple[str, str]],
    note: str = "",
    *,
    kept: Mapping[str, Any] | None = None,
) -> None:
    """Write the line of the register, without values, and the event with what was before and is now.

    Args:
        code: of ``machine.LINES``.
        changes: what it is called -> (before, after), in words.
        note: what people read when there is no before and after.
        kept: what the event remembers beside, which no page shows.
    """
    record(actor, f"sua.tender.{code}", row, owner=row.owner, changes=dict.fromkeys(changes))
    _write_line(actor, row, code, changes, note, kept=kept)


def _write_line(
    actor: Actor,
    row: Tender,
    code: str,
    changes: Mapping[str, tuple[str, str]],
    note: str = "",
    *,
    kept: Mapping[str, Any] | None = None,
) -> None:
    """Write the event alone, as ``_note_change`` does."""
    TenderEvent.objects.create(
        tender=row,
        transition=code,
        from_state=row.state,
        to_state=row.state,
        actor=actor.user,
        organisation=actor.organisation,
        note=note,
        payload={"changes": {name: list(pair) for name, pair in changes.items()}, **(kept or {})},
    )
