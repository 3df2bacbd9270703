"""The saved filters of the list of tenders: kept, opened, dropped."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.saved_filters import FilterNameForm, worth_keeping
from pico.sua import actions, exports
from pico.sua.forms.filters import TenderFilters
from pico.sua.models import TenderFilter
from pico.sua.views.common import area_page, posted, trail
from pico.sua.views.drafts import GET_OR_POST

NAMES = {*TenderFilters.base_fields, "ordina"}
HELP = lazy("Lo vedi solo tu, sopra l'elenco: «In mano agli enti», «Oltre un milione».")


def kept_filters(query: QueryDict) -> str:
    """Return the filters, the order and the columns of an address of the list."""
    return worth_keeping(query, NAMES)


def own_filters(request: Request) -> list[dict[str, Any]]:
    """Return one's saved filters for the body one acts for, as parts of the list."""
    present = kept_filters(request.GET)
    rows = TenderFilter.objects.visible_to(request.user).filter(organisation=request.actor.organisation)
    return [
        {"label": row.name, "url": address_of(row), "current": row.query == present, "row": row}
        for row in rows
    ]


def address_of(row: TenderFilter) -> str:
    """Return the list with a filter."""
    return f"{reverse('sua:list')}?{row.query}"


@area_page
@require_safe
def filters(request: Request) -> HttpResponse:
    """One's saved filters."""
    rows = [
        {
            **one,
            "drop_url": reverse("sua:filter_drop", args=[one["row"].public_id]),
            "rename_url": reverse("sua:filter_rename", args=[one["row"].public_id]),
        }
        for one in own_filters(request)
    ]
    way = trail((_("Richieste di gara"), reverse("sua:list")), (_("I tuoi filtri"), ""))
    return render(request, "sua/filters.html", {"rows": rows, "breadcrumb": way})


@area_page
@GET_OR_POST
@for_acting_organisation
def save(request: Request) -> HttpResponse:
    """Keep the filters in the address under a name."""
    query = kept_filters(request.GET)
    form = FilterNameForm(posted(request), help_text=HELP)
    applied, _rows = exports.filtered(request.user, request.GET)
    if request.method == "POST" and form.is_valid():
        try:
            if not applied.is_valid():
                raise Refused(_("Uno di questi filtri non è valido: toglilo e riprova."), code="invalid")
            row = actions.save_tender_filter(actor=request.actor, query=query, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Filtro salvato."))
            return redirect(address_of(row))
    back = f"{reverse('sua:list')}?{query}"
    context = {
        "form": form,
        "filters": applied,
        "back": back,
        "breadcrumb": trail((_("Richieste di gara"), back), (_("Salva questi filtri"), "")),
    }
    return render(request, "sua/filter_save.html", context, status=422 if form.errors else 200)


@area_page
@GET_OR_POST
@for_acting_organisation
def rename(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Give a filter another name."""
    row = _own_or_404(request, public_id)
    form = FilterNameForm(posted(request), initial={"name": row.name}, help_text=HELP)
    back = reverse("sua:filters")
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_tender_filter(actor=request.actor, saved=row, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Nome cambiato."))
            return redirect(back)
    title = _("Cambia nome al filtro")
    context = {
        "form": form,
        "title": title,
        "back": back,
        "breadcrumb": trail(
            (_("Richieste di gara"), reverse("sua:list")), (_("I tuoi filtri"), back), (title, "")
        ),
    }
    return render(request, "sua/table_form.html", context, status=422 if form.errors else 200)


def _own_or_404(request: Request, public_id: uuid.UUID) -> TenderFilter:
    rows = TenderFilter.objects.visible_to(request.user).filter(organisation=request.actor.organisation)
    return get_object_or_404(rows, public_id=public_id)


@area_page
@require_POST
@for_acting_organisation
def drop(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Keep a filter no more."""
    actions.drop_tender_filter(actor=request.actor, saved=_own_or_404(request, public_id))
    messages.success(request, _("Filtro eliminato."))
    return redirect("sua:filters")
