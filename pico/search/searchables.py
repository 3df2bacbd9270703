"""What can be found. A higher app says so from ``apps.ready()``::

    register(Searchable(model=Tender, module="sua", kind="tender", label=_("Gara"), document=…, queryset=…))

From then on every saved row is written to the index in the transaction that saved it, and rows named in
``follows`` bring the row they belong to up to date.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from pico.base.registry import Registry

LONGEST_TEXT = 200_000


@dataclass(frozen=True)
class Found:
    """What the index keeps of one row.

    Args:
        title: what people call it.
        keys: access keys of which one is enough to see it (``pico.sharing.keys``); none: nobody finds it.
        text: what it says, for finding and for the excerpt; the first 200,000 characters count.
        codes: numbers and codes by which people call it.
        organisation_id: the body whose it is, for the facet.
        day: the day people would sort it by.
        weight: above 1 comes before others that match as well.
        module: another module than its kind's, for the facet.
    """

    title: str
    keys: frozenset[str]
    text: str = ""
    codes: Sequence[str] = ()
    organisation_id: int | None = None
    day: date | None = None
    weight: float = 1.0
    module: str = ""


@dataclass(frozen=True, eq=False)
class Searchable:
    """One kind of row that people find.

    Args:
        model: its class.
        module: code of the module it belongs to, for the facet.
        kind: short code, unique: the facet of kinds.
        label: Italian name of the kind.
        icon: name of a bootstrap-italia icon without ``it-``.
        document: ``(row) -> Found``, or None for a row nobody may find (a draft).
        queryset: ``(user) -> rows`` this person may see, with all that ``address`` needs: the final check.
        rows: every row, for the rebuild.
        address: ``(row, request) -> url``.
        copies: these rows repeat others for one body's site: found only when that body's rows are searched.
        follows: (model, function from its row to the rows of ``model`` to write again).
    """

    model: type[models.Model]
    module: str
    kind: str
    label: Any
    icon: str
    document: Callable[[Any], Found | None]
    queryset: Callable[[Any], Any]
    rows: Callable[[], Any]
    address: Callable[[Any, Any], str]
    follows: Sequence[tuple[type[models.Model], Callable[[Any], Iterable[Any]]]] = field(default=())
    copies: bool = False

    @property
    def target_type(self) -> str:
        """How entries name the model: ``sua.tender``."""
        return self.model._meta.label_lower


searchables: Registry[Searchable] = Registry("searchable")


def register(searchable: Searchable) -> Searchable:
    """Let rows of a model be found.

    Raises:
        ImproperlyConfigured: when the model is registered twice.
    """
    return searchables.add(searchable.target_type, searchable)


def of_row(row: models.Model) -> Searchable | None:
    """Return how a row is found, None when nobody registered its model."""
    label = row._meta.label_lower
    return searchables.get(label) if label in searchables else None


def kinds() -> dict[str, Searchable]:
    """Return the registered kinds by code."""
    return {searchable.kind: searchable for searchable in searchables}


def kinds_of_copies() -> list[str]:
    """Return the kinds that repeat what is found elsewhere (in alphabetical order)."""
    return sorted(searchable.kind for searchable in searchables if searchable.copies)
