"""The answers that a desk keeps ready: looked after by who looks after the desk, used by who answers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.helpdesk import actions
from pico.helpdesk.forms.inputs import module_label
from pico.helpdesk.forms.moving import CannedForm
from pico.helpdesk.models import CannedAnswer, Desk, Ticket
from pico.helpdesk.notifications import requester_page
from pico.helpdesk.rules.answers import filled
from pico.helpdesk.rules.states import answers_for, may
from pico.helpdesk.views.common import GET_OR_POST, manage, must, posted, refused
from pico.helpdesk.views.desks import desk_or_404, page_of
from pico.helpdesk.views.keeping import keeps_text
from pico.helpdesk.views.queue import ANSWER, detail_with, handled_or_404


def canned_page(desk: Desk) -> str:
    """Return the address of the ready answers of a desk."""
    return reverse("helpdesk:desk_answers", args=[desk.public_id])


def _rows(request: Request, desk: Desk) -> Any:
    """Return the ready answers of a desk that the person looks after or answers at."""
    return CannedAnswer.objects.visible_to(request.user).filter(desk=desk)


@GET_OR_POST
@for_acting_organisation
def answers(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """All of a desk, and a form for one more."""
    desk = desk_or_404(request, public_id)
    form = CannedForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_answer(actor=request.actor, desk=desk, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Risposta pronta aggiunta."))
            return redirect(canned_page(desk))
    rows = [
        {
            "row": row,
            "url": reverse("helpdesk:desk_answers_edit", args=[desk.public_id, row.public_id]),
            "end_url": reverse("helpdesk:desk_answers_end", args=[desk.public_id, row.public_id]),
        }
        for row in _rows(request, desk)
    ]
    context = {"desk": desk, "form": form, "rows": rows}
    trail = ((desk.name, page_of(desk)), (_("Risposte pronte"), ""))
    return manage(request, "answers", context, *trail, status=422 if form.errors else 200)


@GET_OR_POST
@for_acting_organisation
def edit(request: Request, public_id: uuid.UUID, answer: uuid.UUID) -> HttpResponse:
    """One of them."""
    desk = desk_or_404(request, public_id)
    row = get_object_or_404(_rows(request, desk).select_related("desk__owner"), public_id=answer)
    form = CannedForm(posted(request), canned=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_canned(actor=request.actor, canned=row, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Risposta pronta aggiornata."))
            return redirect(canned_page(desk))
    context = {
        "form": form, "title": _("Modifica la risposta pronta"), "submit": _("Salva la risposta"),
        "back": canned_page(desk),
    }  # fmt: skip
    trail = ((desk.name, page_of(desk)), (_("Risposte pronte"), canned_page(desk)), (_("Modifica"), ""))
    return manage(request, "form", context, *trail, status=422 if form.errors else 200)


@require_POST
@for_acting_organisation
def end(request: Request, public_id: uuid.UUID, answer: uuid.UUID) -> HttpResponse:
    """Not kept any more."""
    desk = desk_or_404(request, public_id)
    row = get_object_or_404(_rows(request, desk).select_related("desk__owner"), public_id=answer)
    actions.drop_canned(actor=request.actor, canned=row)
    messages.success(request, _("Risposta pronta tolta."))
    return redirect(canned_page(desk))


@require_POST
@for_acting_organisation
@keeps_text
def insert(request: Request, number: str) -> HttpResponse:
    """Put a ready answer into the text that is being written; nothing is sent."""
    ticket = handled_or_404(request, number)
    must(answers_for(request.actor, ticket) and may(ticket, "desk", "answer"))
    data = request.POST.copy()
    row = _chosen(request, ticket, data.get("pronta", ""))
    if row is not None:
        data["source"] = "\n\n".join(
            filter(None, (data.get("source", "").strip(), _text(request, row, ticket)))
        )
    form = ANSWER.make(request, None, ticket)
    for name in ("source", "act", "seen"):
        form.initial[name] = data.get(name) or form.initial.get(name, "")
    return detail_with(request, ticket, {"answer": form})


def _chosen(request: Request, ticket: Ticket, word: str) -> CannedAnswer | None:
    try:
        return _rows(request, ticket.desk).filter(public_id=uuid.UUID(word)).first()
    except ValueError:
        return None


def _text(request: Request, row: CannedAnswer, ticket: Ticket) -> str:
    """Return a ready answer filled for a request; of a stranger the address of the page that all read."""
    page = requester_page(ticket) if ticket.requester_id else reverse("helpdesk:home")
    return filled(
        row.source,
        {
            "nome": ticket.asker,
            "numero": ticket.number,
            "modulo": module_label(ticket.module) if ticket.module else _("piattaforma"),
            "link": request.build_absolute_uri(page),
        },
    )
