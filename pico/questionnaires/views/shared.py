"""Results of a round that is over, for those to whom its author shows them: totals, never who said what."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.http import Request
from pico.questionnaires.models import Round
from pico.questionnaires.sources import all_values, of_round
from pico.questionnaires.summary import summed
from pico.questionnaires.suppression import protected
from pico.questionnaires.views.anonymous_results import given
from pico.questionnaires.views.common import show


@require_safe
def shared_results(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """The totals of each question. Absent, still open and not for this person answer alike."""
    rows = Round.objects.with_results_for(request.user).select_related("owner", "version__questionnaire")
    row = get_object_or_404(rows, public_id=public_id)
    blocks, count = _blocks(row)
    context = {
        "round": row,
        "blocks": blocks,
        "count": count,
        "is_counted": row.unit == Round.Unit.ORGANISATION,
        "breadcrumb": [
            {"label": _("Rilevazioni"), "url": reverse("questionnaires:rounds")},
            {"label": _("Risultati"), "url": ""},
        ],
    }
    return show(request, "shared_results", context)


def _blocks(round: Round) -> tuple[list[dict[str, Any]], int]:
    """Return the questions summed up, and over how many responses.

    Of people nothing is shown that tells of few of them, named or not; bodies are summed as they are. What
    somebody wrote in their own words is left out.
    """
    definition = round.definition
    if round.unit == Round.Unit.ORGANISATION:
        blocks, count = summed(round)
        return _without_words(blocks), count
    unnamed = round.is_anonymous
    answers = [values for _group, values in given(round)] if unnamed else all_values(of_round(round))
    if len(answers) < round.min_cell:
        return [], len(answers)
    return _without_words(protected(definition, answers, round.min_cell)), len(answers)


def _without_words(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block for block in blocks if not block.get("texts")]
