"""State changes, each a small resource: a page that says what will happen, and a POST that does it."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.html import one_line
from pico.base.http import Request
from pico.files.forms import keep_files
from pico.sua import actions
from pico.sua.forms.moves import AcceptForm, AnswerForm, ClarificationForm, ReasonForm
from pico.sua.models import Tender
from pico.sua.rules import advice, checklist, clock, completeness, guards, machine, remarks
from pico.sua.views.common import posted, sent_files, tender_or_404, trail_to
from pico.sua.views.detail import money_facts, remark_row
from pico.sua.views.documents import document_row
from pico.sua.views.drafts import GET_OR_POST

Perform = Callable[[Tender, Any], Any]


def _begin(request: Request, public_id: uuid.UUID, code: str) -> Tender:
    """Return the request when this person may make the move in some state; 404 otherwise."""
    tender = tender_or_404(request, public_id)
    if not machine.may(request.actor, tender, code):
        raise Http404
    return tender


def _already_made(request: Request, tender: Tender, code: str, form: Any) -> bool:
    """Say whether this person made this very move a moment ago: the button was pressed twice.

    Who wrote other words in another window has not: the move is refused, with what was typed on the page.
    """
    last = tender.events.order_by("-pk").first()
    if not last or last.transition != code or last.actor_id != request.user.pk:
        return False
    if hasattr(form, "repeats"):
        return bool(form.is_valid() and form.repeats(last))
    kept = one_line(last.note)
    return all(one_line(request.POST.get(name, "")) in {kept, ""} for name in ("reason", "note"))


def _page(
    request: Request,
    tender: Tender,
    code: str,
    *,
    perform: Perform,
    done: str,
    form: Any = None,
    template: str = "",
    lacking: Sequence[str] = (),
    **context: Any,
) -> HttpResponse:
    """Show the page of a move, or make it."""
    move = machine.BY_CODE[code]
    refusal: Refused | str | None = None
    gaps: list[completeness.Gap] = []
    warnings: list[str] = []
    stays = move.target in move.sources  # such a move may be made again at once
    if request.method == "POST" and not stays and _already_made(request, tender, code, form):
        return redirect("sua:detail", tender.public_id)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            perform(tender, form)
        except Refused as raised:
            refusal, gaps = raised, getattr(raised, "gaps", [])
            warnings = getattr(raised, "warnings", [])
            if form is not None and raised.field in form.fields and not warnings:
                form.add_error(raised.field, str(raised))
        else:
            messages.success(request, done)
            return redirect("sua:detail", tender.public_id)
    elif request.method != "POST":
        refusal = machine.objection(tender, code) or None
    wrong = request.method == "POST"
    if wrong and form is not None:
        keep_files(form, request.actor)
    if form is not None and not warnings:
        form.fields.pop("confirmed", None)  # asked only where there is something to confirm
    context = {
        "tender": tender,
        "move": move,
        "form": form,
        "refusal": refusal,
        "gaps": gaps,
        "warnings": warnings,
        "wrong": wrong,
        "lacking": lacking,
        "blocked": (refusal is not None or bool(lacking)) and not wrong,
        "money_facts": money_facts(tender),
        "clock": clock.countdown(tender),
        "breadcrumb": trail_to(tender, str(move.label)),
        **context,
    }
    return render(request, template or f"sua/move_{code}.html", context, status=422 if wrong else 200)


@GET_OR_POST
@for_acting_organisation
def send(request: Request, public_id: uuid.UUID) -> HttpResponse:
    tender = _begin(request, public_id, "send")
    actor = request.actor
    return _page(
        request,
        tender,
        "send",
        perform=lambda row, _form: actions.submit_request(actor=actor, tender=row),
        done=_("Richiesta inviata. La ricevuta arriva tra poco: la trovi in Documenti."),
        missing=completeness.gaps(tender) if tender.is_draft else [],
    )


@GET_OR_POST
@for_acting_organisation
def take(request: Request, public_id: uuid.UUID) -> HttpResponse:
    tender = _begin(request, public_id, "take")
    actor = request.actor
    return _page(
        request,
        tender,
        "take",
        perform=lambda row, _form: actions.take_charge(actor=actor, tender=row),
        done=_("Hai preso in carico la richiesta."),
    )


@GET_OR_POST
@for_acting_organisation
def clarify(request: Request, public_id: uuid.UUID) -> HttpResponse:
    tender = _begin(request, public_id, "clarify")
    actor = request.actor
    return _page(
        request,
        tender,
        "clarify",
        form=ClarificationForm(tender, posted(request)),
        perform=lambda row, form: actions.ask_clarification(
            actor=actor, tender=row, remarks=form.values(), due_on=form.cleaned_data["due_on"]
        ),
        done=_("Integrazioni richieste: il termine è sospeso."),
    )


@GET_OR_POST
@for_acting_organisation
def answer(request: Request, public_id: uuid.UUID) -> HttpResponse:
    tender = _begin(request, public_id, "answer")
    actor, opened = request.actor, remarks.open_remarks(tender)
    if request.method == "POST" and not opened:  # a colleague was quicker: what was typed stays on the page
        opened = remarks.last_round(tender)
    form = AnswerForm(tender, opened, posted(request), sent_files(request), request.user)
    return _page(
        request,
        tender,
        "answer",
        form=form,
        perform=lambda row, form: actions.answer_remarks(
            actor=actor,
            tender=row,
            answers=form.answers(),
            values=form.values(),
            lots=form.lots.values() if form.lots else None,
            uploads=form.uploads(),
        ),
        done=_("Risposta inviata: il termine riprende a correre."),
        parts=[{**remark_row(part["remark"]), "fields": part["fields"]} for part in form.parts()],
    )


@GET_OR_POST
@for_acting_organisation
def withdraw(request: Request, public_id: uuid.UUID) -> HttpResponse:
    tender = _begin(request, public_id, "withdraw")
    actor = request.actor
    return _page(
        request,
        tender,
        "withdraw",
        form=_reason(request, _("Perché la ritiri?")),
        perform=lambda row, form: actions.withdraw_request(
            actor=actor, tender=row, reason=form.cleaned_data["reason"]
        ),
        done=_("Richiesta ritirata."),
    )


@GET_OR_POST
@for_acting_organisation
def refuse(request: Request, public_id: uuid.UUID) -> HttpResponse:
    tender = _begin(request, public_id, "refuse")
    actor = request.actor
    return _page(
        request,
        tender,
        "refuse",
        form=_reason(request, _("Motivi del rifiuto")),
        perform=lambda row, form: actions.refuse_request(
            actor=actor, tender=row, reason=form.cleaned_data["reason"]
        ),
        done=_("Richiesta respinta: l'ente riceve i motivi."),
    )


@GET_OR_POST
@for_acting_organisation
def accept(request: Request, public_id: uuid.UUID) -> HttpResponse:
    tender = _begin(request, public_id, "accept")
    actor = request.actor
    return _page(
        request,
        tender,
        "accept",
        form=AcceptForm(posted(request)),
        perform=lambda row, form: actions.accept_request(
            actor=actor, tender=row, note=form.cleaned_data["note"]
        ),
        done=_("Richiesta accettata."),
        lines=[document_row(line) for line in checklist.lines(tender)],
        lacking=guards.missing(tender, "accept") if tender.is_open else [],
        advice=advice.of(tender),
    )


def _reason(request: Request, label: str) -> forms.Form:
    form = ReasonForm(posted(request))
    form.fields["reason"].label = label
    return form
