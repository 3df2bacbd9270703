"""Preparing a request: begin, fill in step by step, attach documents, look at the whole."""

import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request, whole_number
from pico.base.templatetags.pico import error_links
from pico.files.forms import keep_file
from pico.sua import actions
from pico.sua.forms.documents import DocumentsForm, name_of
from pico.sua.forms.steps import STEP_FORMS, LotFormSet, StartForm, StepForm
from pico.sua.models import Tender, TenderDocument
from pico.sua.rules import access, advice, checklist, completeness, editing, fields, machine, telling
from pico.sua.views.common import (
    area_page,
    chosen,
    conflict_page,
    posted,
    sent_files,
    tender_or_404,
    trail,
    trail_to,
)
from pico.sua.views.detail import facts, facts_of_writer, money_facts
from pico.sua.views.documents import document_row
from pico.sua.views.sources import begun_from, source_of, sources

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@area_page
@GET_OR_POST
@for_acting_organisation
def new(request: Request) -> HttpResponse:
    """Say what a request needs, and begin a draft."""
    actor = request.actor
    body = actor.organisation
    if body.is_province or not access.holds(actor, "sua.request.draft", body):
        raise Http404
    source = source_of(request)
    form = StartForm(posted(request), initial=begun_from(source))
    if request.method == "POST" and form.is_valid():
        try:
            tender = actions.start_request(
                actor=actor, province=body.province, source=source, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("sua:edit", tender.public_id, "oggetto")
    context = {
        "form": form,
        "entitled": access.may_request(body, body.province),
        "writable": access.is_writable(body),
        "province": body.province,
        **sources(request, source, reverse("sua:new")),
        "breadcrumb": trail(("Nuova richiesta", "")),
    }
    return render(request, "sua/new.html", context, status=422 if form.errors else 200)


def _draft_or_404(request: Request, public_id: uuid.UUID) -> Tender:
    tender = tender_or_404(request, public_id)
    if not machine.may(request.actor, tender, "start"):
        raise Http404
    return tender


def _written_or_404(request: Request, public_id: uuid.UUID) -> Tender:
    """Return the draft of the person's body, or the tender whose data they write."""
    tender = tender_or_404(request, public_id)
    if not (machine.may(request.actor, tender, "start") or editing.is_writer(request.actor, tender)):
        raise Http404
    return tender


@GET_OR_POST
@for_acting_organisation
def edit(request: Request, public_id: uuid.UUID, step: str) -> HttpResponse:
    """One step of the form."""
    tender = _written_or_404(request, public_id)
    if step not in fields.STEP_SLUGS:
        raise Http404
    if not (tender.is_draft or editing.may_write(request.actor, tender)) or step not in _slugs(tender):
        return redirect("sua:detail", tender.public_id)
    return _STEPS[step](request, tender, step)


def _slugs(tender: Tender) -> list[str]:
    return [step.slug for step in editing.steps_of(tender)]


def _steps(tender: Tender, current: str, gaps: list[completeness.Gap]) -> list[dict[str, Any]]:
    lacking = {gap.step for gap in gaps}
    return [
        {
            "label": step.label,
            "url": reverse("sua:edit", args=[tender.public_id, step.slug]),
            "done": step.slug not in lacking and (step.slug != "riepilogo" or not gaps),
            "current": step.slug == current,
        }
        for step in editing.steps_of(tender)
    ]


def _show(request: Request, tender: Tender, step: str, status: int = 200, **context: Any) -> HttpResponse:
    steps = editing.steps_of(tender)
    gaps = completeness.gaps(tender) if tender.is_draft else completeness.gaps_of_data(tender)
    index = _slugs(tender).index(step)
    after = steps[min(index + 1, len(steps) - 1)]
    before = steps[index - 1] if index else None
    label = steps[index].label
    context = {
        "tender": tender,
        "step": step,
        "step_label": label,
        "steps": _steps(tender, step, gaps),
        "gaps": gaps,
        "gaps_here": [gap for gap in gaps if gap.step == step],
        "version": request.POST.get("version") if status == 422 else tender.version,
        "previous_url": reverse("sua:edit", args=[tender.public_id, before.slug]) if before else "",
        "next_label": after.label,
        "stay_label": _("Salva la bozza") if tender.is_draft else _("Salva e resta qui"),
        "number": index + 1,
        "advice": advice.of(tender) if step in {"oggetto", "riepilogo"} else [],
        "breadcrumb": trail_to(tender, str(label)),
        **context,
    }
    return render(request, f"sua/{_TEMPLATES.get(step, 'step')}.html", context, status=status)


def _version(request: Request) -> int:
    return whole_number(request.POST.get("version")) or 0


def _saved(request: Request, tender: Tender, step: str, wrong: Iterable[str] = ()) -> HttpResponse:
    """Answer a save: the new version for the autosave, the next step or this one for people.

    Args:
        wrong: fields that were not saved because of a mistake; when somebody else wrote one of them since the
            form was opened, the form keeps its old version, so that saving it again shows both values.
    """
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        if all(tender.touched.get(name, 0) <= _version(request) for name in wrong):
            answer["X-Pico-Version"] = str(tender.version)
        unsaved = [str(fields.BY_NAME[name].label) for name in wrong if name in fields.BY_NAME]
        if unsaved:
            answer["X-Pico-Unsaved"] = quote(", ".join(unsaved))
        return answer
    if "resta" in request.POST:
        messages.success(request, _("Bozza salvata.") if tender.is_draft else _("Dati salvati."))
        return redirect("sua:edit", tender.public_id, step)
    slugs = _slugs(tender)
    index = slugs.index(step) + 1
    if index == len(slugs):
        messages.success(request, _("Dati della gara salvati."))
        return redirect("sua:detail", tender.public_id)
    return redirect("sua:edit", tender.public_id, slugs[index])


def _conflict(request: Request, tender: Tender, step: str, conflict: Conflict) -> HttpResponse:
    here = reverse("sua:edit", args=[tender.public_id, step])
    return conflict_page(request, tender, conflict, here, choose=step in STEP_FORMS)


def _fields_step(request: Request, tender: Tender, step: str) -> HttpResponse:
    autosaving = bool(request.headers.get("HX-Request"))
    form = STEP_FORMS[step].opened(tender, posted(request))
    if request.method == "POST" and "consigli" in request.GET:
        return _advice_on_typed(request, tender, form)
    valid = request.method == "POST" and form.is_valid()
    if valid or (request.method == "POST" and autosaving):
        try:
            tender = actions.save_draft(
                actor=request.actor,
                tender=tender,
                version=_version(request),
                values=chosen(request, form.values()),
            )
        except Conflict as conflict:
            return _conflict(request, tender, step, conflict)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _saved(request, tender, step, wrong=form.errors)
    return _show(request, tender, step, 422 if form.errors else 200, form=form)


def _advice_on_typed(request: Request, tender: Tender, form: StepForm) -> HttpResponse:
    """Answer what the amounts mean as they are typed; nothing is saved, and a wrong amount means nothing."""
    form.is_valid()
    for name, value in form.values().items():
        setattr(tender, name, value)
    if {"base_amount", "options", "renewals"} & set(form.errors):
        tender.base_amount = None
    return render(request, "sua/_advice.html", {"advice": advice.of(tender)})


def _lots_step(request: Request, tender: Tender, step: str) -> HttpResponse:
    formset = LotFormSet.opened(tender, posted(request), another="altro" in request.GET)
    refusal = None
    if request.method == "POST" and formset.is_valid():
        lots = formset.values()
        refusal = None if "altro" in request.POST else _sum_refusal(tender, lots)
        if refusal is None:
            try:
                tender = actions.save_lots(
                    actor=request.actor,
                    tender=tender,
                    version=_version(request),
                    lots=lots,
                )
            except Conflict as conflict:
                return _conflict(request, tender, step, conflict)
            except Refused as refused:
                return _show(
                    request, tender, step, 422, formset=formset, wrong=[{"target": "", "text": str(refused)}]
                )
            if "altro" in request.POST:
                return redirect(f"{reverse('sua:edit', args=[tender.public_id, step])}?altro=1#lotto-nuovo")
            return _saved(request, tender, step)
    wrong = [{"target": "", "text": refusal}] if refusal else _lot_errors(formset)
    return _show(request, tender, step, 422 if wrong else 200, formset=formset, wrong=wrong)


def _lot_errors(formset: Any) -> list[dict[str, str]]:
    """Return what must be corrected in the lots as typed, with the field to jump to."""
    general = [{"target": "", "text": str(text)} for text in formset.non_form_errors()]
    return general + [
        {**link, "text": _("Lotto %(number)s: %(text)s") % {"number": number, "text": link["text"]}}
        for number, form in enumerate(formset.forms, 1)
        for link in error_links(form)
    ]


def _sum_refusal(tender: Tender, lots: list[actions.LotValues]) -> str | None:
    """Return why these lots do not make the base amount; None when they do or there is no base yet."""
    total = sum((lot.amount for lot in lots), completeness.ZERO)
    if tender.base_amount is None or total == tender.base_amount:
        return None
    return completeness.lots_sentence(total, tender.base_amount)


def _documents_step(request: Request, tender: Tender, step: str) -> HttpResponse:
    lines = checklist.lines(tender)
    form = DocumentsForm(lines, posted(request), sent_files(request), request.user)
    if request.method == "POST":
        _attach_all(request, tender, form)
        if not form.errors:
            return _saved(request, tender, step)
        lines = checklist.lines(tender)
    rows = [{**document_row(line), **form.row(line.item)} for line in lines]
    wrong = [
        {"target": f"item-{row['item'].pk}", "text": f"{row['item'].label}: {row['error']}"}
        for row in rows
        if row["error"]
    ]
    return _show(
        request, tender, step, 422 if form.errors else 200, rows=rows, wrong=wrong, file_types=form.types
    )


def _attach_all(request: Request, tender: Tender, form: DocumentsForm) -> None:
    """Attach every good file that came with the form; one refused for another reason is kept for a day."""
    form.is_valid()
    for item, upload in form.uploads():
        try:
            actions.attach_document(actor=request.actor, tender=tender, item=item, upload=upload)
        except Refused as refusal:
            keep_file(form, name_of(item), request.actor)
            form.add_error(name_of(item), str(refusal))


def _summary_step(request: Request, tender: Tender, step: str) -> HttpResponse:
    context: dict[str, Any] = {
        "facts": [*facts(tender), *facts_of_writer(tender)],
        "money_facts": money_facts(tender),
        "lots": list(tender.lots.all()),
        "lines": [document_row(line) for line in checklist.lines(tender)],
        "may_send": machine.may(request.actor, tender, "send"),
        "send_url": reverse("sua:send", args=[tender.public_id]),
        "may_tell": telling.may_tell(request.actor, tender),
        "told": telling.last(tender),
    }
    return _show(request, tender, step, **context)


_STEPS = {
    "oggetto": _fields_step,
    "finanziamento": _fields_step,
    "persone": _fields_step,
    "lotti": _lots_step,
    "documenti": _documents_step,
    "riepilogo": _summary_step,
}
_TEMPLATES = {"lotti": "step_lots", "documenti": "step_documents", "riepilogo": "step_summary"}


@GET_OR_POST
@for_acting_organisation
def remove_document(request: Request, public_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """Ask, then take a document out of the draft."""
    tender = _draft_or_404(request, public_id)
    rows = TenderDocument.objects.visible_to(request.user).select_related("document", "item")
    document = get_object_or_404(rows, tender=tender, public_id=document_id)
    if request.method == "POST":
        actions.remove_document(actor=request.actor, tender=tender, document=document)
        messages.success(request, _("Documento eliminato."))
        return redirect("sua:edit", tender.public_id, "documenti")
    context = {"tender": tender, "document": document, "breadcrumb": trail_to(tender, "Elimina documento")}
    return render(request, "sua/remove_document.html", context)
