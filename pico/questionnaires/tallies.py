"""What one question was answered, equal values counted together: all that sums, bars and means need.

A round of 8,000 bodies has 300,000 answers and a few thousand different ones. The database counts them; what
remains is read once, so that a summary costs about the same however many answered.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any

from django.db.models import Count, Max, TextField
from django.db.models.functions import Cast

from pico.questionnaires.cells import cells_of
from pico.questionnaires.definition import Definition, questions
from pico.questionnaires.models import Answer
from pico.questionnaires.sources import Source, sent_keys, sent_rows
from pico.questionnaires.types import types

SHOWN_TEXTS = 50
Pairs = Sequence[tuple[Any, int]]  # (value, how many gave it)


@dataclass
class Tally:
    """The answers to one question.

    Args:
        count: how many responses answered.
        cells: (row, column, value, how often); row and column as ``cells_of`` gives them.
        rows: of a table, how many were written in all.
    """

    count: int = 0
    cells: list[tuple[int, str, Any, int]] = field(default_factory=list)
    rows: int = 0

    @property
    def pairs(self) -> Pairs:
        """The values with how many gave each."""
        return [(value, often) for _row, _column, value, often in self.cells]

    def of(self, column: str, row: int | None = None) -> Pairs:
        """Return the values of a column of a table, of one row or of all."""
        return [
            (value, often)
            for at, name, value, often in self.cells
            if name == column and (row is None or at == row)
        ]


def once(values: Iterable[Any]) -> Pairs:
    """Return values as each given by one."""
    return [(value, 1) for value in values]


def tally_of(item: Mapping[str, Any], given: Sequence[Any]) -> Tally:
    """Return the tally of one question from the values that were given.

    Args:
        given: stored values, without those who did not answer.
    """
    found = Tally(count=len(given))
    for value in given:
        found.cells += [(row, column, cell, 1) for row, column, cell in cells_of(item, value)]
        found.rows += len(value) if item["type"] == "table" else 0
    return found


def tallied(source: Source) -> tuple[dict[str, Tally], int]:
    """Return the tally of each question of one round, over what was sent, and how many were sent.

    At most four queries, whatever was answered and by how many: keys, values, texts, rows of tables.
    """
    keys = sent_keys(source)
    kinds = _by_chart(source.rounds[0].version.definition)
    found = {key: Tally() for group in kinds.values() for key in group}
    answers = _answers(source)
    for key, row, column, text, often in _counted(answers, kinds["values"] + kinds["several"]):
        found[key].cells.append((row, column, json.loads(text), often))
    for key in kinds["values"]:
        found[key].count = sum(cell[3] for cell in found[key].cells)
    for key, rows in _extents(answers, kinds["several"]):
        found[key].count += 1
        found[key].rows += rows
    for key, texts, count in _texts(answers, kinds["texts"], keys):
        found[key] = Tally(count, [(0, "", text, 1) for text in texts])
    return found, len(keys)


def _by_chart(definition: Definition) -> dict[str, list[str]]:
    """Return the keys of questions by how they are read: counted, counted cell by cell, or one by one."""
    kinds: dict[str, list[str]] = {"values": [], "several": [], "texts": []}
    for item in questions(definition):
        chart = types.get(item["type"]).chart
        if chart:
            kinds[_READ.get(chart, "values")].append(item["key"])
    return kinds


_READ = {"list": "texts", "stacked": "several", "sums": "several"}


def _answers(source: Source) -> Any:
    rows = Answer.objects.unrestricted("the sums of a round are made of all its answers, asked by the page")
    return rows.filter(response__in=sent_rows(source).order_by().values("pk")).order_by()


def _counted(answers: Any, keys: Sequence[str]) -> Iterator[Any]:
    """Yield (question, row, column, JSON of a value, how often)."""
    if not keys:
        return
    as_text = answers.filter(question__in=keys).annotate(text=Cast("value", TextField()))
    lines = as_text.values_list("question", "row", "column", "text").annotate(often=Count("pk"))
    yield from lines.iterator(5000)


def _extents(answers: Any, keys: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield (question, rows written) of each response that answered a grid or a table."""
    if not keys:
        return
    lines = answers.filter(question__in=keys).values_list("question", "response_id")
    yield from lines.annotate(rows=Max("row")).values_list("question", "rows").iterator(5000)


def _texts(answers: Any, keys: Sequence[str], order: Sequence[Any]) -> Iterator[tuple[str, list[Any], int]]:
    """Yield (question, first texts in the order of who answered, how many answered)."""
    if not keys:
        return
    place = {key: number for number, key in enumerate(order)}
    counts: Counter[str] = Counter()
    first: dict[str, list[tuple[int, Any]]] = {key: [] for key in keys}
    lines = answers.filter(question__in=keys).values_list("question", "response_id", "value")
    for key, response, value in lines.iterator(5000):
        counts[key] += 1
        first[key].append((place.get(response, len(place)), value))
        if len(first[key]) > 10 * SHOWN_TEXTS:
            first[key] = nsmallest(SHOWN_TEXTS, first[key], key=lambda pair: pair[0])
    for key in keys:
        ordered = sorted(first[key], key=lambda pair: pair[0])
        yield key, [value for _place, value in ordered[:SHOWN_TEXTS]], counts[key]
