"""Results: each question summed up for a figure and its table, from what was sent."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pico.questionnaires.definition import Definition, questions
from pico.questionnaires.places import names_of
from pico.questionnaires.typed import label_of, row_label, shown, shown_number
from pico.questionnaires.types import FIXED, FIXED_ROWS, types

SHOWN_TEXTS, SHOWN_PLACES = 50, 20
_PER_UNIT = re.compile(r"\b(prezz[oi]|tariff[ae]|unitari[oae]?|percentual[ei])\b|%", re.IGNORECASE)


def sums(definition: Definition, answers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one block for each question that people answer or that is calculated.

    Args:
        definition: of the version.
        answers: the stored values of each sent response.

    Returns:
        Blocks with ``label``, ``count`` of those who answered, and ``bars`` (label, count), ``figures``
        (label, value) or ``texts``.
    """
    blocks = []
    for item in questions(definition):
        chart = types.get(item["type"]).chart
        if chart:
            given = [one[item["key"]] for one in answers if one.get(item["key"]) is not None]
            block: dict[str, Any] = {
                "key": item["key"],
                "label": item["label"],
                "count": len(given),
                "of": len(answers),
            }
            blocks.append(block | SUMMARIES[chart](item, given))
    return blocks


def _bars(item: Mapping[str, Any], given: Sequence[Any]) -> dict[str, Any]:
    return {"bars": with_widths(counted(item, given))}


def counted(item: Mapping[str, Any], given: Sequence[Any]) -> list[tuple[str, int]]:
    """Return (words, how many) of each option of a question of choice, those of nobody too."""
    counts: Counter[str] = Counter()
    for value in given:
        for one in value if item["type"] == "multi" else [value]:
            counts[_word(item, one)] += 1
    return [(word, counts[word]) for word in (_word(item, one) for one in options_of(item))]


def options_of(item: Mapping[str, Any]) -> list[Any]:
    """Return the values that a question of choice offers, something else last."""
    match item["type"]:
        case "yes_no":
            return [True, False]
        case "scale":
            return [{"num": str(point)} for point in range(item["from"], item["to"] + 1)]
    return [o["value"] for o in item["options"]] + ([{"other": ""}] if item.get("other") else [])


def _word(item: Mapping[str, Any], value: Any) -> str:
    if isinstance(value, dict) and "other" in value:
        return _("Altro")
    return label_of(item, value) if "options" in item else shown(item, value)


def with_widths(counts: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    """Return bars with their length (200 for all answers together) and their share in hundredths."""
    total = sum(count for _label, count in counts) or 1
    return [
        {"label": label, "count": count, "long": count * 200 // total, "share": count * 100 // total}
        for label, count in counts
    ]


def _numbers(item: Mapping[str, Any], given: Sequence[Any]) -> dict[str, Any]:
    values = [Decimal(value["num"]) for value in given if isinstance(value, dict) and "num" in value]
    if not values:
        return {"figures": []}
    unit = "€" if item["type"] == "money" else item.get("unit", "")
    middle = sorted(values)[(len(values) - 1) // 2]
    named = [
        (_("Somma"), sum(values, Decimal(0))),
        (_("Media"), sum(values, Decimal(0)) / len(values)),
        (_("Mediana"), middle),
        (_("Minimo"), min(values)),
        (_("Massimo"), max(values)),
    ]
    return {"figures": [{"label": label, "value": _decimal(value, unit)} for label, value in named]}


def _decimal(value: Decimal, unit: str) -> str:
    text = f"{value.quantize(Decimal('0.01')):f}"
    return shown_number({"num": text.rstrip("0").rstrip(".")}, unit)


def _months(item: Mapping[str, Any], given: Sequence[Any]) -> dict[str, Any]:
    counts = Counter(value[:7] for value in given)
    return {"bars": with_widths([(f"{month[5:]}/{month[:4]}", counts[month]) for month in sorted(counts)])}


def _places(item: Mapping[str, Any], given: Sequence[Any]) -> dict[str, Any]:
    """Return the bodies or municipalities named most often; the rest together."""
    most = sorted(Counter(given).items(), key=lambda pair: (-pair[1], pair[0]))
    names = names_of(item["type"], [code for code, _count in most[:SHOWN_PLACES]])
    bars = [(names.get(code, code), count) for code, count in most[:SHOWN_PLACES]]
    if others := sum(count for _code, count in most[SHOWN_PLACES:]):
        bars.append((_("Altri"), others))
    return {"bars": with_widths(bars)}


def _texts(item: Mapping[str, Any], given: Sequence[Any]) -> dict[str, Any]:
    return {"texts": [str(value) for value in given[:SHOWN_TEXTS]]}


def _stacked(item: Mapping[str, Any], given: Sequence[Any]) -> dict[str, Any]:
    counts = Counter((key, one) for value in given for key, one in value.items())
    bars = [
        (f"{row['label']}: {option['label']}", counts[row["key"], option["value"]])
        for row in item["rows"]
        for option in item["options"]
    ]
    return {"bars": with_widths(bars)}


def _columns(item: Mapping[str, Any], given: Sequence[Any]) -> dict[str, Any]:
    if item.get(FIXED):
        return {"figures": _by_row(item, given)}
    rows = [row for value in given for row in value]
    figures = [{"label": _("Righe"), "value": str(len(rows))}]
    figures += [
        {"label": label % {"label": column["label"]}, "value": value}
        for column in item["columns"]
        if column["type"] in ("number", "money")
        for label, value in [_worth(column, rows)]
    ]
    return {"figures": figures}


def _worth(column: Mapping[str, Any], rows: Sequence[Any]) -> tuple[str, str]:
    """Return (words, number): the sum of a column, or the mean where a sum of it would mean nothing."""
    cells = [Decimal(row[column["key"]]["num"]) for row in rows if row.get(column["key"])]
    unit = "€" if column["type"] == "money" else column.get("unit", "")
    total = sum(cells, Decimal(0))
    if is_summed(column):
        return _("Somma di «%(label)s»"), _decimal(total, unit)
    return _("Media di «%(label)s»"), _decimal(total / len(cells), unit) if cells else "n.d."


def is_summed(column: Mapping[str, Any]) -> bool:
    """Say whether the cells of a column are added up: as its author says, else all but prices per unit.

    A price of 95 € a tonne and one of 101 € are no 196 €; tonnes and amounts are summed.
    """
    return bool(column.get("sum", not _PER_UNIT.search(column["label"])))


def _by_row(item: Mapping[str, Any], given: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the sums of each fixed row on its own: tonnes and metres make no sum."""
    return [
        {
            "label": f"{row_label(row)}: {words % {'label': column['label']}}",
            "value": value,
        }
        for n, row in enumerate(item[FIXED_ROWS])
        for column in item["columns"]
        if column["type"] in ("number", "money")
        for words, value in [_worth(column, [one[n] for one in given])]
    ]


SUMMARIES: dict[str, Any] = {
    "bars": _bars,
    "numbers": _numbers,
    "months": _months,
    "list": _texts,
    "places": _places,
    "stacked": _stacked,
    "sums": _columns,
}
