"""The results of a test, for who runs it: each person's counted attempt, how often a question was right."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from pico.questionnaires.definition import questions
from pico.questionnaires.models import Attempt, Response, Round
from pico.questionnaires.scoring import Marks

OUTCOMES = {"superati": True, "non-superati": False}


def graded(round: Round, outcome: str = "") -> Any:
    """Return the responses of a test, sorted by name, with ``tries``: how many attempts are closed.

    Args:
        outcome: one of ``OUTCOMES``; all without.
    """
    rows = Response.objects.unrestricted("results are read by who runs the round, asked by the page")
    rows = rows.filter(round=round, attempt__isnull=False).annotate(tries=tries())
    if outcome in OUTCOMES:
        rows = rows.filter(attempt__passed=OUTCOMES[outcome])
    rows = rows.select_related("invitation__person", "attempt")
    return rows.order_by("invitation__person__family_name", "invitation__person__given_name", "pk")


def tries() -> Subquery:
    """Return how many attempts of the person of a response are closed, for an annotation."""
    closed = Attempt.objects.unrestricted("how many attempts a person made, told to who runs the round")
    closed = closed.filter(invitation=OuterRef("invitation"), closed_at__isnull=False).order_by()
    return Subquery(closed.values("invitation").annotate(count=Count("pk")).values("count"))


def figures_of(round: Round) -> dict[str, Any]:
    """Return how many were graded, how many passed, and their average share of the points out of 100."""
    rows = list(graded(round).order_by().values_list("attempt__passed", "attempt__points", "attempt__most"))
    shares = [points * 100 / most for _passed, points, most in rows if most]
    average = sum(shares, Decimal(0)) / len(rows) if rows else Decimal(0)
    passed = sum(1 for is_passed, _points, _most in rows if is_passed)
    return {
        "passed": passed,
        "passed_share": passed * 100 // len(rows) if rows else 0,
        "average": average.quantize(Decimal("0.01")),
    }


def rights_of(round: Round) -> list[dict[str, Any]]:
    """Return for each question that gives points how many were asked it, and how many got all its points.

    ``long`` is the length of a bar of 200 at the most.
    """
    all_marks = list(graded(round).order_by().values_list("attempt__marks", flat=True))
    scored = set(round.version.keys.values_list("question", flat=True))
    items = [item for item in questions(round.version.definition) if item["key"] in scored]
    return [{"label": item["label"], **_rights(item["key"], all_marks)} for item in items]


def _rights(key: str, all_marks: Iterable[Marks]) -> dict[str, int]:
    asked = [marks[key] for marks in all_marks if key in marks]
    right = sum(1 for points, most in asked if points == most)
    of = len(asked)
    return {
        "asked": of,
        "right": right,
        "share": right * 100 // of if of else 0,
        "long": right * 200 // of if of else 0,
    }
