"""Results of an anonymous round: after the closing, without what would tell of few people."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from pico.base.http import Request
from pico.questionnaires.cells import answers_from
from pico.questionnaires.models import Response, Round
from pico.questionnaires.rules import may_run
from pico.questionnaires.suppression import crossable, crossed, protected
from pico.questionnaires.views.common import TONES, results_trail, show
from pico.questionnaires.views.rounds import participation


def anonymous_results(request: Request, round: Round) -> HttpResponse:
    """Every question summed up; on request one of them by the dimension of the round."""
    rows = given(round) if round.shows_results else []
    blocks = protected(round.definition, [values for _group, values in rows], round.min_cell)
    choices = crossable(round.version.definition, blocks) if round.dimension else []
    chosen = request.GET.get("domanda", "")
    items = {item["key"]: item for item, _block in choices}
    cross = _cross(round, items[chosen], rows) if chosen in items else None
    if cross and cross["table"]:
        blocks = [block for block in blocks if block["key"] != chosen]
    context = {
        "round": round,
        "tone": TONES[round.state],
        "figures": participation(round),
        "blocks": blocks if len(rows) >= round.min_cell else [],
        "is_shown": round.shows_results,
        "dimension": round.get_dimension_display(),
        "choices": [(item["key"], item["label"]) for item, _block in choices],
        "chosen": chosen if chosen in items else "",
        "cross": cross,
        "codebook_url": reverse("questionnaires:export", args=[round.public_id, "domande", "csv"]),
        "round_url": reverse("questionnaires:round", args=[round.public_id])
        if may_run(request.actor, round)
        else "",
        "breadcrumb": results_trail(request, round),
    }
    return show(request, "anonymous_results", context)


def given(round: Round) -> list[tuple[str, dict[str, Any]]]:
    """Return (group, values) of each response, once they are mixed."""
    rows = Response.objects.unrestricted("an anonymous round is read as a whole, after it was mixed")
    found = rows.filter(round=round, is_anonymous=True, state=Response.State.SUBMITTED)
    definition = round.version.definition
    return [
        (row.group, answers_from(definition, row.answers.all())) for row in found.prefetch_related("answers")
    ]


def _cross(round: Round, item: dict[str, Any], rows: Any) -> dict[str, Any]:
    table = crossed(item, rows, round.min_cell)
    words = table["words"] if table else []
    columns = [{"label": round.get_dimension_display(), "number": False}]
    columns += [{"label": word, "number": True} for word in words]
    return {"label": item["label"], "table": table, "columns": columns}
