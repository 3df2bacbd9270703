"""The sums of a round: read by a few queries however many answered, and kept until they change."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max

from pico.questionnaires.cells import answers_from
from pico.questionnaires.definition import Definition
from pico.questionnaires.exports import sent_keys, sent_rows
from pico.questionnaires.models import Answer, Round
from pico.questionnaires.summing import sums

KEPT_FOR = 7 * 24 * 3600  # seconds
Summary = tuple[list[dict[str, Any]], int]


def summed(round: Round) -> Summary:
    """Return the questions of a round summed up, and over how many responses.

    The sums are kept under what they depend on: how many responses were sent and when the last one was. A
    response opened again, or sent again, changes one of the two.
    """
    known = sent_rows(round).aggregate(count=Count("pk"), last=Max("submitted_at"))
    stamp = f"{known['last']:%Y%m%d%H%M%S%f}" if known["last"] else "0"
    key = f"questionnaires.sums.{round.pk}.{round.version_id}.{known['count']}.{stamp}"
    found: Summary | None = cache.get(key)
    if found is None:
        answers = all_values(round)
        found = sums(round.version.definition, answers), len(answers)
        cache.set(key, found, KEPT_FOR)
    return found


def all_values(round: Round) -> list[dict[str, Any]]:
    """Return the values of all responses that were sent, sorted by who answered; two queries."""
    rows = Answer.objects.unrestricted("the sums of a round are made of all its answers, asked by the page")
    cells = rows.filter(response__in=sent_rows(round).order_by().values("pk")).order_by("response_id")
    names = ("response_id", "question", "row", "column", "value")
    by_response = _by_response(round.version.definition, cells.values_list(*names, named=True).iterator(5000))
    return [by_response.get(key, {}) for key in sent_keys(round)]


def _by_response(definition: Definition, cells: Iterable[Any]) -> dict[Any, dict[str, Any]]:
    groups = groupby(cells, key=lambda cell: cell.response_id)
    return {key: answers_from(definition, group) for key, group in groups}
