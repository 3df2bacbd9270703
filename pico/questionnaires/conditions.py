"""The one judge of conditions and calculated fields: a small syntax tree read exactly, never run as code.

Numbers are fixed point: whole numbers of millionths, so that no floating point decides anything. The mirror
for the page is ``pico/static/src/conditions.mjs``; tests/questionnaires/test_conditions.py holds both to one
list of cases. Whatever is handed in, the answer is a value, null or false: never an exception.

Values inside: None, bool, int (millionths; never a bool), str, list of the former.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

SCALE = 10**6
LARGEST = 10**15 * SCALE
SAFE_INTEGER = 2**53 - 1  # the largest whole number that both languages read alike from JSON
DEEPEST, MOST_NODES = 10, 200
BLANK = " \t\n\r\f\v"
_NUMBER = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,6})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

Value = Any
Given = Mapping[str, Any]


def evaluate(expression: Any, answers: Given, facts: Given) -> Value:
    """Return the value of an expression.

    Args:
        expression: JSON as read by ``json.loads``.
        answers: stored values by question key; what is hidden or unanswered is absent or null.
        facts: values by name; ``today`` is one.

    Returns:
        None, bool, int (millionths), str or list; null also for an expression beyond the limits.
    """
    if _nodes(expression, 1) > MOST_NODES:
        return None
    return _value(expression, answers, facts)


def holds(expression: Any, answers: Given, facts: Given) -> bool:
    """Say whether an expression is true: null, text and numbers are not."""
    return evaluate(expression, answers, facts) is True


def stored(value: Value) -> Any:
    """Return a value as JSON stores it: numbers as ``{"num": "12.5"}``."""
    if type(value) is int:
        return {"num": number_text(value)}
    return [stored(item) for item in value] if isinstance(value, list) else value


def number_text(value: int) -> str:
    """Return millionths as a decimal without needless zeros: ``12500000`` is ``12.5``."""
    whole, part = divmod(abs(value), SCALE)
    digits = f"{whole}.{part:06d}".rstrip("0").rstrip(".")
    return f"-{digits}" if value < 0 else digits


def read_number(text: Any) -> int | None:
    """Return the millionths that a decimal text stands for, or None."""
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        return None
    whole, _, part = text.lstrip("-").partition(".")
    value = int(whole) * SCALE + int(part.ljust(6, "0"))
    return _within(-value if text.startswith("-") else value)


def read_stored(stored: Any) -> Value:
    """Return what a stored answer, fact or literal means in an expression; what means nothing is null."""
    match stored:
        case None | bool() | str():
            return stored
        case int() | float():
            whole = isinstance(stored, int) or stored.is_integer()
            return int(stored) * SCALE if whole and abs(stored) <= SAFE_INTEGER else None
        case list():
            return [None if isinstance(item, list) else read_stored(item) for item in stored]
        case {"num": text, **rest} if not rest:
            return read_number(text)
        case {"other": str() as text, **rest} if not rest:
            return f"other:{text}"  # no option's value holds a colon
    return None


def references(expression: Any) -> list[dict[str, Any]]:
    """Return the references of an expression, in order, as they are written."""
    if isinstance(expression, list):
        return [found for item in expression for found in references(item)]
    if not isinstance(expression, dict):
        return []
    if "answer" in expression or "fact" in expression:
        return [expression]
    return references(expression.get("args"))


def _nodes(expression: Any, depth: int) -> int:
    """Count the nodes; beyond the deepest level the count is beyond the limit."""
    if depth > DEEPEST:
        return MOST_NODES + 1
    inner = expression.get("args") if isinstance(expression, dict) else expression
    if not isinstance(inner, list):
        return 1
    count = 1
    for item in inner:
        count += _nodes(item, depth + 1)
        if count > MOST_NODES:
            break
    return count


def _value(expression: Any, answers: Given, facts: Given) -> Value:
    match expression:
        case {"answer": str() as key, **rest} if not rest:
            return read_stored(answers.get(key))
        case {"answer": str() as key, "column": str() as column, **rest} if not rest:
            return _cells(answers.get(key), column)
        case {"fact": str() as name, **rest} if not rest:
            return read_stored(facts.get(name))
        case {"op": str() as name, "args": list() as args, **rest} if not rest:
            return _operation(name, args, answers, facts)
        case {"other": _}:
            return None
        case list():
            return [None if isinstance(item, list) else _literal(item) for item in expression]
    return read_stored(expression)


def _literal(item: Any) -> Value:
    return None if isinstance(item, dict) and "other" in item else read_stored(item)


def _cells(rows: Any, column: str) -> list[Value]:
    if not isinstance(rows, list):
        return []
    cells = [read_stored(row.get(column)) if isinstance(row, dict) else None for row in rows]
    return [None if isinstance(cell, list) else cell for cell in cells]


def _operation(name: str, args: list[Any], answers: Given, facts: Given) -> Value:
    if name not in OPERATORS:
        return None
    least, most, work = OPERATORS[name]
    if not least <= len(args) <= most:
        return None
    return work(*[_value(arg, answers, facts) for arg in args])


# --- Kinds and comparison


def kind(value: Value) -> str:
    """Return ``null``, ``bool``, ``number``, ``text`` or ``list``."""
    names = {bool: "bool", int: "number", str: "text", list: "list"}
    return names.get(type(value), "null")


def trimmed(text: str) -> str:
    """Return a text without ASCII white space at its ends."""
    return text.strip(BLANK)


def _same(a: Value, b: Value) -> bool:
    """Say whether two values are equal; lists and nulls never are."""
    if kind(a) != kind(b) or kind(a) in {"null", "list"}:
        return False
    return trimmed(a) == trimmed(b) if isinstance(a, str) else a == b


def _differ(a: Value, b: Value) -> bool:
    return kind(a) == kind(b) != "null" and not _same(a, b)


def read_day(value: Value) -> int | None:
    """Return the number of a real ISO day, or None."""
    if not isinstance(value, str) or not _DAY.fullmatch(trimmed(value)):
        return None
    try:
        return date.fromisoformat(trimmed(value)).toordinal()
    except ValueError:
        return None


def _ordered(compare: Callable[[int, int], bool]) -> Callable[[Value, Value], bool]:
    def work(a: Value, b: Value) -> bool:
        if type(a) is int and type(b) is int:
            return compare(a, b)
        first, second = read_day(a), read_day(b)
        return first is not None and second is not None and compare(first, second)

    return work


# --- Lists and presence


def _has(values: Value, value: Value) -> bool:
    return isinstance(values, list) and any(_same(item, value) for item in values)


def _has_any(values: Value, wanted: Value) -> bool:
    return isinstance(wanted, list) and any(_has(values, item) for item in wanted)


def _has_all(values: Value, wanted: Value) -> bool:
    return isinstance(values, list) and isinstance(wanted, list) and all(_has(values, i) for i in wanted)


def _listed(value: Value) -> list[Value]:
    """Return the cells that are filled; a single value counts as a list of one."""
    cells = value if isinstance(value, list) else [value]
    return [cell for cell in cells if cell is not None and cell != ""]


def _empty(value: Value) -> bool:
    return not [cell for cell in _listed(value) if not (isinstance(cell, str) and trimmed(cell) == "")]


# --- Numbers


def _within(value: int | None) -> int | None:
    return value if value is not None and abs(value) <= LARGEST else None


def _quotient(a: int, b: int) -> int:
    """Return a / b rounded half away from zero."""
    size = (2 * abs(a) + abs(b)) // (2 * abs(b))
    return -size if (a < 0) != (b < 0) else size


def _folded(step: Callable[[int, int], int | None]) -> Callable[..., Value]:
    def work(*values: Value) -> Value:
        total = values[0] if type(values[0]) is int else None
        for value in values[1:]:
            if total is None or type(value) is not int:
                return None
            total = _within(step(total, value))
        return total

    return work


def _over_numbers(work: Callable[[list[int]], int | None]) -> Callable[[Value], Value]:
    def over(value: Value) -> Value:
        cells = [cell for cell in (value if isinstance(value, list) else [value]) if cell is not None]
        return None if any(type(cell) is not int for cell in cells) else _within(work(cells))

    return over


def _days(start: Value, end: Value) -> Value:
    first, last = read_day(start), read_day(end)
    return None if first is None or last is None else (last - first) * SCALE


MANY = MOST_NODES
# operator: (fewest arguments, most, what it does)
OPERATORS: dict[str, tuple[int, int, Callable[..., Value]]] = {
    "and": (0, MANY, lambda *values: all(value is True for value in values)),
    "or": (0, MANY, lambda *values: any(value is True for value in values)),
    "not": (1, 1, lambda value: value is not True),
    "if": (3, 3, lambda condition, then, otherwise: then if condition is True else otherwise),
    "eq": (2, 2, _same),
    "ne": (2, 2, _differ),
    "lt": (2, 2, _ordered(lambda a, b: a < b)),
    "le": (2, 2, _ordered(lambda a, b: a <= b)),
    "gt": (2, 2, _ordered(lambda a, b: a > b)),
    "ge": (2, 2, _ordered(lambda a, b: a >= b)),
    "in": (2, 2, lambda value, values: _has(values, value)),
    "has": (2, 2, _has),
    "has_any": (2, 2, _has_any),
    "has_all": (2, 2, _has_all),
    "empty": (1, 1, _empty),
    "filled": (1, 1, lambda value: not _empty(value)),
    "add": (2, MANY, _folded(lambda a, b: a + b)),
    "sub": (2, 2, _folded(lambda a, b: a - b)),
    "mul": (2, MANY, _folded(lambda a, b: _quotient(a * b, SCALE))),
    "div": (2, 2, _folded(lambda a, b: _quotient(a * SCALE, b) if b else None)),
    "sum": (1, 1, _over_numbers(sum)),
    "min": (1, 1, _over_numbers(lambda cells: min(cells, default=None))),
    "max": (1, 1, _over_numbers(lambda cells: max(cells, default=None))),
    "count": (1, 1, lambda value: len(_listed(value)) * SCALE),
    "length": (1, 1, lambda value: len(value) * SCALE if isinstance(value, str) else None),
    "days": (2, 2, _days),
}
