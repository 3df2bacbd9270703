"""Results: each question summed up for a figure and its table, from what was sent."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pico.questionnaires.definition import Definition, questions
from pico.questionnaires.places import names_of
from pico.questionnaires.tallies import SHOWN_TEXTS, Pairs, Tally, tally_of
from pico.questionnaires.typed import label_of, row_label, shown, shown_number
from pico.questionnaires.types import FIXED, FIXED_ROWS, types

SHOWN_PLACES = 20
_PER_UNIT = re.compile(r"\b(prezz[oi]|tariff[ae]|unitari[oae]?|percentual[ei])\b|%", re.IGNORECASE)


def sums(definition: Definition, answers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one block for each question that people answer or that is calculated.

    Args:
        definition: of the version.
        answers: the stored values of each sent response.

    Returns:
        As of ``blocks_of``.
    """
    tallies = {
        item["key"]: tally_of(item, [one[item["key"]] for one in answers if one.get(item["key"]) is not None])
        for item in questions(definition)
    }
    return blocks_of(definition, tallies, len(answers))


def blocks_of(definition: Definition, tallies: Mapping[str, Tally], of: int) -> list[dict[str, Any]]:
    """Return one block for each question that people answer or that is calculated.

    Args:
        definition: of the version.
        tallies: of each question.
        of: how many responses were sent.

    Returns:
        Blocks with ``label``, ``count`` of those who answered, and ``bars`` (label, count), ``figures``
        (label, value) or ``texts``.
    """
    blocks = []
    for item in questions(definition):
        chart = types.get(item["type"]).chart
        if chart:
            tally = tallies[item["key"]]
            block: dict[str, Any] = {
                "key": item["key"],
                "label": item["label"],
                "count": tally.count,
                "of": of,
            }
            blocks.append(block | SUMMARIES[chart](item, tally))
    return blocks


def _bars(item: Mapping[str, Any], tally: Tally) -> dict[str, Any]:
    return {"bars": with_widths(counted(item, tally.pairs))}


def counted(item: Mapping[str, Any], pairs: Pairs) -> list[tuple[str, int]]:
    """Return (words, how many) of each option of a question of choice, those of nobody too."""
    counts: Counter[str] = Counter()
    for value, often in pairs:
        for one in value if item["type"] == "multi" else [value]:
            counts[_word(item, one)] += often
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


def _numbers(item: Mapping[str, Any], tally: Tally) -> dict[str, Any]:
    values = sorted(_decimals(tally.pairs))
    if not values:
        return {"figures": []}
    unit = "€" if item["type"] == "money" else item.get("unit", "")
    total, count = _total(values)
    named = [
        (_("Somma"), total),
        (_("Media"), total / count),
        (_("Mediana"), _middle(values, count)),
        (_("Minimo"), values[0][0]),
        (_("Massimo"), values[-1][0]),
    ]
    return {"figures": [{"label": label, "value": _decimal(value, unit)} for label, value in named]}


def _decimals(pairs: Pairs) -> list[tuple[Decimal, int]]:
    return [
        (Decimal(value["num"]), often) for value, often in pairs if isinstance(value, dict) and "num" in value
    ]


def _total(values: Sequence[tuple[Decimal, int]]) -> tuple[Decimal, int]:
    """Return the sum of numbers and how many they are."""
    total = sum((value * often for value, often in values), Decimal(0))
    return total, sum(often for _value, often in values)


def _middle(values: Sequence[tuple[Decimal, int]], count: int) -> Decimal:
    """Return the lower median of sorted numbers."""
    passed = 0
    for value, often in values:
        passed += often
        if passed > (count - 1) // 2:
            return value
    raise ValueError("no numbers")


def _decimal(value: Decimal, unit: str) -> str:
    text = f"{value.quantize(Decimal('0.01')):f}"
    return shown_number({"num": text.rstrip("0").rstrip(".")}, unit)


def _months(item: Mapping[str, Any], tally: Tally) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    for value, often in tally.pairs:
        counts[value[:7]] += often
    return {"bars": with_widths([(f"{month[5:]}/{month[:4]}", counts[month]) for month in sorted(counts)])}


def _places(item: Mapping[str, Any], tally: Tally) -> dict[str, Any]:
    """Return the bodies or municipalities named most often; the rest together."""
    counts: Counter[str] = Counter()
    for code, often in tally.pairs:
        counts[code] += often
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    names = names_of(item["type"], [code for code, _count in most[:SHOWN_PLACES]])
    bars = [(names.get(code, code), count) for code, count in most[:SHOWN_PLACES]]
    if others := sum(count for _code, count in most[SHOWN_PLACES:]):
        bars.append((_("Altri"), others))
    return {"bars": with_widths(bars)}


def _texts(item: Mapping[str, Any], tally: Tally) -> dict[str, Any]:
    return {"texts": [str(value) for value, _often in tally.pairs[:SHOWN_TEXTS]]}


def _stacked(item: Mapping[str, Any], tally: Tally) -> dict[str, Any]:
    counts: Counter[tuple[str, str]] = Counter()
    for _row, key, one, often in tally.cells:
        counts[key, one] += often
    bars = [
        (f"{row['label']}: {option['label']}", counts[row["key"], option["value"]])
        for row in item["rows"]
        for option in item["options"]
    ]
    return {"bars": with_widths(bars)}


def _columns(item: Mapping[str, Any], tally: Tally) -> dict[str, Any]:
    if item.get(FIXED):
        return {"figures": _by_row(item, tally)}
    figures = [{"label": _("Righe"), "value": str(tally.rows)}]
    figures += [
        {"label": label % {"label": column["label"]}, "value": value}
        for column in item["columns"]
        if column["type"] in ("number", "money")
        for label, value in [_worth(column, tally.of(column["key"]))]
    ]
    return {"figures": figures}


def _worth(column: Mapping[str, Any], pairs: Pairs) -> tuple[str, str]:
    """Return (words, number): the sum of a column, or the mean where a sum of it would mean nothing."""
    total, count = _total(_decimals(pairs))
    unit = "€" if column["type"] == "money" else column.get("unit", "")
    if is_summed(column):
        return _("Somma di «%(label)s»"), _decimal(total, unit)
    return _("Media di «%(label)s»"), _decimal(total / count, unit) if count else "n.d."


def is_summed(column: Mapping[str, Any]) -> bool:
    """Say whether the cells of a column are added up: as its author says, else all but prices per unit.

    A price of 95 € a tonne and one of 101 € are no 196 €; tonnes and amounts are summed.
    """
    return bool(column.get("sum", not _PER_UNIT.search(column["label"])))


def _by_row(item: Mapping[str, Any], tally: Tally) -> list[dict[str, Any]]:
    """Return the sums of each fixed row on its own: tonnes and metres make no sum."""
    return [
        {
            "label": f"{row_label(row)}: {words % {'label': column['label']}}",
            "value": value,
        }
        for number, row in enumerate(item[FIXED_ROWS], 1)
        for column in item["columns"]
        if column["type"] in ("number", "money")
        for words, value in [_worth(column, tally.of(column["key"], number))]
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
