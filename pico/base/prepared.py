"""Questions that pages ask again and again, written out in SQL once: only their values differ.

To write out a query costs Django more than the database needs to answer it. Here the finished SQL is kept
in the memory of the process, its values left open; the rows are read from the database at each question.
"""

import copy
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DateTimeField, UUIDField

from pico.base.conditions import filled, with_moments

Value = int | str | UUID | datetime
MOST = 256  # questions
LENGTHS = (1, 5, 25, 50, 100)  # of lists of keys: what a page shows
_kept: "OrderedDict[Hashable, _Written | None]" = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class _Open:
    """Where a value goes, among those of a question."""

    place: int


@dataclass(frozen=True)
class _Written:
    rows: Any
    compiler: Any
    sql: str
    values: tuple[Any, ...]
    converters: Any  # of the columns that the database answers: the same for each connection to it


def among(key: Hashable, build: Callable[..., Any], keys: Sequence[int], *values: Value) -> list[Any]:
    """Return the rows of a question about some rows of a page, however many: one answer for all of them.

    Args:
        key: as ``prepared`` takes it.
        build: gets the keys in a list, then the values.
        keys: of the rows. The last one is written again up to a few lengths, so that few questions are kept.
        values: as ``prepared`` takes them.
    """
    if not keys:
        return []
    size = next((one for one in LENGTHS if one >= len(keys)), len(keys))
    filled_up = [*keys, *[keys[-1]] * (size - len(keys))]

    def asked(*given: Any) -> Any:
        return build(list(given[:size]), *given[size:])

    return prepared((key, size), asked, *filled_up, *values)


def prepared(key: Hashable, build: Callable[..., Any], *values: Value) -> list[Any]:
    """Return the rows of a question, in a list.

    Args:
        key: all that the question is made of but its values, rights and days included: equal keys, equal SQL.
        build: makes the QuerySet of values, which it puts into conditions as they are; it reads no clock
            (``conditions.Moment`` is for that).
        values: whole numbers, words, UUIDs and moments.

    Example: ``prepared("mark", lambda who: Mark.objects.visible_to(user).filter(person_id=who), user.pk)``.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    place = (connection.vendor, key)
    with _lock:
        known = place in _kept
        written = _kept[place] if known else None
        if known:
            _kept.move_to_end(place)
    if not known:
        written = _write(build, values, connection)
        with _lock:
            _kept[place] = written
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return list(build(*values)) if written is None else _read(written, values, connection)


def _read(written: _Written, values: tuple[Any, ...], connection: Any) -> list[Any]:
    given = [_given(one, connection) for one in values]
    params = [given[one.place] if isinstance(one, _Open) else one for one in written.values]
    compiler = copy.copy(written.compiler)
    compiler.connection = connection  # each thread has its own
    compiler.as_sql = lambda *_args, **_options: (written.sql, filled(params, connection))
    compiler.get_converters = lambda _columns: written.converters
    rows = written.rows._clone()
    rows.query.get_compiler = lambda *_args, **_options: compiler
    return list(rows)


def _given(value: Value, connection: Any) -> Any:
    """Return a value as the database is given it."""
    if isinstance(value, UUID):
        return UUIDField().get_db_prep_value(value, connection)
    return DateTimeField().get_db_prep_value(value, connection) if isinstance(value, datetime) else value


def _stand_in(place: int, value: Value, turn: int) -> Value:
    """Return a value that no row has, to find where it went; any column of numbers holds it."""
    number = 2_147_400_000 + 1_000 * turn + place
    if isinstance(value, datetime):
        return datetime.fromtimestamp(number, UTC)
    if isinstance(value, str):
        return f"stand-in {number}"
    return UUID(int=number << 48) if isinstance(value, UUID) else number


def _write(build: Callable[..., Any], values: tuple[Any, ...], connection: Any) -> _Written | None:
    """Let Django write a question, twice; None when no row can answer it, which its values may decide.

    What differs between the two is what is left open. Anything else that differs was made from a value, or
    from the clock: it would be kept with the question, and is refused.
    """
    turns = [[_stand_in(place, value, turn) for place, value in enumerate(values)] for turn in (0, 1)]
    asked: list[Any] = [build(*turn) for turn in turns]
    compilers = [rows.query.get_compiler(connection=connection) for rows in asked]
    try:
        with with_moments():
            (sql, first), (again, second) = (compiler.as_sql() for compiler in compilers)
    except EmptyResultSet:
        return None
    pairs = zip(*turns, strict=True)
    opened = {tuple(_given(one, connection) for one in pair): place for place, pair in enumerate(pairs)}
    found = []
    for pair in zip(first, second, strict=True):
        place = opened.get(pair) if pair[0] != pair[1] else None
        if place is None and pair[0] != pair[1]:
            raise ValueError("a prepared question uses its values as they are, and no clock")
        found.append(pair[0] if place is None else _Open(place))
    if sql != again or {one.place for one in found if isinstance(one, _Open)} != set(range(len(values))):
        raise ValueError("a prepared question uses each of its values")
    columns = [one[0] for one in compilers[0].select[: compilers[0].col_count]]
    return _Written(asked[0], compilers[0], sql, tuple(found), compilers[0].get_converters(columns))
