"""A whole questionnaire: checked before it is asked, looked at, written to a file and read from one."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.dates import today
from pico.base.http import Request
from pico.questionnaires.definition import Definition, dump, load, load_with_keys
from pico.questionnaires.fixed import sample
from pico.questionnaires.forms.building import ImportForm
from pico.questionnaires.forms.filling import AnswersForm
from pico.questionnaires.keys import read, written
from pico.questionnaires.models import Questionnaire
from pico.questionnaires.purposes import is_scored
from pico.questionnaires.shapes import DefinitionError
from pico.questionnaires.views.common import (
    GET_OR_POST,
    attempt,
    building_trail,
    newest,
    posted,
    questionnaire_or_404,
    show,
    show_form,
)
from pico.questionnaires.views.editions import findings_of, save_over, seen
from pico.questionnaires.views.parts import live, parts_of


@require_safe
def check(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What keeps the questionnaire from being asked."""
    row = questionnaire_or_404(request, public_id)
    version = newest(row)
    rows = [
        {
            "title": finding.sentence,
            "text": finding.path,
            "url": reverse(
                f"questionnaires:{'question' if finding.question else 'section'}",
                args=[public_id, finding.question or finding.section],
            )
            if finding.section
            else "",
        }
        for finding in findings_of(row, version)
    ]
    context = {"questionnaire": row, "rows": rows, "breadcrumb": building_trail(row, _("Controllo"))}
    return show(request, "check", context)


@require_safe
def preview(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """The questions as they look; nothing that is typed here is kept."""
    row = questionnaire_or_404(request, public_id)
    sections = []
    definition = sample(newest(row).definition)
    for section in definition["sections"]:
        labels = {item["key"]: item["label"] for item in section["items"]}
        form = AnswersForm(None, items=section["items"], values={}, labels=labels)
        sections.append(
            {
                "key": section["key"],
                "title": section["title"],
                "help": section.get("help", ""),
                "parts": parts_of(section["items"], form, {}, labels),
            }
        )
    context = {
        "questionnaire": row,
        "sections": sections,
        "live": live(definition["sections"], {}, {"today": today().isoformat()}),
        "breadcrumb": building_trail(row, _("Anteprima")),
    }
    return show(request, "preview", context)


@GET_OR_POST
@for_acting_organisation
def import_definition(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """All questions from a file."""
    row = questionnaire_or_404(request, public_id)
    version = newest(row)
    form = ImportForm(posted(request), request.FILES if request.method == "POST" else None)
    back = reverse("questionnaires:questionnaire", args=[public_id])
    if request.method == "POST" and form.is_valid():
        try:
            definition, keys = _read(row, form.cleaned_data["file"].read(600 * 1024))
        except DefinitionError as error:
            form.add_error("file", str(error))
        else:
            if attempt(form, lambda: save_over(request, row, version, definition, keys)):
                messages.success(request, _("Domande importate."))
                return redirect(back)
    title = _("Importa le domande")
    return show_form(
        request,
        form,
        title,
        submit=_("Importa"),
        back=back,
        upload=True,
        hidden=seen(version),
        breadcrumb=building_trail(row, title),
    )


def _read(row: Questionnaire, content: bytes) -> tuple[Definition, Any]:
    """Return the questions of a file and, of a test, the right answers it brings."""
    if not is_scored(row):
        return load(content), None
    definition, keys = load_with_keys(content)
    return definition, None if keys is None else read(keys, definition)


@require_safe
def export_definition(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """The questions as a file that can be imported; of a test with the right answers."""
    row = questionnaire_or_404(request, public_id)
    version = newest(row)
    right = {"keys": written(version.keys.all())} if is_scored(row) else {}
    return HttpResponse(
        dump({**version.definition, **right}),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="questionario-v{version.number}.json"'},
    )
