"""What has a date: each module tells the personal calendar, which knows none of them by name.

In the module's ``dated.py``, which is imported at the start::

    def entries(user, first, last):
        for tender in Tender.objects.visible_to(user).filter(term_on__range=(first, last)):
            yield DatedEntry(key=f"{tender.pk}-term", title=tender.title, kind=_("Silenzio-assenso"),
                             day=tender.term_on, url=reverse("sua:detail", args=[tender.public_id]))

    register_dated(DatedSource("sua", _("Gare (SUA)"), entries))
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pico.base.dates import rome
from pico.base.registry import Registry


@dataclass(frozen=True)
class DatedEntry:
    """One dated row as its reader may see it, now.

    Args:
        key: stable name within its source: the same row and date have it always.
        title: Italian words.
        kind: what the date is («Risposta alle integrazioni»).
        day: in Rome.
        url: path of the row's page.
        at: the moment, where it is not a whole day.
        whose: the body it is about.
        bodies: keys of the bodies that it concerns; one that concerns none lies in no territory.
        module: filled in by ``entries_of``.
        module_label: filled in by ``entries_of``.
    """

    key: str
    title: str
    kind: str
    day: date
    url: str
    at: datetime | None = None
    whose: str = ""
    bodies: tuple[int, ...] = ()
    module: str = ""
    module_label: str = ""

    @property
    def hour(self) -> str:
        """Return «14:30», or nothing for a whole day."""
        return f"{rome(self.at):%H:%M}" if self.at else ""


@dataclass(frozen=True)
class DatedSource:
    """Where dated rows come from.

    Args:
        code: of the module.
        label: Italian words for the filter.
        entries: (user, first day, last day) -> what this person may see between the two days, both
            included; asks ``visible_to(user)`` each time, in a number of queries that does not grow.
    """

    code: str
    label: Any
    entries: Callable[[Any, date, date], Iterable[DatedEntry]]


sources: Registry[DatedSource] = Registry("source of dated entries")


def register_dated(source: DatedSource) -> DatedSource:
    """Let a module's dates appear in everybody's calendar."""
    return sources.add(source.code, source)


def entries_of(user: Any, first: date, last: date, *, module: str = "") -> Sequence[DatedEntry]:
    """Return the dated rows that a person may see now, by day and hour.

    Args:
        user: who looks; nobody who is not active sees any.
        first: first day.
        last: last day, included.
        module: only of this one.
    """
    if user is None or not user.is_active:
        return []
    found = [
        DatedEntry(**{**vars(entry), "module": source.code, "module_label": str(source.label)})
        for source in sources
        if module in {"", source.code}
        for entry in source.entries(user, first, last)
    ]
    return sorted(found, key=lambda entry: (entry.day, entry.hour, entry.title, entry.key))
