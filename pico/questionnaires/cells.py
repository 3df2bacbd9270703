"""From a stored value to the rows of the table of answers and back: a table is kept cell by cell."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from pico.questionnaires.models import Answer
from pico.questionnaires.walking import is_blank

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
    types = {item["key"]: item["type"] for section in definition["sections"] for item in section["items"]}
    found: dict[str, Any] = {}
    for row in sorted(rows, key=lambda row: (row.question, row.row)):
        kind = types.get(row.question)
        if kind == "table":
            lines = found.setdefault(row.question, [])
            lines.extend({} for _missing in range(row.row - len(lines)))
            lines[row.row - 1] |= {} if row.column == WHOLE_ROW else {row.column: row.value}
        elif kind == "matrix":
            found.setdefault(row.question, {})[row.column] = row.value
        elif kind is not None:
            found[row.question] = row.value
    return found


def number_of(value: Any) -> Decimal | None:
    """Return the number of a stored value, for sums."""
    return Decimal(value["num"]) if isinstance(value, dict) and "num" in value else None
