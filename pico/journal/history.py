"""What happened to one row, as sentences: for the history block of any page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pico.journal.models import Category, Entry
from pico.journal.verbs import private_verbs, sentence_of

HIDDEN = (Category.DOWNLOAD, Category.EXPORT, Category.REFUSED, Category.JOURNAL, Category.PERSONAL_DATA)
TONES = {Category.PUBLICATION: "success", Category.DELETION: "danger", Category.SETTINGS: "info"}


@dataclass(frozen=True)
class HistoryLine:
    """One line, shaped for components/timeline.html."""

    when: datetime
    title: str
    text: str
    who: str
    tone: str
    verb: str


@dataclass(frozen=True)
class Words:
    """What an app itself says of a line of one of its rows.

    Args:
        who: who did it, as they are called today.
        text: what changed, from what to what, in words.
    """

    who: str
    text: str = ""


Tell = Callable[[Sequence[Entry]], Mapping[int, Words]]


def who_did(entry: Entry) -> str:
    """Return the person, else the system with its reason."""
    return entry.actor_label or "Pi.Co."


def sentence(entry: Entry) -> str:
    """Return a line of the journal as an Italian sentence."""
    return sentence_of(entry.verb, who_did(entry), entry.object_label)


def changes_of(entry: Entry) -> list[str]:
    """Return the changed fields as «state: JOINED → SUSPENDED»; a field without values only by its name.

    In alphabetical order: PostgreSQL keeps no order of its own in JSON, and a page reads alike everywhere.
    """
    return [
        f"{name}: {_shown(value[0])} → {_shown(value[1])}"
        if isinstance(value, list) and len(value) == 2
        else (name if value is None else f"{name}: {_shown(value)}")
        for name, value in sorted(entry.changes.items())
    ]


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "vuoto"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def history_of(
    row: Any, limit: int | None = 50, *, verbs: Sequence[str] | None = None, tell: Tell | None = None
) -> list[HistoryLine]:
    """Return what happened to a row, newest first, without who read, downloaded or follows it.

    Args:
        row: one that the reader may see: whoever sees a row sees its history.
        limit: at most so many lines; None for all.
        verbs: only these acts, where a reader is told less.
        tell: how the app of the row says who it was and what changed, for lines by their key; without it a
            line says who by the name they had, and no more.
    """
    entries = Entry.objects.unrestricted("whoever sees a row sees what happened to it").about(row)
    told = entries.exclude(category__in=HIDDEN).exclude(verb__in=private_verbs())
    if verbs is not None:
        told = told.filter(verb__in=verbs)
    lines = list(told[:limit])
    words = tell(lines) if tell else {}
    return [_line(entry, words.get(entry.pk) or Words(who_did(entry))) for entry in lines]


def _line(entry: Entry, words: Words) -> HistoryLine:
    return HistoryLine(
        when=entry.at,
        title=sentence_of(entry.verb, words.who, entry.object_label),
        text=words.text,
        who=entry.organisation_label,
        tone=TONES.get(Category(entry.category), "neutral") if entry.category in Category else "neutral",
        verb=entry.verb,
    )
