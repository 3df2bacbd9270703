"""Home, list and export."""

from functools import partial

from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from pico.base import dates
from pico.base.acting import for_acting_organisation
from pico.base.actor import Actor
from pico.base.exports import FORMATS, WITH_JSON, is_long, long_export
from pico.base.http import Request
from pico.base.paging import paginate
from pico.base.templatetags.pico import columns as table_columns
from pico.journal.models import record
from pico.sua import exports
from pico.sua.forms.filters import ColumnsForm, soon
from pico.sua.models import Tender
from pico.sua.models.codes import CLOCK_STATES, OPEN_STATES, State
from pico.sua.rules import access, columns, reminders, rup_todo, todo
from pico.sua.views.common import area_page, trail
from pico.sua.views.home_campaigns import on_home
from pico.sua.views.saved import kept_filters, own_filters

FIXED = ("Numero:numero", "Oggetto:oggetto")
BULK = ({"label": lazy("Invia promemoria"), "value": "promemoria"},)


@area_page
@require_safe
def home(request: Request) -> HttpResponse:
    """What waits for this person today, and the figures of the module."""
    organisation = request.actor.organisation
    rows = Tender.objects.visible_to(request.user)
    figures = rows.aggregate(
        open=Count("pk", filter=Q(state__in=OPEN_STATES)),
        near=Count("pk", filter=Q(state__in=CLOCK_STATES, term_on__lte=soon())),
        suspended=Count("pk", filter=Q(state=State.CLARIFICATION)),
        accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
        drafts=Count("pk", filter=Q(state=State.DRAFT)),
    )
    context = {
        "duties": [
            *rup_todo.of_rup(request.user),
            *rup_todo.to_propose(request.user, organisation),
            *rup_todo.of_office(request.user, organisation),
            *todo.duties(request.user, organisation),
        ],
        "figures": figures,
        "campaigns": on_home(request),
        "today": dates.today(),
        "may_create": access.may_create(request.actor),
        "may_draft": access.may_draft(request.user, organisation),
        "writable": access.is_writable(organisation),
        "province": access.serving_province(organisation),
        "breadcrumb": trail(),
    }
    return render(request, "sua/home.html", context)


@area_page
@require_safe
def tender_list(request: Request) -> HttpResponse:
    """All requests the person may see, filtered, sorted, in pages."""
    filters, rows = exports.filtered(request.user, request.GET)
    page = paginate(request, rows)
    query = request.GET.copy()
    query.pop("pagina", None)
    keys, words = columns.shown(request.GET), kept_filters(request.GET)
    context = {
        "filters": filters,
        "page": page,
        "rows": [{"tender": row, "cells": columns.cells(row, keys)} for row in page],
        "columns": table_columns(Context({"request": request}), *FIXED, *columns.heads(keys)),
        "column_form": ColumnsForm({"colonne": keys}, auto_id="columns_%s"),
        "own": own_filters(request),
        "save_url": f"{reverse('sua:filter_save')}?{words}" if words else "",
        "bulk": BULK if reminders.may_remind(request.actor) else (),
        "total": page.paginator.count if page.paginator.num_pages > 1 else 0,
        "words": words,
        "kept": [(name, value) for name, value in query.items() if name != "colonne"],
        "query": query.urlencode(),
        "sort": request.GET.get("ordina", ""),
        "may_create": access.may_create(request.actor),
        "may_draft": access.may_draft(request.user, request.actor.organisation),
        "may_import": access.may_import(request.actor),
        "breadcrumb": trail(("Richieste di gara", "")),
    }
    return render(request, "sua/list.html", context)


@area_page
@require_http_methods(["GET", "HEAD", "POST"])
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: Request, format: str) -> HttpResponseBase:
    """Exactly the rows of the list with the same filters, as CSV, XLSX or JSON; very many by a job."""
    if format not in WITH_JSON:
        raise Http404
    rows = exports.rows_for(request.user, request.GET)
    count = rows.count()
    if format in FORMATS and (request.method == "POST" or is_long(count)):
        back = reverse("sua:list")
        note = partial(note_export, request.actor, format, count)
        return long_export(request, exports.LIST, format, count=count, back=back, note=note)
    note_export(request.actor, format, count)
    return exports.response(rows, format, request.GET)


def note_export(actor: Actor, format: str, count: int) -> None:
    """Leave the journal line of an export: who took how many rows, in which format."""
    record(actor, "sua.tenders.exported", category="export", changes={"rows": count, "format": format})
