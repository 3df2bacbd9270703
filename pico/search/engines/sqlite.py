"""SQLite: an FTS5 table whose rowid is the entry, and a table of keys indexed both ways.

CROSS JOIN fixes the order, index first; the keys are asked with EXISTS for each row that matches. A list
`rowid IN (SELECT …)` or a correlated relevance column would run the match again for every row: 17 seconds
instead of 57 milliseconds on 50,000 entries (kernel.md 8).
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import connection

from pico.search.query import All, Alternative, Clause, Phrase, Prefix, Query
from pico.search.words import Words

WEIGHTS = "8.0, 4.0, 1.0, 0.5"  # of the columns title_stems, title_plain, body_stems, body_plain


def write(entry_id: int, title: Words, body: Words, keys: Iterable[str], *, is_new: bool = False) -> None:
    """Put an entry's words and keys in place of those it had; a new one had none."""
    columns = [" ".join(part) for part in (title.stems, title.plain, body.stems, body.plain)]
    with connection.cursor() as cursor:
        if not is_new:
            cursor.execute("DELETE FROM search_index WHERE rowid = %s", [entry_id])
            cursor.execute("DELETE FROM search_key WHERE entry_id = %s", [entry_id])
        cursor.execute(
            "INSERT INTO search_index (rowid, title_stems, title_plain, body_stems, body_plain) "
            "VALUES (%s, %s, %s, %s, %s)",
            [entry_id, *columns],
        )
        _insert_keys(cursor, entry_id, keys)


def write_keys(entry_id: int, keys: Iterable[str]) -> None:
    """Put an entry's keys in place of those it had."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_key WHERE entry_id = %s", [entry_id])
        _insert_keys(cursor, entry_id, keys)


def _insert_keys(cursor: Any, entry_id: int, keys: Iterable[str]) -> None:
    cursor.executemany(
        "INSERT INTO search_key (entry_id, key) VALUES (%s, %s)", [(entry_id, key) for key in set(keys)]
    )


def remove(entry_ids: Collection[int]) -> None:
    """Forget entries."""
    rows = [(entry_id,) for entry_id in entry_ids]
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_index WHERE rowid = %s", rows)
        cursor.executemany("DELETE FROM search_key WHERE entry_id = %s", rows)


def entry_ids() -> set[int]:
    """Return every entry the index holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM search_index UNION SELECT entry_id FROM search_key")
        return {row[0] for row in cursor.fetchall()}


def page(
    query: Query, keys: Collection[str], filters: Any, *, by_date: bool, offset: int, limit: int
) -> list[int]:
    """Return entries that match and that one of the keys opens, in order."""
    order = "e.date DESC" if by_date else f"bm25(search_index, {WEIGHTS}) * e.weight"
    sql, parameters = _matching("e.id", query, keys, filters)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY {order}, e.id DESC LIMIT %s OFFSET %s", [*parameters, limit, offset])
        return [row[0] for row in cursor.fetchall()]


def page_of_many(query: Query, keys: Collection[str], filters: Any, *, offset: int, limit: int) -> list[int]:
    """Return entries that match: first those that match in their title, then the others, each newest first.

    For a word of which there are thousands: weighing each would take a second, and nobody reads them all.
    """
    parts: list[str] = []
    parameters: list[Any] = []
    for named in (1, 0):
        match = match_of(query, in_title=bool(named))
        sql, values = _matching(f"e.id AS id, {named} AS named", query, keys, filters, match=match)
        parts.append(f"SELECT * FROM ({sql} ORDER BY search_index.rowid DESC LIMIT %s)")  # noqa: S608  # nosec B608
        parameters += [*values, offset + limit]
    best = f"SELECT id FROM ({' UNION ALL '.join(parts)}) GROUP BY id ORDER BY max(named) DESC, id DESC"  # noqa: S608  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(f"{best} LIMIT %s OFFSET %s", [*parameters, limit, offset])
        return [row[0] for row in cursor.fetchall()]


def pool(query: Query, keys: Collection[str], filters: Any, limit: int) -> list[tuple]:
    """Return (entry, module, kind, organisation, date) of what matches, in no order."""
    sql, parameters = _matching("e.id, e.module, e.kind, e.organisation_id, e.date", query, keys, filters)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [*parameters, limit])
        return [(*row[:4], _as_date(row[4])) for row in cursor.fetchall()]


def _as_date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _matching(
    columns: str, query: Query, keys: Collection[str], filters: Any, *, match: str = ""
) -> tuple[str, list[Any]]:
    conditions, values = filters.conditions()
    marks = ", ".join(["%s"] * len(keys))
    sql = (
        f"SELECT {columns} FROM search_index CROSS JOIN search_searchentry e "  # noqa: S608  # nosec B608
        "WHERE search_index MATCH %s AND e.id = search_index.rowid "
        f"AND EXISTS (SELECT 1 FROM search_key k WHERE k.entry_id = e.id AND k.key IN ({marks}))"
        + "".join(f" AND {condition}" for condition in conditions)
    )
    return sql, [match or match_of(query), *sorted(keys), *values]


def readable_sql(keys: Collection[str]) -> tuple[str, list[Any]]:
    """Return SQL for the ids of the entries that one of the keys opens, and its parameters."""
    marks = ", ".join(["%s"] * len(keys))
    return f"SELECT entry_id FROM search_key WHERE key IN ({marks})", sorted(keys)  # noqa: S608  # nosec B608


def analyse() -> None:
    """Tell the planner what the tables look like now."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_index(search_index) VALUES ('optimize')")
        cursor.execute("ANALYZE")


# --- The query in FTS5's language. Words are letters and digits only, and quoted all the same. -------------


def match_of(query: Query, *, in_title: bool = False) -> str:
    """Return the query in the language of FTS5.

    Args:
        query: not empty.
        in_title: what is wanted must stand in the title; what is unwanted, nowhere.
    """
    wanted = " AND ".join(_clause(clause) for clause in query.wanted)
    if in_title:
        wanted = f"({{title_stems title_plain}} : ({wanted}))"
    unwanted = " OR ".join(_clause(clause) for clause in query.unwanted)
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _clause(clause: Clause) -> str:
    return "(" + " OR ".join(_alternative(alternative) for alternative in clause) + ")"


def _alternative(alternative: Alternative) -> str:
    if isinstance(alternative, All):
        return "(" + " AND ".join(_clause(clause) for clause in alternative.clauses) + ")"
    if isinstance(alternative, Phrase):
        return '{title_plain body_plain} : "' + " ".join(alternative.words) + '"'
    if isinstance(alternative, Prefix):
        return f'title_plain : "{alternative.value}" *'
    return f'{{title_stems body_stems}} : "{alternative.value}"'
