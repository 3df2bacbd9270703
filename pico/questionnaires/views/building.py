"""The builder: questionnaires, their sections and questions."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.paging import paginate
from pico.questionnaires import actions, editing
from pico.questionnaires.definition import questions
from pico.questionnaires.forms.building import (
    NewQuestionnaireForm,
    QuestionForm,
    QuestionnaireForm,
    SearchForm,
    SectionForm,
    TypeForm,
)
from pico.questionnaires.keys import SCORABLE
from pico.questionnaires.models import Questionnaire, Round, Version
from pico.questionnaires.purposes import is_scored, purposes
from pico.questionnaires.rules import purposes_for
from pico.questionnaires.typed import shown_points
from pico.questionnaires.types import types
from pico.questionnaires.views.answer_files import files_of, whole
from pico.questionnaires.views.common import (
    GET_OR_POST,
    TONES,
    attempt,
    building_trail,
    must,
    newest,
    posted,
    questionnaire_or_404,
    show,
    show_form,
    tabs_of,
    trail,
)
from pico.questionnaires.views.editions import findings_of, fixes, offered_facts, save_over, seen, seen_by

SEEN = ("number", "edition")


@require_safe
def listing(request: Request) -> HttpResponse:
    """The questionnaires of the organisation acted for."""
    owner = request.actor.organisation
    must(bool(purposes_for(request.actor)))
    search = SearchForm(request.GET)
    text = search.cleaned_data.get("testo", "") if search.is_valid() else ""
    rows = Questionnaire.objects.visible_to(request.user).filter(owner=owner)
    page = paginate(request, rows.filter(title__icontains=text) if text else rows)
    context = {
        "page": page,
        "rows": [
            {
                "title": row.title,
                "text": row.description,
                "url": reverse("questionnaires:questionnaire", args=[row.public_id]),
                "meta": [str(purposes.get(row.purpose).label)],
                "date": row.updated_at,
            }
            for row in page
        ],
        "text": text,
        "search": SearchForm(initial={"testo": text}),
        "tabs": tabs_of(request, "list"),
        "breadcrumb": trail((_("Questionari"), "")),
    }
    return show(request, "list", context)


@GET_OR_POST
@for_acting_organisation
def new(request: Request) -> HttpResponse:
    """A questionnaire that asks nothing yet."""
    offered = purposes_for(request.actor)
    must(bool(offered))
    form = NewQuestionnaireForm(posted(request), purposes=offered)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.create_questionnaire(actor=request.actor, **form.cleaned_data))
        if made:
            messages.success(request, _("Questionario creato. Aggiungi la prima sezione."))
            return redirect("questionnaires:questionnaire", made.public_id)
    back = reverse("questionnaires:list")
    here = trail((_("Questionari"), back), (_("Nuovo questionario"), ""))
    return show_form(
        request, form, _("Nuovo questionario"), submit=_("Crea il questionario"), back=back, breadcrumb=here
    )


@require_safe
def questionnaire(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Its sections and questions, and its rounds."""
    row = questionnaire_or_404(request, public_id)
    version = newest(row)
    source = whole(request, row)
    context = {
        "questionnaire": row,
        "version": version,
        "sections": _outline(version),
        "rounds": [
            {
                "title": one.title,
                "url": reverse("questionnaires:round", args=[one.public_id]),
                "label": one.get_state_display(),
                "tone": TONES[one.state],
            }
            for one in Round.objects.run_by(request.user).filter(version__questionnaire=row)
        ],
        "files": files_of(source, "questionnaires:answers_export", row) if source.rounds else [],
        "count": len(list(questions(version.definition))),
        "is_test": is_scored(row),
        "found": len(findings_of(row, version)),
        "meta": [
            str(purposes.get(row.purpose).label),
            _("Versione %(n)s") % {"n": version.number},
            _STATE_OF_VERSION[version.frozen_at is not None],
        ],
        "breadcrumb": building_trail(row),
    }
    return show(request, "questionnaire", context)


_STATE_OF_VERSION = {
    True: lazy("fissata: una modifica crea la versione successiva"),
    False: lazy("in preparazione"),
}


def _outline(version: Version) -> list[dict[str, Any]]:
    is_test = is_scored(version.questionnaire)
    points = {key.question: key.points for key in version.keys.all()} if is_test else {}
    return [
        {
            **section,
            "conditional": "show" in section,
            "add_form": TypeForm(section=section["key"]),
            "questions": [
                {
                    **item,
                    "type_label": types.get(item["type"]).label,
                    "conditional": "show" in item,
                    "scorable": is_test and item["type"] in SCORABLE,
                    "points": shown_points(points[item["key"]]) if item["key"] in points else "",
                }
                for item in section["items"]
            ],
        }
        for section in version.definition["sections"]
    ]


@GET_OR_POST
@for_acting_organisation
def describe(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Title and description."""
    row = questionnaire_or_404(request, public_id)
    form = QuestionnaireForm(posted(request), initial={"title": row.title, "description": row.description})
    back = reverse("questionnaires:questionnaire", args=[public_id])
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: actions.describe_questionnaire(
                actor=request.actor, questionnaire=row, **form.cleaned_data
            ),
        )
    ):
        return redirect(back)
    title = _("Titolo e descrizione")
    return show_form(
        request, form, title, submit=_("Salva"), back=back, breadcrumb=building_trail(row, title)
    )


@GET_OR_POST
@for_acting_organisation
def section(request: Request, public_id: uuid.UUID, key: str = "") -> HttpResponse:
    """A section, new or changed."""
    row = questionnaire_or_404(request, public_id)
    version = newest(row)
    old = editing.section_of(version.definition, key) if key else None
    must(not key or (old is not None and old["key"] == key))
    form = SectionForm(
        _sent(request),
        definition=version.definition,
        section=old,
        draws=is_scored(row),
        facts=offered_facts(row),
        typed=_typed(request),
    )
    title = _("Modifica la sezione") if key else _("Nuova sezione")
    return _edit(
        request,
        row,
        version,
        form,
        title,
        change=lambda: editing.put_section(version.definition, form.values()),
    )


@GET_OR_POST
@for_acting_organisation
def question(request: Request, public_id: uuid.UUID, key: str) -> HttpResponse:
    """A question, changed."""
    row = questionnaire_or_404(request, public_id)
    version = newest(row)
    old = editing.question_of(version.definition, key)
    if old is None:
        raise Http404
    form = QuestionForm(
        _sent(request),
        definition=version.definition,
        code=old["type"],
        question=old,
        facts=offered_facts(row),
        typed=_typed(request),
        fixes=fixes(row),
    )
    return _edit(
        request,
        row,
        version,
        form,
        _("Modifica la domanda"),
        change=lambda: editing.put_question(version.definition, key, form.values()),
    )


@GET_OR_POST
@for_acting_organisation
def new_question(request: Request, public_id: uuid.UUID, key: str) -> HttpResponse:
    """A question at the end of a section; its type comes first."""
    row = questionnaire_or_404(request, public_id)
    version = newest(row)
    code = request.GET.get("tipo", "text")
    holder = editing.section_of(version.definition, key)
    must(holder is not None and holder["key"] == key and code in types)
    form = QuestionForm(
        _sent(request),
        definition=version.definition,
        code=code,
        facts=offered_facts(row),
        typed=_typed(request),
        fixes=fixes(row),
    )
    title = _("Nuova domanda: %(type)s") % {"type": types.get(code).label}
    return _edit(
        request,
        row,
        version,
        form,
        title,
        change=lambda: editing.put_question(version.definition, key, form.values()),
    )


def _sent(request: Request) -> Any:
    """Return what is to be saved; None too where only another row is asked for."""
    return None if "add_row" in request.POST else posted(request)


def _typed(request: Request) -> Any:
    """Return what was written so far by who asks for another row of a condition."""
    return request.POST if "add_row" in request.POST else None


def _edit(
    request: Request, row: Questionnaire, version: Version, form: Any, title: str, *, change: Any
) -> HttpResponse:
    back = reverse("questionnaires:questionnaire", args=[row.public_id])
    if form.is_valid():
        definition = change()
        if not form.errors and attempt(form, lambda: save_over(request, row, version, definition)):
            messages.success(request, _("Salvato."))
            return redirect(back)
    return show_form(
        request,
        form,
        title,
        submit=_("Salva"),
        back=back,
        breadcrumb=building_trail(row, title),
        hidden=seen(version) if _typed(request) is None else dict(zip(SEEN, seen_by(request), strict=True)),
        second_label=_("Aggiungi una riga alla condizione") if form.takes_more else "",
        second_name="add_row",
        kept=getattr(form, "kept", None) is not None,
    )


@require_POST
@for_acting_organisation
def step(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Move, copy or delete a section or question."""
    row = questionnaire_or_404(request, public_id)
    version = newest(row)
    what, _colon, key = request.POST.get("step", "").partition(":")
    changes = {
        "place": lambda: _dropped(request, version, key),
        "up": lambda: editing.moved(version.definition, key, -1),
        "down": lambda: editing.moved(version.definition, key, 1),
        "copy": lambda: editing.duplicated(version.definition, key),
        "delete": lambda: editing.without(version.definition, key),
    }
    if what not in changes or key not in editing.keys_of(version.definition):
        return redirect("questionnaires:questionnaire", public_id)
    by_script = request.headers.get("Accept") == "application/json"
    try:
        saved = save_over(request, row, version, changes[what]())
    except Refused as refusal:
        if by_script:
            return JsonResponse({"message": str(refusal)}, status=409)
        messages.error(request, str(refusal))
    else:
        if by_script:
            return JsonResponse({"message": _place_words(saved, key), **seen(saved)})
    return redirect("questionnaires:questionnaire", public_id)


def _dropped(request: Request, version: Version, key: str) -> editing.Definition:
    """Return the definition with a section or a question where it was dropped."""
    before = request.POST.get("before", "")
    if any(one["key"] == key for one in version.definition["sections"]):
        return editing.section_placed(version.definition, key, before)
    return editing.placed(version.definition, key, request.POST.get("section", ""), before)


def _place_words(version: Version, key: str) -> str:
    """Return where a section or a question stands now, for whoever cannot see it move."""
    sections = version.definition["sections"]
    keys = [one["key"] for one in sections]
    if key in keys:
        place = keys.index(key)
        told = {"title": sections[place]["title"], "place": place + 1, "of": len(keys)}
        return _("Sezione «%(title)s»: posto %(place)s di %(of)s.") % told
    section = editing.section_of(version.definition, key)
    item = editing.question_of(version.definition, key)
    if section is None or item is None:
        return _("Salvato.")
    place = [one["key"] for one in section["items"]].index(key) + 1
    told = {"label": item["label"], "place": place, "of": len(section["items"]), "section": section["title"]}
    return _("«%(label)s»: posto %(place)s di %(of)s in «%(section)s».") % told
