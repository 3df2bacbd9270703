"""Conditions on rows that depend on a person's rights alone: written out in SQL once, then kept.

"Which rows may this person see" is asked several times by every page. Django writes the same condition with
its nested queries each time anew, which costs more than to answer it. Here the finished SQL is kept in the
memory of the process under everything that it was made of; whoever has other rights has another key. What the
database holds is still asked of the database, at each query: nothing of the rows themselves is kept.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import models
from django.db.models import BooleanField, DateTimeField, Expression, F, Q
from django.utils import timezone

MOST = 512  # conditions; the longest have some 5 kB
ROW = "KEPT0"  # how the row in question is called inside a kept condition
# U0, V1, T4: how Django calls tables in nested queries. Names of columns and tables are in quotes.
INNER_NAME = re.compile(r'(?<!["\w])(K*[A-Z]\d+)(?!["\w])')

_kept: "OrderedDict[Hashable, tuple[str, tuple[Any, ...]]]" = OrderedDict()
_lock = Lock()
_keeping: ContextVar[bool] = ContextVar("keeping", default=False)
_NOW = object()  # stands for the moment among the values of a kept condition


class Moment(Expression):
    """The present moment, that of each question also where the condition around it is kept."""

    output_field = DateTimeField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (_NOW if _keeping.get() else _moment(connection),)


@contextmanager
def with_moments() -> Iterator[None]:
    """Leave the present moment open in what is written out meanwhile, for ``filled``."""
    token = _keeping.set(True)
    try:
        yield
    finally:
        _keeping.reset(token)


def filled(values: Iterable[Any], connection: Any) -> tuple[Any, ...]:
    """Return values with the present moment where it was left open."""
    moment = _moment(connection)
    return tuple(moment if one is _NOW else one for one in values)


def _moment(connection: Any) -> Any:
    return DateTimeField().get_db_prep_value(timezone.now(), connection)


class Kept(Expression):
    """A condition on the rows of one model.

    Args:
        model: of the rows; the condition is about their own columns and asks the rest in nested queries.
        key: all that the condition is made of, ids included: equal keys mean equal conditions.
        build: makes the condition; it reads no clock (``Moment`` is for that) and no more than the key says.

    Example: ``self.filter(Kept(Folder, ("readable", access), lambda: in_audience(access)))``.
    """

    conditional = True
    output_field = BooleanField()

    def __init__(self, model: type[models.Model], key: Hashable, build: Callable[[], Q]) -> None:
        super().__init__()
        self.model, self.key, self.build = model, key, build
        self.row: Any = F("pk")

    def get_source_expressions(self) -> list[Any]:
        return [self.row]

    def set_source_expressions(self, exprs: Any) -> None:
        (self.row,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, values = _written(self, compiler, connection)
        name = compiler.quote_name_unless_alias(self.row.alias)
        moment = _NOW if _keeping.get() else _moment(connection)
        return sql.replace(f"{ROW}.", f"{name}."), tuple(moment if one is _NOW else one for one in values)


def _written(condition: Kept, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
    key = (connection.alias, connection.vendor, condition.model._meta.label, condition.key)
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found
    found = _write(condition, connection)
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return found


def _write(condition: Kept, connection: Any) -> tuple[str, tuple[Any, ...]]:
    """Let Django write the condition about a row called ``KEPT0``, with names that no query around it has."""
    rows: Any = models.QuerySet(condition.model).filter(condition.build())
    table = rows.query.get_initial_alias()
    if len([name for name, uses in rows.query.alias_refcount.items() if uses]) > 1:
        raise ValueError(f"{condition.model.__name__}: a kept condition is about the row's own columns")
    rows.query.change_aliases({table: ROW})
    token = _keeping.set(True)
    try:
        inner = rows.query.get_compiler(connection=connection)
        sql, values = inner.compile(rows.query.where)
    except EmptyResultSet:
        return "(1 = 0)", ()
    except FullResultSet:
        return "(1 = 1)", ()
    finally:
        _keeping.reset(token)
    return f"({INNER_NAME.sub(_deeper, sql)})", tuple(values)


def _deeper(name: "re.Match[str]") -> str:
    return f"K{name[1]}"
