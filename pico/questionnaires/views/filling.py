"""Answering: one section a page, then all answers, then the receipt."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request
from pico.questionnaires import actions
from pico.questionnaires.forms.filling import AnswersForm
from pico.questionnaires.forms.rounds import NoteForm, PlainForm, ReasonForm
from pico.questionnaires.models import Invitation, Response
from pico.questionnaires.purposes import is_scored
from pico.questionnaires.reading import revisions_of
from pico.questionnaires.rules import is_in_time, may_sign
from pico.questionnaires.typed import shown
from pico.questionnaires.types import PAPER, outside_of, paper_keeper
from pico.questionnaires.views.answers import answer_rows, paper_url, words_of
from pico.questionnaires.views.attempts import start_page
from pico.questionnaires.views.common import (
    GET_OR_POST,
    answering,
    attempt,
    invitation_or_404,
    must,
    posted,
    response_of,
    show,
    show_form,
    through_the_door,
)
from pico.questionnaires.views.parts import live, parts_of
from pico.questionnaires.views.saving import revision_of, save, save_draft, settle, tell_left_out
from pico.questionnaires.views.sheet import Sheet


@require_safe
@through_the_door
def start(request: Request, public_id: uuid.UUID, pk: int | None = None) -> HttpResponse:
    """What is asked, by whom, until when; from here one begins or goes on."""
    invitation = invitation_or_404(request, public_id, pk)
    if is_scored(invitation.round.version.questionnaire):
        must(pk is None)
        return start_page(request, invitation)
    sheet = Sheet(request, public_id, pk, invitation)
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "invitation": sheet.invitation,
        "response": sheet.response,
        "steps": sheet.steps(),
        "resume_url": sheet.resume(),
        "begun": sheet.response is not None,
        "summary_url": sheet.url("summary"),
        "decline_url": reverse("questionnaires:decline", args=[public_id])
        if pk is None and sheet.signs and sheet.is_open and sheet.round.may_decline and sheet.invitation.pk
        else "",
        "paper_url": paper_url(sheet.response),
        "receipt_url": reverse("questionnaires:receipt", args=[public_id])
        if pk is None and sheet.writes and sheet.response and sheet.response.state == "SUBMITTED"
        else "",
        **answering(request, sheet.round),
    }
    return show(request, "start", context)


@GET_OR_POST
@for_acting_organisation
@through_the_door
def section(request: Request, public_id: uuid.UUID, key: str, pk: int | None = None) -> HttpResponse:
    """One section."""
    sheet = Sheet(request, public_id, pk)
    must(sheet.writes)
    found = sheet.section(key)
    form = _form(request, sheet, found, posted(request))
    values = settle(request, sheet, form) if request.method == "POST" else {}
    if "autosave" in request.POST:
        return save_draft(request, sheet, key, form, values)
    if request.method == "POST" and form.is_valid():
        try:
            save(request, sheet, key, form, values)
        except Conflict as conflict:
            return _conflict(request, sheet, found, form, conflict)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            tell_left_out(request, sheet, form)
            return _after_saving(request, public_id, key, pk)
    if form.errors:
        # Each once, however many questions of its type there are: it looks at the whole form.
        for outside in filter(None, {paper_keeper(), *map(outside_of, form.items)}):
            outside.refused(form, request.actor)
    return _draw(request, sheet, found, form, 422 if form.errors else 200)


def _form(request: Request, sheet: Sheet, section: Mapping[str, Any], data: Any) -> AnswersForm:
    reason = None if sheet.pk is None else (sheet.response.proxy_reason if sheet.response else "")
    return AnswersForm(
        data,
        items=section["items"],
        values={**sheet.answers, PAPER["key"]: sheet.response.proxy_file if sheet.response else None},
        labels=sheet.labels(),
        proxy_reason=reason,
        takes_pasted=data is None or "autosave" not in data,
        files=request.FILES if request.method == "POST" else None,
        person=request.user,
        finder=sheet.finder,
    )


def _after_saving(request: Request, public_id: uuid.UUID, key: str, pk: int | None) -> HttpResponse:
    """Go on; stay where the answers brought up more questions, or where the person asked to."""
    before = set(request.POST.getlist("asked"))
    sheet = Sheet(request, public_id, pk)
    section = next(one for one in sheet.definition["sections"] if one["key"] == key)
    now = {item["key"] for item in section["items"]} & set(sheet.walk.questions)
    if now - before and key in sheet.walk.sections:
        messages.info(request, _("Salvato. Dalle tue risposte sono comparse altre domande."))
        return redirect(sheet.url("fill_section", key))
    messages.success(request, _("Sezione salvata."))
    if "stay" in request.POST and key in sheet.walk.sections:
        return redirect(sheet.url("fill_section", key))
    return redirect(sheet.next_after(key))


def _draw(
    request: Request, sheet: Sheet, section: Mapping[str, Any], form: AnswersForm, status: int, **more: Any
) -> HttpResponse:
    items = section["items"]
    worth = {key: shown(item, sheet.walk.values.get(key)) for key, item in sheet.items.items()}
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "section": section,
        "form": form,
        "parts": parts_of(items, form, worth, sheet.labels(), sheet.walk.questions),
        "live": live([{**section, "show": True}], sheet.values_for(section), sheet.facts),
        "drafts": sheet.keeps_drafts,
        "refresh": any({"show", "expression"} & set(item) for item in items),
        "steps": sheet.steps(section["key"]),
        "revision": sheet.revision(section["key"]),
        "state": sheet.states.get(section["key"]),
        "proxy": form["proxy_reason"] if sheet.pk is not None else None,
        "paper": form[PAPER["key"]] if PAPER["key"] in form.fields else None,
        "paper_drop": form[f"{PAPER['key']}__drop"] if f"{PAPER['key']}__drop" in form.fields else None,
        "paper_url": paper_url(sheet.response),
        "back": sheet.url("fill"),
        **answering(request, sheet.round, section["title"], sheet.url("fill")),
        **more,
    }
    return show(request, "section", context, status)


def _conflict(
    request: Request, sheet: Sheet, section: Mapping[str, Any], form: AnswersForm, conflict: Conflict
) -> HttpResponse:
    """Show what the colleague saved beside what was typed; saved again, what is typed stays."""
    items, labels = sheet.items, sheet.labels()
    pairs = [
        (labels[key], words_of(items[key], conflict.theirs.get(key)), words_of(items[key], mine))
        for key, mine in conflict.mine.items()
        if mine != conflict.theirs.get(key)
    ]
    return _draw(request, sheet, section, form, 409, pairs=pairs, conflict=str(conflict))


@GET_OR_POST
@for_acting_organisation
@through_the_door
def summary(request: Request, public_id: uuid.UUID, pk: int | None = None) -> HttpResponse:
    """All answers, what is missing; from here they are put in approval or sent."""
    sheet = Sheet(request, public_id, pk)
    must(sheet.writes or sheet.signs)
    form = PlainForm(posted(request))
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _send(request, sheet)):
        sent = sheet.signs and "ask" not in request.POST
        messages.success(request, _("Risposte inviate.") if sent else _("Risposte in approvazione."))
        return redirect(sheet.url("fill"))
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "form": form,
        "response": sheet.response,
        "rows": answer_rows(sheet.items, sheet.labels(), sheet.walk),
        "paper_url": paper_url(sheet.response),
        "missing": len(sheet.walk.errors),
        "steps": sheet.steps(),
        "revisions": sorted(revisions_of(sheet.response).items()),
        "send_back_url": reverse("questionnaires:send_back", args=[public_id])
        if pk is None and sheet.signs and sheet.response and sheet.response.state == "TO_SIGN"
        else "",
        **answering(request, sheet.round, _("Riepilogo"), sheet.url("fill")),
    }
    return show(request, "summary", context, 422 if form.errors else 200)


def _send(request: Request, sheet: Sheet) -> Response:
    if "ask" in request.POST or not sheet.signs:
        return actions.ask_for_sign_off(actor=request.actor, invitation=sheet.invitation)
    pairs = [seen.partition(":") for seen in request.POST.getlist("seen")]
    revisions = {section: revision_of(number) for section, _colon, number in pairs}
    return actions.submit(actor=request.actor, invitation=sheet.invitation, revisions=revisions)


@GET_OR_POST
@for_acting_organisation
def send_back(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Give answers that wait for approval back to colleagues."""
    invitation = invitation_or_404(request, public_id, None)
    response = response_of(invitation)
    must(may_sign(request.actor, invitation) and response is not None and response.state == "TO_SIGN")
    form = NoteForm(posted(request))
    back = reverse("questionnaires:summary", args=[public_id])
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        if attempt(form, lambda: actions.send_back(actor=request.actor, invitation=invitation, note=note)):
            messages.success(request, _("Risposte rimandate ai colleghi."))
            return redirect(back)
    title = _("Rimanda ai colleghi")
    here = answering(request, invitation.round, title, reverse("questionnaires:fill", args=[public_id]))
    return show_form(request, form, title, submit=_("Rimanda"), back=back, **here)


@GET_OR_POST
@for_acting_organisation
def decline(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Say that the organisation is not interested."""
    invitation: Invitation = invitation_or_404(request, public_id, None)
    must(may_sign(request.actor, invitation) and invitation.round.may_decline and is_in_time(invitation))
    must(invitation.declined_at is None and invitation.pk is not None)
    form = ReasonForm(posted(request))
    back = reverse("questionnaires:fill", args=[public_id])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: actions.decline(actor=request.actor, invitation=invitation, reason=reason)):
            messages.success(request, _("Registrato: non interessa."))
            return redirect(back)
    title = _("Non interessa")
    here = answering(request, invitation.round, title, reverse("questionnaires:fill", args=[public_id]))
    return show_form(request, form, title, submit=_("Conferma"), back=back, **here)


@require_safe
@through_the_door
def receipt(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What was sent, when, by whom, with its digest."""
    sheet = Sheet(request, public_id, None)
    must(sheet.response is not None and sheet.response.state == "SUBMITTED")
    must(sheet.writes or sheet.signs)
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "response": sheet.response,
        "paper_url": paper_url(sheet.response),
        "rows": answer_rows(sheet.items, sheet.labels(), sheet.walk),
        **answering(request, sheet.round, _("Ricevuta"), sheet.url("fill")),
    }
    return show(request, "receipt", context)
