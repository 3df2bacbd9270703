"""The history of a tender as people read it: the changes one person makes in a sitting are one line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext as _

from pico.sua.models import TenderEvent

SITTING = timedelta(hours=1)


@dataclass
class Entry:
    """One line: its latest event, and what changed from the first to the last of its events."""

    event: TenderEvent
    changes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the note, then «Importo: da 1,00 € a 2,00 €» of what differs in the end."""
        words = [
            _("%(what)s: da «%(before)s» a «%(after)s»")
            % {"what": what, "before": _inline(before), "after": _inline(after)}
            for what, (before, after) in self.changes.items()
            if before != after
        ]
        return "; ".join([part for part in [self.event.note] if part] + words)


def _inline(text: str) -> str:
    return ", ".join(text.splitlines())


def entries(newest_first: Iterable[TenderEvent]) -> list[Entry]:
    """Return the lines of the history, newest first; savings of one sitting are joined."""
    found: list[Entry] = []
    for event in newest_first:
        changes = dict(event.payload.get("changes") or {}) if isinstance(event.payload, dict) else {}
        last = found[-1] if found else None
        if last and _same_sitting(last.event, event):
            for what, (before, after) in changes.items():
                last.changes[what] = [before, last.changes[what][1] if what in last.changes else after]
            continue
        found.append(Entry(event, changes))
    return found


def _same_sitting(later: TenderEvent, earlier: TenderEvent) -> bool:
    return (
        later.transition == earlier.transition == "edit"
        and later.actor_id == earlier.actor_id
        and later.at - earlier.at <= SITTING
    )
