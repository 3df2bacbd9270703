"""Answers as summary, receipt, single response and result of a test show them."""

from collections.abc import Mapping
from typing import Any

from pico.questionnaires.models import Response
from pico.questionnaires.typed import row_label, shown
from pico.questionnaires.types import FIXED, FIXED_ROWS, PAPER, outside_of
from pico.questionnaires.walking import Walk


def words_of(item: Mapping[str, Any], value: Any) -> str:
    if item["type"] != "table":
        return shown(item, value) or "n.d."
    if item.get(FIXED):
        pairs = zip(item[FIXED_ROWS], value or (), strict=False)
        lines = [f"{row_label(one)}: {row_words(item, row)}" for one, row in pairs if row]
    else:
        lines = [row_words(item, row) for row in value or []]
    return "\n".join(lines) or "n.d."


def row_words(item: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """Return a row of a table in one line."""
    return "; ".join(
        f"{column['label']}: {shown(column, row.get(column['key'])) or 'n.d.'}" for column in item["columns"]
    )


def _address(item: Mapping[str, Any], value: Any) -> str:
    outside = outside_of(item)
    return outside.address(value) if outside and value else ""


def paper_url(response: Response | None) -> str:
    """Return the address of what somebody who answered for a body had from it, "" without."""
    return _address(PAPER, response.proxy_file) if response and response.proxy_file else ""


def answer_rows(items: Mapping[str, Any], labels: Mapping[str, str], walked: Walk) -> list[dict[str, Any]]:
    """Return the answers in order, as summary, receipt and single response show them."""
    return [
        {
            "key": key,
            "label": labels[key],
            "value": words_of(items[key], walked.values.get(key)),
            "url": _address(items[key], walked.values.get(key)),
            "errors": walked.errors.get(key, []),
        }
        for key in walked.questions
        if items[key]["type"] != "info"
    ]
