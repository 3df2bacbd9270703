"""The builder of a test: right answer and points of a question."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.http import Request
from pico.questionnaires import actions, editing
from pico.questionnaires.forms.keys import KeyForm
from pico.questionnaires.keys import SCORABLE
from pico.questionnaires.models import Questionnaire, Version
from pico.questionnaires.purposes import is_scored
from pico.questionnaires.views.common import (
    GET_OR_POST,
    attempt,
    building_trail,
    must,
    newest,
    posted,
    questionnaire_or_404,
    show,
)
from pico.questionnaires.views.editions import seen, seen_by


@GET_OR_POST
@for_acting_organisation
def answer_key(request: Request, public_id: uuid.UUID, key: str) -> HttpResponse:
    """What is right in a question, and how many points it gives."""
    row = questionnaire_or_404(request, public_id)
    must(is_scored(row))
    version = newest(row)
    item = editing.question_of(version.definition, key)
    if item is None or item["type"] not in SCORABLE:
        raise Http404
    kept = version.keys.filter(question=key).first()
    taken_away = "remove" in request.POST
    form = KeyForm(None if taken_away else posted(request), item=item, key=kept)
    back = reverse("questionnaires:questionnaire", args=[public_id])
    if taken_away and kept is not None:
        _save(request, row, key, None)
        messages.success(request, _("La domanda non dà più punti."))
        return redirect(back)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _save(request, row, key, form.values()))
    ):
        messages.success(request, _("Risposta giusta salvata."))
        return redirect(back)
    return _draw(request, row, version, form, has_points=kept is not None)


def _save(request: Request, row: Questionnaire, key: str, values: Any) -> Version:
    number, edition = seen_by(request)
    return actions.save_key(
        actor=request.actor,
        questionnaire=row,
        question=key,
        values=values,
        number=number,
        edition=edition,
    )


def _draw(
    request: Request, row: Questionnaire, version: Version, form: KeyForm, *, has_points: bool
) -> HttpResponse:
    title = _("Risposta giusta e punti")
    context = {
        "form": form,
        "title": title,
        "question": form.item["label"],
        "hidden": seen(version),
        "has_points": has_points,
        "back": reverse("questionnaires:questionnaire", args=[row.public_id]),
        "breadcrumb": building_trail(row, title),
    }
    return show(request, "answer_key", context, 422 if form.errors else 200)
