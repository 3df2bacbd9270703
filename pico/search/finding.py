"""From what was typed to the page of results: nothing and no number on it that one may not see."""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pico.base.dates import today
from pico.search.engines import Filters, engine
from pico.search.models import SearchEntry
from pico.search.query import Query
from pico.search.searchables import searchables
from pico.sharing.keys import keys_of

logger = logging.getLogger(__name__)

PAGE = 20
MOST_PAGES = 50
MOST_COUNTED = 1_000
PERIODS = (7, 30, 365)  # days


@dataclass(frozen=True)
class Hit:
    """One result: the entry as it was found and the row as it is now."""

    entry: SearchEntry
    row: Any
    url: str


@dataclass(frozen=True)
class Results:
    """One page of what was found.

    Args:
        count: how many match; ``MOST_COUNTED`` stands for more when ``capped``.
        facets: facet -> value -> how many; empty when capped: no number that is not exact is shown.
    """

    hits: list[Hit]
    count: int
    capped: bool
    number: int
    pages: int
    facets: dict[str, Counter] = field(default_factory=dict)


def find(
    *, user: Any, query: Query, filters: Filters, within: Filters, by_date: bool, number: int, request: Any
) -> Results:
    """Return one page of what this person may see.

    Args:
        query: not empty.
        filters: what the person chose, ``within`` included.
        within: the part of the network that is searched: facets count inside it.
        number: page, from 1.
    """
    keys = keys_of(user)
    pool = engine().pool(query, keys, within, MOST_COUNTED + 1)
    if len(pool) <= MOST_COUNTED:
        count, capped, facets = _counted(pool, filters)
    else:
        count = len(engine().pool(query, keys, filters, MOST_COUNTED + 1))
        capped, facets = count > MOST_COUNTED, {}
    pages = _pages(count, capped)
    number = min(max(number, 1), pages)
    piece = {"offset": (number - 1) * PAGE, "limit": PAGE}
    if capped and not by_date:
        found = engine().page_of_many(query, keys, filters, **piece)
    else:
        found = engine().page(query, keys, filters, by_date=by_date, **piece)
    hits = _checked(found, user, request)
    if len(hits) < len(found) and facets:  # an invitation is over, and the index has not heard of it yet
        seen = _seen([row[0] for row in pool], user)
        count, capped, facets = _counted([row for row in pool if row[0] in seen], filters)
    return Results(hits, min(count, MOST_COUNTED), capped, number, _pages(count, capped), facets)


def _counted(pool: list[Any], filters: Filters) -> tuple[int, bool, dict[str, Counter]]:
    return sum(map(_chosen(filters), pool)), False, _facets(pool, filters)


def _pages(count: int, capped: bool) -> int:
    return max(1, MOST_PAGES if capped else min(MOST_PAGES, -(-min(count, MOST_COUNTED) // PAGE)))


def _seen(entry_ids: list[int], user: Any) -> set[int]:
    """Return those of the entries whose rows the person may see now, asked of the rows themselves."""
    entries = SearchEntry.objects.visible_to(user).filter(pk__in=entry_ids)
    by_type: dict[str, dict[int, int]] = {}
    for pk, name, target in entries.order_by().values_list("pk", "target_type", "target_id"):
        by_type.setdefault(name, {})[target] = pk
    return {
        of_rows[pk]
        for name, of_rows in by_type.items()
        for pk in searchables.get(name).queryset(user).filter(pk__in=of_rows).values_list("pk", flat=True)
    }


def _checked(entry_ids: list[int], user: Any, request: Any) -> list[Hit]:
    """Fetch the rows of a page once more through what each module lets the person see."""
    entries = SearchEntry.objects.visible_to(user).select_related("organisation").in_bulk(entry_ids)
    by_type: dict[str, list[int]] = {}
    for entry in entries.values():
        by_type.setdefault(entry.target_type, []).append(entry.target_id)
    rows = {
        (name, pk): row
        for name, pks in by_type.items()
        for pk, row in searchables.get(name).queryset(user).in_bulk(pks).items()
    }
    hits = []
    for entry in (entries[pk] for pk in entry_ids if pk in entries):
        row = rows.get((entry.target_type, entry.target_id))
        if row is None:
            logger.error("the index shows %s %s to whom may not see it", entry.target_type, entry.target_id)
            continue
        hits.append(Hit(entry, row, searchables.get(entry.target_type).address(row, request)))
    return hits


# --- Facets: from at most a thousand rows in hand, each counted under the other facets' choices -----------

Row = tuple[int, str, str, int | None, date | None]
COLUMN = {"module": 1, "kind": 2, "organisation": 3}


def _chosen(filters: Filters, besides: str = "") -> Any:
    def holds(row: Row) -> bool:
        return (
            (besides == "module" or not filters.module or row[1] == filters.module)
            and (besides == "kind" or not filters.kind or row[2] == filters.kind)
            and (
                besides == "organisation" or not filters.organisation_id or row[3] == filters.organisation_id
            )
            and (besides == "period" or not filters.since or (row[4] is not None and row[4] >= filters.since))
        )

    return holds


def _facets(pool: Iterable[Row], filters: Filters) -> dict[str, Counter]:
    rows = list(pool)
    facets = {
        name: Counter(row[column] for row in rows if row[column] and _chosen(filters, name)(row))
        for name, column in COLUMN.items()
    }
    counted = [row[4] for row in rows if row[4] is not None and _chosen(filters, "period")(row)]
    facets["period"] = Counter(
        {days: sum(day >= today() - timedelta(days) for day in counted) for days in PERIODS}
    )
    return facets
