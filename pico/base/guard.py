"""Rows that belong to somebody cannot be read until it is said for whom.

Iterating, counting, updating, deleting a guarded QuerySet, putting it in a form field, in the condition of
another query or together with rows already scoped raises ``UnscopedQuery`` until ``visible_to(user)`` or
``unrestricted("why")`` was called on it. What the guard cannot see (raw SQL, ``Exists`` and ``Subquery``,
joins that start at an unguarded model) is closed by tests/test_consistency.py and by the access matrix.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self

from django.db import models

_unguarded: ContextVar[bool] = ContextVar("unguarded", default=False)


@contextmanager
def unguarded() -> Iterator[None]:
    """Lift the guard for Django's own uniqueness checks; never for product code."""
    token = _unguarded.set(True)
    try:
        yield
    finally:
        _unguarded.reset(token)


class UnscopedQuery(RuntimeError):
    """A guarded QuerySet was used before anybody said for whom."""


class GuardedQuerySet(models.QuerySet):
    """Base of the QuerySets of owned rows. A subclass writes ``visible_to``."""

    _for_whom: Any = None

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._for_whom = self._for_whom
        return clone

    def scoped(self, for_whom: Any) -> Self:
        """Return a copy that may be read; called at the end of ``visible_to`` only."""
        clone = self._chain()  # type: ignore[attr-defined]
        clone._for_whom = "nobody signed in" if for_whom is None else for_whom
        return clone

    def visible_to(self, user: Any) -> Self:
        """Return the rows this person (or AnonymousUser) may see."""
        raise NotImplementedError

    def unrestricted(self, reason: str) -> Self:
        """Return all rows.

        Args:
            reason: why nobody's rights apply here; reviewed in tests/approved_unrestricted.txt.
        """
        if not reason.strip():
            raise ValueError("say why nobody's rights apply")
        return self.scoped(f"unrestricted: {reason}")

    def _check(self) -> None:
        if self._for_whom is None and not _unguarded.get() and not self._starts_at_a_row_in_hand():
            raise UnscopedQuery(f"{self.model.__name__}: call visible_to(user) or unrestricted('why') first")

    def _starts_at_a_row_in_hand(self) -> bool:
        """Say whether this is ``ticket.messages``: who holds a guarded row was let in to it.

        A related manager carries its row as a hint. A row that everybody may hold (an organisation, a person)
        opens nothing.
        """
        row = self._hints.get("instance")  # type: ignore[attr-defined]
        return row is not None and isinstance(type(row)._default_manager.all(), GuardedQuerySet)

    def _fetch_all(self) -> None:
        self._check()
        super()._fetch_all()

    def _combined(self, name: str, *others: Any, **options: Any) -> Self:
        """Put rows together: each part says for whom, or the whole is as unscoped as that part."""
        for part in (self, *others):
            if isinstance(part, GuardedQuerySet):
                part._check()
        return getattr(super(), name)(*others, **options)

    def __or__(self, other: Any) -> Self:
        return self._combined("__or__", other)

    def __xor__(self, other: Any) -> Self:
        return self._combined("__xor__", other)

    def union(self, *others: Any, all: bool = False) -> Self:
        """Put together the rows of several scoped QuerySets."""
        return self._combined("union", *others, all=all)

    async def aiterator(self, chunk_size: int = 2000) -> AsyncIterator[Any]:
        """Guarded as ``iterator`` is."""
        self._check()
        async for row in super().aiterator(chunk_size):
            yield row


def _guarded(name: str) -> Any:
    def method(self: GuardedQuerySet, *args: Any, **kwargs: Any) -> Any:
        self._check()
        return getattr(super(GuardedQuerySet, self), name)(*args, **kwargs)

    method.__name__ = name
    return method


for _name in (
    "iterator",
    "count",
    "exists",
    "aggregate",
    "update",
    "delete",
    "in_bulk",
    "contains",
    "explain",
    "resolve_expression",
):
    setattr(GuardedQuerySet, _name, _guarded(_name))


class OwnedModel(models.Model):
    """A row somebody owns: uniqueness is checked against all rows, reading is not."""

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Any = None) -> None:
        with unguarded():
            super().validate_unique(exclude)

    def validate_constraints(self, exclude: Any = None) -> None:
        with unguarded():
            super().validate_constraints(exclude)

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        # The row is in hand already: reading it again shows nothing new to anybody.
        with unguarded():
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
