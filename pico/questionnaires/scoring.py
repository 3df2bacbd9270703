"""What answers are worth, in exact numbers: hundredths of a point as whole numbers, no floating point."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pico.questionnaires.models.scoring import AnswerKey, Attempt
from pico.questionnaires.walking import is_blank

Marks = dict[str, list[str]]  # question: points, out of how many


def points_for(item: Mapping[str, Any], key: AnswerKey, value: Any) -> Decimal:
    """Return the points of one answer; none for a question that was skipped.

    With partial credit each right choice gives its share and each wrong one takes one away, never below zero;
    a half of a hundredth is rounded up.
    """
    if is_blank(value):
        return Decimal("0.00")
    if item["type"] == "multi" and key.mode == AnswerKey.Mode.PARTIAL:
        right = set(key.right)
        good, bad = len(right & set(value)), len(set(value) - right)
        return _share(key.points, max(good - bad, 0), len(right))
    return key.points if _RIGHT[item["type"]](key.right, value) else Decimal("0.00")


def _share(points: Decimal, part: int, whole: int) -> Decimal:
    hundredths = int(points * 100)
    return Decimal((2 * hundredths * part + whole) // (2 * whole)) / 100


def _is_number(right: Mapping[str, str], value: Any) -> bool:
    return abs(Decimal(value["num"]) - Decimal(right["num"])) <= Decimal(right.get("within", "0"))


def _is_text(right: Sequence[str], value: str) -> bool:
    return plain(value) in {plain(one) for one in right}


def plain(text: str) -> str:
    """Return a text as it is compared: white space trimmed and single, letters of either case the same."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


_RIGHT: dict[str, Any] = {
    "single": lambda right, value: right == value,
    "multi": lambda right, value: set(right) == set(value),
    "yes_no": lambda right, value: right is value,
    "number": _is_number,
    "text": _is_text,
}


def marks_of(
    items: Mapping[str, Mapping[str, Any]],
    asked: Collection[str],
    keys: Mapping[str, AnswerKey],
    values: Mapping[str, Any],
) -> Marks:
    """Return the points of each question that was asked and gives any.

    Args:
        items: questions by key, as drawn.
        asked: keys of those that were shown.
        keys: right answers by question.
        values: stored values by question.
    """
    return {
        name: [f"{points_for(items[name], key, values.get(name)):.2f}", f"{key.points:.2f}"]
        for name, key in keys.items()
        if name in asked
    }


def total(marks: Marks) -> tuple[Decimal, Decimal]:
    """Return (points, most) of all questions together."""
    got = sum((Decimal(points) for points, _most in marks.values()), Decimal("0.00"))
    return got, sum((Decimal(most) for _points, most in marks.values()), Decimal("0.00"))


def is_passed(points: Decimal, most: Decimal, pass_mark: int) -> bool:
    """Say whether the points reach the mark, a share of 100; nothing is passed that gave no points."""
    return most > 0 and points * 100 >= pass_mark * most


def the_counted(attempts: Sequence[Attempt], counted: str) -> Attempt:
    """Return the closed attempt that counts: the last, or the best; of equal ones the earlier."""
    last = max(attempts, key=lambda one: one.number)
    if counted == "LAST":
        return last
    best = min(attempts, key=lambda one: one.number)
    for one in sorted(attempts, key=lambda one: one.number):
        if _worth(one) > _worth(best):
            best = one
    return best


def _worth(attempt: Attempt) -> Fraction:
    """Return the share of the points, exactly: equal ones are equal."""
    return Fraction(attempt.points or 0) / Fraction(attempt.most) if attempt.most else Fraction(0)
