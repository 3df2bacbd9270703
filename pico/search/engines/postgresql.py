"""PostgreSQL: one row an entry with its words as a tsvector and its keys as an array, both under GIN.

The words come ready from Python, so no text search configuration has a say and no stop word disappears. A
lexeme begins with "s:" when it is a stem, with "p:" when it is the word itself; what stands in the title is
there once more as "ts:" or "tp:", since the index knows lexemes and not their weights: asking for a weight
unpacks the words of every row.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.db import connection

from pico.search.query import All, Alternative, Clause, Phrase, Prefix, Query
from pico.search.words import Words

LAST_POSITION = 16_383  # PostgreSQL keeps no higher one
FEW = 1_000  # matches in titles that are read and sorted here
GAP = 2  # positions between title and text, so that no phrase begins in one and ends in the other


def write(entry_id: int, title: Words, body: Words, keys: Iterable[str], *, is_new: bool = False) -> None:
    """Put an entry's words and keys in place of those it had; a new one had none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_index (entry_id, words, keys) VALUES (%s, %s::tsvector, %s) "
            "ON CONFLICT (entry_id) DO UPDATE SET words = excluded.words, keys = excluded.keys",
            [entry_id, vector_of(title, body), sorted(set(keys))],
        )


def write_keys(entry_id: int, keys: Iterable[str]) -> None:
    """Put an entry's keys in place of those it had."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_index SET keys = %s WHERE entry_id = %s", [sorted(set(keys)), entry_id])


def remove(entry_ids: Collection[int]) -> None:
    """Forget entries."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_index WHERE entry_id = ANY(%s)", [list(entry_ids)])


def entry_ids() -> set[int]:
    """Return every entry the index holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry_id FROM search_index")
        return {row[0] for row in cursor.fetchall()}


def page(
    query: Query, keys: Collection[str], filters: Any, *, by_date: bool, offset: int, limit: int
) -> list[int]:
    """Return entries that match and that one of the keys opens, in order."""
    sql, parameters = _matching("e.id", tsquery_of(query), keys, filters)
    order, ranked = "e.date DESC NULLS LAST", []
    if not by_date:
        order, ranked = "ts_rank(i.words, %s::tsquery) * e.weight DESC", [_weighed(query)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} ORDER BY {order}, e.id DESC LIMIT %s OFFSET %s", [*parameters, *ranked, limit, offset]
        )
        return [row[0] for row in cursor.fetchall()]


def page_of_many(query: Query, keys: Collection[str], filters: Any, *, offset: int, limit: int) -> list[int]:
    """Return entries that match: first those that match in their title, then the others, each newest first.

    For a word of which there are thousands: weighing each would take a second, and nobody reads them all.
    """
    # Where few match in their title they are all read by the index; left to itself, the planner would walk
    # through the newest entries in search of them, since it does not know what unpacking their words costs.
    asked = tsquery_of(query, in_title=True)
    named = _fenced(asked, keys, filters, "e.id", FEW + 1)
    if len(named) > FEW:
        named = _newest(asked, keys, filters, offset + limit)
    others = _newest(tsquery_of(query), keys, filters, offset + limit)
    best = dict.fromkeys(entry for entry, *_ in [*sorted(named, reverse=True), *others])
    return list(best)[offset : offset + limit]


def pool(query: Query, keys: Collection[str], filters: Any, limit: int) -> list[tuple]:
    """Return (entry, module, kind, organisation, date) of what matches, in no order."""
    columns = "e.id, e.module, e.kind, e.organisation_id, e.date"
    return _fenced(tsquery_of(query), keys, filters, columns, limit)


def _fenced(asked: str, keys: Collection[str], filters: Any, columns: str, limit: int) -> list[tuple]:
    # OFFSET 0 is the fence: where nearly all rows match, the planner would read them one by one instead of
    # the two indexes.
    index = "(SELECT entry_id FROM search_index WHERE words @@ %s::tsquery AND keys && %s::text[] OFFSET 0)"
    conditions, values = filters.conditions()
    sql = (
        f"SELECT {columns} FROM {index} i "  # noqa: S608  # nosec B608
        "JOIN search_searchentry e ON e.id = i.entry_id WHERE true"
        + "".join(f" AND {condition}" for condition in conditions)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [asked, sorted(keys), *values, limit])
        return list(cursor.fetchall())


def _newest(asked: str, keys: Collection[str], filters: Any, limit: int) -> list[tuple]:
    sql, values = _matching("e.id", asked, keys, filters)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY i.entry_id DESC LIMIT %s", [*values, limit])
        return list(cursor.fetchall())


def _matching(columns: str, asked: str, keys: Collection[str], filters: Any) -> tuple[str, list[Any]]:
    conditions, values = filters.conditions()
    sql = (
        f"SELECT {columns} FROM search_index i JOIN search_searchentry e ON e.id = i.entry_id "  # noqa: S608  # nosec B608
        "WHERE i.words @@ %s::tsquery AND i.keys && %s::text[]"
        + "".join(f" AND {condition}" for condition in conditions)
    )
    return sql, [asked, sorted(keys), *values]


def readable_sql(keys: Collection[str]) -> tuple[str, list[Any]]:
    """Return SQL for the ids of the entries that one of the keys opens, and its parameters."""
    return "SELECT entry_id FROM search_index WHERE keys && %s::text[]", [sorted(keys)]


def analyse() -> None:
    """Tell the planner what the tables look like now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_index")
        cursor.execute("ANALYZE search_searchentry")


def vector_of(title: Words, body: Words) -> str:
    """Return the words as a tsvector is written: title with weight A, text with D."""
    places: dict[str, list[str]] = {}
    for mark, first, second in (("s", title.stems, body.stems), ("p", title.plain, body.plain)):
        for position, word in enumerate(first, 1):
            for lexeme in (f"{mark}:{word}", f"t{mark}:{word}"):
                places.setdefault(lexeme, []).append(f"{min(position, LAST_POSITION)}A")
        for position, word in enumerate(second, len(first) + GAP):
            places.setdefault(f"{mark}:{word}", []).append(f"{min(position, LAST_POSITION)}")
    return " ".join(f"'{lexeme}':{','.join(at)}" for lexeme, at in places.items())


def _weighed(query: Query) -> str:
    """Return what relevance is measured by: ts_rank sees no title any more once a word is excluded."""
    return tsquery_of(replace(query, unwanted=()))


def tsquery_of(query: Query, *, in_title: bool = False) -> str:
    """Return the query as a tsquery is written: words of letters and digits only, and quoted.

    Args:
        query: not empty.
        in_title: what is wanted must stand in the title; what is unwanted, nowhere.
    """
    wanted = " & ".join(_clause(clause, "t" if in_title else "") for clause in query.wanted)
    unwanted = " | ".join(_clause(clause) for clause in query.unwanted)
    return f"({wanted}) & !({unwanted})" if unwanted else wanted


def _clause(clause: Clause, place: str = "") -> str:
    return "(" + " | ".join(_alternative(alternative, place) for alternative in clause) + ")"


def _alternative(alternative: Alternative, place: str) -> str:
    if isinstance(alternative, All):
        return "(" + " & ".join(_clause(clause, place) for clause in alternative.clauses) + ")"
    if isinstance(alternative, Phrase):
        return "(" + " <-> ".join(f"'{place}p:{word}'" for word in alternative.words) + ")"
    if isinstance(alternative, Prefix):
        return f"'tp:{alternative.value}':*"
    return f"'{place}s:{alternative.value}'"
