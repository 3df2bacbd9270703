"""Results of a round, for who runs it: sums, single responses, files."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.http import Request
from pico.questionnaires import actions
from pico.questionnaires.breakdown import DIMENSIONS, crossable, crossed, participation_by
from pico.questionnaires.cells import answers_from
from pico.questionnaires.definition import questions
from pico.questionnaires.forms.narrowing import NarrowingForm
from pico.questionnaires.forms.rounds import ReasonForm
from pico.questionnaires.models import Response, Round
from pico.questionnaires.narrowing import ALL, Narrowing
from pico.questionnaires.purposes import facts_for, is_scored
from pico.questionnaires.rules import is_in_force, may_read_results, may_run
from pico.questionnaires.sources import of_round
from pico.questionnaires.summary import summed
from pico.questionnaires.views.anonymous_results import anonymous_results
from pico.questionnaires.views.answer_files import files_of
from pico.questionnaires.views.answers import answer_rows, paper_url
from pico.questionnaires.views.common import (
    GET_OR_POST,
    TONES,
    attempt,
    must,
    page_of_purpose,
    posted,
    read_round_or_404,
    results_trail,
    round_trail,
    show,
    show_form,
)
from pico.questionnaires.views.rounds import participation
from pico.questionnaires.views.scores import graded_rows, scores_of
from pico.questionnaires.walking import walk


@require_safe
def results(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Every question summed up over what was sent."""
    row = read_round_or_404(request, public_id)
    if row.is_anonymous:
        return anonymous_results(request, row)
    narrowing = NarrowingForm(request.GET, round=row, kept=("per", "domanda"))
    by_bodies = row.unit == Round.Unit.ORGANISATION
    part = narrowing.narrowing if by_bodies else ALL
    blocks, count = summed(row, part)
    split = _broken_down(request, row, part)
    context = {
        "round": row,
        "tone": TONES[row.state],
        "figures": participation(row, part),
        "narrowing": narrowing if by_bodies else None,
        "part": part.query,
        "blocks": [block for block in blocks if block["key"] != split.get("asked")],
        "count": count,
        "round_url": reverse("questionnaires:round", args=[public_id]) if may_run(request.actor, row) else "",
        "files": files_of(of_round(row, part), "questionnaires:export", row),
        **split,
        **(scores_of(request, row) if is_scored(row.version.questionnaire) else {}),
        "breadcrumb": results_trail(request, row),
    }
    return show(request, "results", context)


def _broken_down(request: Request, round: Round, part: Narrowing) -> dict[str, Any]:
    """Return the tables by territory, region or kind of body that the address asks for."""
    if round.unit != Round.Unit.ORGANISATION:
        return {}
    per = request.GET.get("per", "")
    items = {item["key"]: item for item in crossable(round.version.definition)}
    asked = request.GET.get("domanda", "")
    context: dict[str, Any] = {
        "dimensions": [(code, words) for code, (words, _path) in DIMENSIONS.items()],
        "choices": [(key, item["label"]) for key, item in items.items()],
    }
    if per not in DIMENSIONS:
        return context
    title = DIMENSIONS[per][0]
    cross = crossed(round, items[asked], per, part) if asked in items else None
    columns = [{"label": title, "number": False}]
    columns += [{"label": word, "number": True} for word in (cross["words"] if cross else [])]
    return {
        **context,
        "per": per,
        "asked": asked if cross else "",
        "per_words": title,
        "groups": participation_by(round, per, part),
        "cross": cross and {**cross, "label": items[asked]["label"], "columns": columns},
    }


def _response_or_404(request: Request, pk: uuid.UUID) -> Response:
    rows = Response.objects.visible_to(request.user)
    row = get_object_or_404(
        rows.select_related(
            "invitation__organisation",
            "invitation__person",
            "invitation__replaced_by__organisation",
            "round__owner",
            "round__version__questionnaire",
            "round__scoring",
            "attempt",
            "signed_by",
        ),
        pk=pk,
    )
    must(may_read_results(request.actor, row.round) and row.state in ("SUBMITTED", "EXPIRED"))
    return row


@require_safe
def response(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What one organisation answered."""
    row = _response_or_404(request, pk)
    definition = row.round.definition
    values = answers_from(definition, row.answers.all())
    walked = walk(definition, values, facts_for(row.round, row.organisation))
    items: dict[str, Any] = {item["key"]: item for item in questions(definition)}
    labels = {key: item["label"] for key, item in items.items()}
    is_open = row.round.state in ("OPEN", "CLOSED") and not is_scored(row.round.version.questionnaire)
    in_force = row.invitation is not None and is_in_force(row.invitation)
    elsewhere = page_of_purpose(row.round) is not None
    can_reopen = (
        not elsewhere
        and row.state == "SUBMITTED"
        and is_open
        and in_force
        and may_run(request.actor, row.round)
    )
    context = {
        "response": row,
        "round": row.round,
        "tone": TONES[row.state],
        "rows": answer_rows(items, labels, walked),
        "paper_url": paper_url(row),
        "reopen_url": reverse("questionnaires:response_reopen", args=[pk]) if can_reopen else "",
        "breadcrumb": results_trail(request, row.round, str(row.respondent)),
        **(graded_rows(row) if row.attempt else {}),
    }
    return show(request, "response", context)


@GET_OR_POST
@for_acting_organisation
def reopen(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give sent answers back, with a reason."""
    row = _response_or_404(request, pk)
    must(row.state == "SUBMITTED" and not is_scored(row.round.version.questionnaire))
    must(may_run(request.actor, row.round) and page_of_purpose(row.round) is None)
    form = ReasonForm(posted(request))
    back = reverse("questionnaires:round", args=[row.round.public_id])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: actions.reopen_response(actor=request.actor, response=row, reason=reason)):
            messages.success(request, _("Risposte riaperte: chi le ha inviate è avvisato."))
            return redirect(back)
    title = _("Riapri le risposte di %(body)s") % {"body": row.respondent}
    here = round_trail(row.round, title)
    return show_form(request, form, title, submit=_("Riapri"), back=back, breadcrumb=here)
