"""What happened to a request, in words: who, when, from what to what.

The register keeps states as codes and people as numbers: names are those of today, of who was erased none.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.models import User
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.tracking import stranger
from pico.journal.history import HistoryLine, Words, history_of, who_did
from pico.journal.models import Entry

LABELS = {
    "state": lazy("Stato"),
    "assignee": lazy("Assegnata"),
    "desk": lazy("Sportello"),
    "rule": lazy("Regola"),
    "priority": lazy("Priorità"),
    "topic": lazy("Argomento"),
    "into": lazy("Unita alla richiesta"),
    "with": lazy("Unita la richiesta"),
    "clock": lazy("Tempo"),
}
# What who asked is told too; who of the desk works on it, by which rule and how fast is the desk's business.
PUBLIC = [
    f"helpdesk.ticket.{act}"
    for act in (
        "opened", "taken", "replied", "answered", "solved", "passed", "escalated", "returned", "joined",
        "reminded", "unanswered", "closed",
    )
]  # fmt: skip
PUBLIC_FIELDS = ("state", "desk", "with")


def history_for_desk(ticket: Ticket, limit: int | None) -> list[HistoryLine]:
    """Return what happened to a request, the newest first, for its desk."""
    return history_of(ticket, limit, tell=lambda entries: _words(entries, tuple(LABELS)))


def history_for_asker(ticket: Ticket, limit: int | None) -> list[HistoryLine]:
    """Return the steps of a request, the newest first, that who asked is told of."""
    return history_of(ticket, limit, verbs=PUBLIC, tell=lambda entries: _words(entries, PUBLIC_FIELDS))


def _words(entries: Sequence[Entry], fields: Sequence[str]) -> Mapping[int, Words]:
    names = _names(entries)
    return {
        entry.pk: Words(_who(entry, names), " · ".join(_changes(entry, fields, names))) for entry in entries
    }


def _names(entries: Sequence[Entry]) -> dict[int, str]:
    """Return how the people of these lines are called today."""
    people = {entry.actor_id for entry in entries}
    for entry in entries:
        people |= set(entry.changes.get("assignee") or ())
    found = User.objects.filter(pk__in=people - {None})
    return {person.pk: person.get_full_name() for person in found}


def _who(entry: Entry, names: Mapping[int, str]) -> str:
    if entry.actor_id is not None:
        return names.get(entry.actor_id) or _("Persona cancellata")
    return _("Chi ha chiesto") if entry.reason == stranger().reason else who_did(entry)


def _changes(entry: Entry, fields: Sequence[str], names: Mapping[int, str]) -> list[str]:
    """Return each change that is told, in the order of the labels."""
    return [
        _change(name, entry.changes[name], names)
        for name in LABELS
        if name in fields and isinstance(entry.changes.get(name), list)
    ]


def _change(name: str, pair: Sequence[Any], names: Mapping[int, str]) -> str:
    before, now = (_shown(name, value, names) for value in pair)
    words = {"label": LABELS[name], "before": before, "now": now}
    if pair[0] is None:
        return _("%(label)s: %(now)s") % words
    return _("%(label)s: da «%(before)s» a «%(now)s»") % words


def _shown(name: str, value: Any, names: Mapping[int, str]) -> str:
    if value is None:
        return _("nessuno")
    if name == "assignee":
        return names.get(value) or _("Persona cancellata")
    if name == "state" and value in Ticket.State.values:
        return str(Ticket.State(value).label)
    return str(value)
