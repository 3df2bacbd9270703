"""Questions on one tender: written down, answered, published on the Province's site."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pico.accounts.access import access_of
from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.exports import WITH_JSON, Column, table_response
from pico.base.http import Request
from pico.journal.models import record
from pico.sua import actions
from pico.sua.forms.questions import AnswerQuestionForm, QuestionForm
from pico.sua.models import Question, Tender
from pico.sua.models.tenders import READERS
from pico.sua.rules import questions as rules
from pico.sua.views.common import posted, tender_or_404, trail_to
from pico.sua.views.drafts import GET_OR_POST
from pico.sua.views.tender_page import shell

COLUMNS = (
    Column("Ricevuto il", lambda row: row.received_on),
    Column("Quesito", lambda row: row.text),
    Column("Rispondere entro il", lambda row: row.answer_by),
    Column("Risposta", lambda row: row.answer),
    Column("Risposto il", lambda row: row.answered_at),
    Column("Pubblicato il", lambda row: row.published_at),
)


def _rows(request: Request, tender: Tender) -> Any:
    rows = Question.objects.visible_to(request.user).filter(tender=tender)
    return rows.select_related("answered_by").order_by("received_on", "pk")


@require_safe
def page(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """All questions in the order in which they came, with their answers."""
    tender = tender_or_404(request, public_id)
    context = {**shell(request, tender, "questions"), **questions_of(request, tender)}
    return render(request, "sua/tender_questions.html", context)


def questions_of(request: Request, tender: Tender) -> dict[str, Any]:
    """Return the questions as the tab and the page of everything show them; who asked, to the office."""
    may = rules.may_write(request.actor, tender)
    inside = may or access_of(request.user).has(tender.province_id, *READERS)
    found = []
    for row in _rows(request, tender):
        word, tone = rules.standing(row)
        found.append({"row": row, "word": word, "tone": tone, "asker": row.asker if inside else ""})
    objection = rules.objection(tender)
    return {
        "questions": found,
        "may_question": may and not objection,
        "may_answer": may,
        "question_objection": objection if may else "",
    }


@GET_OR_POST
@for_acting_organisation
def new(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """One more question."""
    tender = _writable(request, public_id)
    form = QuestionForm(tender, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_question(actor=request.actor, tender=tender, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Quesito registrato."))
            return redirect("sua:questions", tender.public_id)
    title = _("Nuovo quesito")
    context = {
        "tender": tender,
        "form": form,
        "title": title,
        "back": "sua:questions",
        "submit": _("Registra il quesito"),
        "breadcrumb": trail_to(tender, title),
    }
    return render(request, "sua/tender_form.html", context, status=422 if form.errors else 200)


def _writable(request: Request, public_id: uuid.UUID) -> Tender:
    tender = tender_or_404(request, public_id)
    if not rules.may_write(request.actor, tender):
        raise Http404
    return tender


@GET_OR_POST
@for_acting_organisation
def answer(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """The answer to one question; who answers second sees both."""
    tender = _writable(request, public_id)
    row = get_object_or_404(_rows(request, tender), pk=pk)
    form = AnswerQuestionForm(row, posted(request))
    status, theirs = 200, ""
    if request.method == "POST":
        status, theirs = _answered(request, row, form)
        if status == 200:
            return redirect("sua:questions", tender.public_id)
    title = _("Rispondi al quesito")
    context = {
        "tender": tender,
        "form": form,
        "title": title,
        "intro": row.text,
        "theirs": theirs,
        "back": "sua:questions",
        "submit": _("Salva la risposta"),
        "breadcrumb": trail_to(tender, title),
    }
    return render(request, "sua/tender_form.html", context, status=status)


def _answered(request: Request, row: Question, form: AnswerQuestionForm) -> tuple[int, str]:
    """Write the answer; return 200, or the status of the page that says why not, with the other answer."""
    if not form.is_valid():
        return 422, ""
    try:
        actions.answer_question(actor=request.actor, question=row, **form.cleaned_data)
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        form.data = {**form.data.dict(), "seen": conflict.theirs["answer"]}  # type: ignore[attr-defined]
        return 409, conflict.theirs["answer"]
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return 422, ""
    messages.success(request, _("Risposta salvata: ora puoi pubblicarla."))
    return 200, ""


@require_POST
@for_acting_organisation
def publish(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Show question and answer on the Province's site."""
    tender = _writable(request, public_id)
    row = get_object_or_404(_rows(request, tender), pk=pk)
    try:
        actions.publish_answer(actor=request.actor, question=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Quesito e risposta sono sulla pagina pubblica della gara."))
    return redirect("sua:questions", tender.public_id)


@require_safe
def export(request: Request, public_id: uuid.UUID, format: str) -> HttpResponseBase:
    """The questions as a table to take away, without who asked."""
    if format not in WITH_JSON:
        raise Http404
    tender = tender_or_404(request, public_id)
    rows = list(_rows(request, tender))
    changes = {"rows": len(rows), "format": format}
    record(request.actor, "sua.questions.exported", tender, category="export", changes=changes)
    return table_response(f"quesiti {tender.number}", COLUMNS, rows, format)
