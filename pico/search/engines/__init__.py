"""The index itself, which each database keeps in its own way: the only vendor-specific code of the product.

Both offer the same functions (documented in ``Engine``) and find the same rows: words are made in Python.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db import connection
from django.db.models.expressions import RawSQL

from pico.search.engines import postgresql, sqlite
from pico.search.query import Query
from pico.search.searchables import kinds_of_copies
from pico.search.words import Words


@dataclass(frozen=True)
class Filters:
    """Which entries of those that match; empty means any."""

    module: str = ""
    kind: str = ""
    organisation_id: int | None = None
    since: date | None = None
    copies: bool = False  # with what repeats the rows of others (items that a site shows of another)

    def conditions(self) -> tuple[list[str], list[Any]]:
        """Return SQL conditions on the entry (``e``) and their parameters."""
        given = [
            ("e.module = %s", self.module),
            ("e.kind = %s", self.kind),
            ("e.organisation_id = %s", self.organisation_id),
            ("e.date >= %s", self.since),
        ]
        used = [(condition, value) for condition, value in given if value]
        repeated = [] if self.copies else kinds_of_copies()
        used += [("e.kind <> %s", kind) for kind in repeated]
        return [condition for condition, _ in used], [value for _, value in used]


class Engine(Protocol):
    """What an index can do."""

    def write(
        self, entry_id: int, title: Words, body: Words, keys: Iterable[str], *, is_new: bool = False
    ) -> None:
        """Put an entry's words and keys in place of those it had; a new one had none."""

    def write_keys(self, entry_id: int, keys: Iterable[str]) -> None:
        """Put an entry's keys in place of those it had."""

    def remove(self, entry_ids: Collection[int]) -> None:
        """Forget entries."""

    def entry_ids(self) -> set[int]:
        """Return every entry the index holds."""

    def page(
        self, query: Query, keys: Collection[str], filters: Filters, *, by_date: bool, offset: int, limit: int
    ) -> list[int]:
        """Return entries that match and that one of the keys opens, in order."""

    def page_of_many(
        self, query: Query, keys: Collection[str], filters: Filters, *, offset: int, limit: int
    ) -> list[int]:
        """Return entries that match: those that match in their title, then the others, each newest first."""

    def pool(self, query: Query, keys: Collection[str], filters: Filters, limit: int) -> list[tuple]:
        """Return (entry, module, kind, organisation, date) of at most ``limit`` that match, in no order."""

    def readable_sql(self, keys: Collection[str]) -> tuple[str, list[Any]]:
        """Return SQL for the ids of the entries that one of the keys opens, and its parameters."""

    def analyse(self) -> None:
        """Tell the planner what the tables look like now."""


def engine() -> Engine:
    """Return the index of this database."""
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def readable(keys: Collection[str]) -> RawSQL:
    """Return a subquery of the ids of the entries that one of the keys opens."""
    return RawSQL(*engine().readable_sql(keys))  # noqa: S611  # nosec B611 - keys are parameters
