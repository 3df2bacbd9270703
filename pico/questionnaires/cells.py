"""From a stored value to the rows of the table of answers and back: a table is kept cell by cell."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from pico.questionnaires.models import Answer
from pico.questionnaires.walking import is_blank

Cell = tuple[str, int, str, Any]  # question, row, column, stored value
WHOLE_ROW = "_row"  # marks a row of a table whose cells are all empty; no key begins so


def cells_of(question: Mapping[str, Any], value: Any) -> Iterator[tuple[int, str, Any]]:
    """Yield (row, column, value) of what is answered; nothing for no answer."""
    if is_blank(value):
        return
    if question["type"] == "table":
        for number, row in enumerate(value, 1):
            filled = {key: cell for key, cell in row.items() if cell is not None}
            for key, cell in (filled or {WHOLE_ROW: True}).items():
                yield number, key, cell
    elif question["type"] == "matrix":
        for key, cell in value.items():
            yield 0, key, cell
    else:
        yield 0, "", value


def answers_from(definition: Mapping[str, Any], rows: Iterable[Answer]) -> dict[str, Any]:
    """Return the stored values by question."""
    return assembled(kinds_of(definition), [(row.question, row.row, row.column, row.value) for row in rows])


def kinds_of(definition: Mapping[str, Any]) -> dict[str, str]:
    """Return the type of each question."""
    return {item["key"]: item["type"] for section in definition["sections"] for item in section["items"]}


def assembled(kinds: Mapping[str, str], cells: Iterable[Cell]) -> dict[str, Any]:
    """Return the stored values by question.

    Args:
        kinds: as of ``kinds_of``; cells of other questions are looked past.
        cells: (question, row, column, value), in any order.
    """
    found: dict[str, Any] = {}
    of_tables: list[Cell] = []
    for cell in cells:
        question, _row, column, value = cell
        kind = kinds.get(question)
        if kind == "table":
            of_tables.append(cell)
        elif kind == "matrix":
            found.setdefault(question, {})[column] = value
        elif kind is not None:
            found[question] = value
    for question, row, column, value in sorted(of_tables, key=lambda cell: cell[:2]):
        lines = found.setdefault(question, [])
        lines.extend({} for _missing in range(row - len(lines)))
        lines[row - 1] |= {} if column == WHOLE_ROW else {column: value}
    return found


def number_of(value: Any) -> Decimal | None:
    """Return the number of a stored value, for sums."""
    return Decimal(value["num"]) if isinstance(value, dict) and "num" in value else None
