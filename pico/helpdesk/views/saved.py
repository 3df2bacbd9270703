"""The saved filters of a queue: kept, opened, named anew, dropped."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.saved_filters import worth_keeping
from pico.helpdesk import actions
from pico.helpdesk.forms.queue import QueueFilters
from pico.helpdesk.forms.saved import FilterNameForm
from pico.helpdesk.models import SavedFilter, Ticket
from pico.helpdesk.views.common import GET_OR_POST, draw, must_enter, posted, refused, trail

NAMES = {*QueueFilters.base_fields, "ordina"}


def own_filters(request: Request) -> list[dict[str, Any]]:
    """Return one's saved filters, as parts of the queue."""
    present = worth_keeping(request.GET, NAMES)
    return [
        {"label": row.name, "url": address_of(row), "current": row.query == present, "row": row}
        for row in SavedFilter.objects.visible_to(request.user)
    ]


def address_of(row: SavedFilter) -> str:
    """Return the queue with a filter."""
    return f"{reverse('helpdesk:queue')}?{row.query}"


def _own_or_404(request: Request, public_id: uuid.UUID) -> SavedFilter:
    must_enter(request)
    row = SavedFilter.objects.visible_to(request.user).filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row


def _way(request: Request, *parts: tuple[str, str]) -> list[dict[str, str]]:
    mine = (_("I tuoi filtri"), reverse("helpdesk:filters") if parts else "")
    return trail(request, (_("Coda"), reverse("helpdesk:queue")), mine, *parts)


@require_safe
def filters(request: Request) -> HttpResponse:
    """One's saved filters."""
    must_enter(request)
    rows = [
        {
            **one,
            "rename_url": reverse("helpdesk:filter_rename", args=[one["row"].public_id]),
            "drop_url": reverse("helpdesk:filter_drop", args=[one["row"].public_id]),
        }
        for one in own_filters(request)
    ]
    return draw(request, "filters", {"rows": rows, "breadcrumb": _way(request)})


@GET_OR_POST
def save(request: Request) -> HttpResponse:
    """Keep the filters in the address under a name."""
    must_enter(request)
    query = worth_keeping(request.GET, NAMES)
    form = FilterNameForm(posted(request))
    applied = QueueFilters(request.GET, user=request.user, rows=Ticket.objects.handled_by(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            if not applied.is_valid():
                raise Refused(_("Uno di questi filtri non è valido: toglilo e riprova."), code="invalid")
            row = actions.save_filter(actor=request.actor, query=query, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Filtro salvato."))
            return redirect(address_of(row))
    back = f"{reverse('helpdesk:queue')}?{query}"
    return _form(request, form, _("Salva questi filtri"), back, filters=applied)


@GET_OR_POST
def rename(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Give a filter another name."""
    row = _own_or_404(request, public_id)
    form = FilterNameForm(posted(request), initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_filter(actor=request.actor, saved=row, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Nome cambiato."))
            return redirect("helpdesk:filters")
    return _form(request, form, _("Cambia nome al filtro"), reverse("helpdesk:filters"))


def _form(
    request: Request, form: FilterNameForm, title: str, back: str, filters: QueueFilters | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "submit": _("Salva"), "back": back, "filters": filters}
    status = 422 if form.errors else 200
    return draw(request, "form", {**context, "breadcrumb": _way(request, (title, ""))}, status)


@require_POST
def drop(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Keep a filter no more."""
    actions.drop_filter(actor=request.actor, saved=_own_or_404(request, public_id))
    messages.success(request, _("Filtro eliminato."))
    return redirect("helpdesk:filters")
