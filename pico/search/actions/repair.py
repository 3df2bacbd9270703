"""Every row of the product compared with the index: what differs is written again, and counted."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.accounts.rules import may_manage_state
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.jobs import is_under_way
from pico.journal.models import Category, record
from pico.notifications.actions import start_work
from pico.notifications.models import Work
from pico.search.actions.entries import refresh
from pico.search.engines import engine
from pico.search.models import SearchEntry
from pico.search.searchables import Searchable, searchables

BATCH = 50
JOB = "search.repair_index"
Progress = Callable[[int, int, str], None]


@transaction.atomic
def ask_repair(*, actor: Actor) -> Work:
    """Ask for the nightly look at the index now.

    Raises:
        Refused: not the national administrator, or one is waiting or running.
    """
    if not may_manage_state(actor):
        raise Refused(_("Solo l'amministratore nazionale può chiedere il controllo."), code="forbidden")
    if is_under_way(JOB):
        raise Refused(_("Un controllo dell'indice è già in corso: aspetta che finisca."), code="under_way")
    record(actor, "search.repair.asked", category=Category.SETTINGS)
    return start_work(actor=actor, label=_("Controllo dell'indice di ricerca"), job=JOB)


def repair(
    *, actor: Actor, silent: bool = False, progress: Progress = lambda done, total, text: None
) -> dict[str, int]:
    """Bring the whole index up to date, in small transactions: whoever searches meanwhile finds all of it.

    Args:
        silent: leave no journal line (a rebuild of an empty index, where all is new).
        progress: told how many kinds of row are done, of how many, and which is next.

    Returns:
        ``written`` entries that were missing or old, ``removed`` ones of rows that are gone, ``stray`` words
        without entry: 0, 0, 0 when nothing had drifted.
    """
    counts = {"written": 0, "removed": 0, "stray": 0}
    for number, searchable in enumerate(searchables):
        progress(number, len(list(searchables)), str(searchable.label))
        counts["written"] += _write_all(searchable, actor)
        counts["removed"] += _forget_gone(searchable)
    counts["removed"] += _forget_unknown_models()
    counts["stray"] = _forget_stray_words()
    engine().analyse()
    if any(counts.values()) and not silent:
        record(actor, "search.index.repaired", None, changes={key: [0, n] for key, n in counts.items()})
    return counts


def _write_all(searchable: Searchable, actor: Actor) -> int:
    """Write again what differs, batch by batch.

    Each batch is read whole before it is written: on SQLite a cursor left open keeps its old snapshot, and
    the first write after somebody else's would be refused («database is locked») without waiting.
    """
    changed, last = 0, 0
    while batch := list(searchable.rows().filter(pk__gt=last).order_by("pk")[:BATCH]):
        changed += refresh(actor=actor, rows=batch)
        last = batch[-1].pk
    return changed


def _forget_gone(searchable: Searchable) -> int:
    entries = SearchEntry.objects.of_everybody().filter(target_type=searchable.target_type)
    known = set(searchable.rows().order_by().values_list("pk", flat=True))
    return _remove([pk for pk, target in entries.values_list("pk", "target_id") if target not in known])


def _forget_unknown_models() -> int:
    known = [searchable.target_type for searchable in searchables]
    entries = SearchEntry.objects.of_everybody().exclude(target_type__in=known)
    return _remove(list(entries.values_list("pk", flat=True)))


def _forget_stray_words() -> int:
    """Words without entry, and entries without words: the latter are written when they are met again."""
    words = engine().entry_ids()
    entries = set(SearchEntry.objects.of_everybody().values_list("pk", flat=True))
    _remove(sorted(words ^ entries))
    return len(words ^ entries)


def _remove(entry_ids: list[int]) -> int:
    for start in range(0, len(entry_ids), BATCH):
        part: list[Any] = entry_ids[start : start + BATCH]
        with transaction.atomic():
            engine().remove(part)
            SearchEntry.objects.of_everybody().filter(pk__in=part).delete()
    return len(entry_ids)
