"""Rows as the index keeps them, written in the transaction that changed the row."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from pico.base.actor import Actor
from pico.search.engines import engine
from pico.search.models import SearchEntry
from pico.search.searchables import LONGEST_TEXT, Found, Searchable, of_row
from pico.search.words import INDEX_VERSION, words_of


def refresh(*, actor: Actor, rows: Iterable[Any]) -> int:
    """Write rows to the index as they are now; forget those that nobody may find any more.

    Args:
        rows: saved rows of registered models; others are ignored.

    Returns:
        How many entries changed.
    """
    changed = 0
    with transaction.atomic(savepoint=False):
        for searchable, group in _by_kind(rows).items():
            # What a row hangs on is held before the row itself, here as everywhere: no two writers ever wait
            # for each other (a document asks for the entry of its row while it is read).
            found = [(row, searchable.document(row)) for row in group]
            known = _known(searchable, group)
            changed += sum(_refresh(searchable, row, what, known.get(row.pk)) for row, what in found)
    return changed


def _by_kind(rows: Iterable[Any]) -> dict[Searchable, list[Any]]:
    groups: dict[Searchable, list[Any]] = {}
    for row in rows:
        searchable = of_row(row)
        if searchable is not None and row.pk is not None:
            groups.setdefault(searchable, []).append(row)
    return groups


def _known(searchable: Searchable, rows: list[Any]) -> dict[int, SearchEntry]:
    """Return the entries that the rows have, held until the end of the transaction: one query for all."""
    entries = SearchEntry.objects.of_everybody().select_for_update()
    of_rows = entries.filter(
        target_type=searchable.target_type, target_id__in=[row.pk for row in rows]
    ).order_by("pk")
    return {entry.target_id: entry for entry in of_rows}


def _refresh(searchable: Searchable, row: Any, found: Found | None, entry: SearchEntry | None) -> bool:
    if found is None or not found.keys:
        return entry is not None and _forget(searchable.target_type, row.pk)
    new = SearchEntry(target_type=searchable.target_type, target_id=row.pk)
    try:
        with transaction.atomic(savepoint=entry is None):
            return _write(entry or new, searchable, found)
    except (
        IntegrityError
    ):  # somebody wrote the same new row in this very moment: theirs is brought up to date
        theirs = _known(searchable, [row]).get(row.pk)
        if entry is not None or theirs is None:
            raise
        return _write(theirs, searchable, found)


def _write(entry: SearchEntry, searchable: Searchable, found: Found) -> bool:
    print_, keys = _print_of(searchable, found), sorted(found.keys)
    if entry.content_hash == print_ and entry.keys == keys:
        return False
    is_new, only_keys = entry.pk is None, entry.content_hash == print_
    entry.words_only = not is_new and entry.keys == keys and entry.title == found.title[:300]
    entry.module, entry.kind, entry.keys, entry.content_hash = (
        found.module or searchable.module,
        searchable.kind,
        keys,
        print_,
    )
    entry.title, entry.text = found.title[:300], found.text[:LONGEST_TEXT]
    entry.organisation_id, entry.date, entry.weight = found.organisation_id, found.day, found.weight
    entry.save()
    if only_keys:
        engine().write_keys(entry.pk, keys)
    else:
        title = words_of(" ".join([found.title, *found.codes]))
        engine().write(entry.pk, title, words_of(entry.text), keys, is_new=is_new)
    return True


def _print_of(searchable: Searchable, found: Found) -> str:
    """Return a print of all that is indexed but the keys."""
    content = [
        INDEX_VERSION, found.module or searchable.module, searchable.kind, found.title,
        found.text[:LONGEST_TEXT], list(found.codes), found.organisation_id, str(found.day), found.weight,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def forget(*, actor: Actor, target_type: str, target_id: int) -> bool:
    """Take a deleted row out of the index.

    Returns:
        Whether it was there.
    """
    with transaction.atomic():
        return _forget(target_type, target_id)


def _forget(target_type: str, target_id: int) -> bool:
    """Delete the entry of a row, with its words."""
    entries = SearchEntry.objects.of_everybody().filter(target_type=target_type, target_id=target_id)
    gone = list(entries.values_list("pk", flat=True))
    if gone:
        engine().remove(gone)
        entries.delete()
    return bool(gone)
