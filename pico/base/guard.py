"""Rows that belong to somebody cannot be read until it is said for whom.

Iterating, counting, updating, deleting a guarded QuerySet or putting it in a form field raises
``UnscopedQuery`` until ``visible_to(user)`` or ``unrestricted("why")`` was called on it. What the guard
cannot see (raw SQL, ``explain``, joins and prefetches that start at an unguarded model) is closed by
tests/test_consistency.py and by the access matrix.
"""

from collections.abc import Iterator
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
        clone._for_whom = for_whom
        return clone

    def visible_to(self, user: Any) -> Self:
        """Return the rows this person (or AnonymousUser) may see."""
        raise NotImplementedError

    def unrestricted(self, reason: str) -> Self:
        """Return all rows.

        Args:
            reason: why nobody's rights apply here; reviewed in tests/approved_unrestricted.txt.
        """
        if not reason:
            raise ValueError("say why nobody's rights apply")
        return self.scoped(f"unrestricted: {reason}")

    def _check(self) -> None:
        # A related manager of an object in hand (ticket.messages) carries that object as a hint.
        if self._for_whom is None and not _unguarded.get() and "instance" not in self._hints:  # type: ignore[attr-defined]
            raise UnscopedQuery(f"{self.model.__name__}: call visible_to(user) or unrestricted('why') first")

    def _fetch_all(self) -> None:
        self._check()
        super()._fetch_all()


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
