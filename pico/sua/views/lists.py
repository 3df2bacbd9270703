"""Home, list and export."""

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pico.base import dates
from pico.base.actor import Actor
from pico.base.http import Request
from pico.base.paging import paginate
from pico.journal.models import record
from pico.sua import exports
from pico.sua.forms.filters import TenderFilters, sort
from pico.sua.models import Tender
from pico.sua.models.codes import CLOCK_STATES, OPEN_STATES, State
from pico.sua.models.tenders import TenderQuerySet
from pico.sua.rules import access, clock, todo, turn
from pico.sua.views.common import area_page, trail


@area_page
@require_safe
def home(request: Request) -> HttpResponse:
    """What waits for this person today, and the figures of the module."""
    organisation = request.actor.organisation
    rows = Tender.objects.visible_to(request.user)
    figures = rows.aggregate(
        open=Count("pk", filter=Q(state__in=OPEN_STATES)),
        near=Count("pk", filter=Q(state__in=CLOCK_STATES, term_on__lte=_soon())),
        suspended=Count("pk", filter=Q(state=State.CLARIFICATION)),
        accepted=Count("pk", filter=Q(state=State.ACCEPTED, submitted_at__year=dates.today().year)),
        drafts=Count("pk", filter=Q(state=State.DRAFT)),
    )
    context = {
        "duties": todo.duties(request.user, organisation),
        "figures": figures,
        "today": dates.today(),
        "may_draft": access.may_draft(request.user, organisation),
        "writable": access.is_writable(organisation),
        "province": access.serving_province(organisation),
        "breadcrumb": trail(),
    }
    return render(request, "sua/home.html", context)


def _soon() -> Any:
    return dates.add_working_days(dates.today(), 3)


def _rows(request: Request) -> tuple[TenderFilters, TenderQuerySet]:
    visible = Tender.objects.visible_to(request.user)
    filters = TenderFilters(request.GET, rows=visible)
    rows = filters.apply(visible).select_related("province", "organisation", "reviewer", "rup_org")
    return filters, sort(rows, request.GET.get("ordina", ""))


@area_page
@require_safe
def tender_list(request: Request) -> HttpResponse:
    """All requests the person may see, filtered, sorted, in pages."""
    filters, rows = _rows(request)
    page = paginate(request, rows)
    query = request.GET.copy()
    query.pop("pagina", None)
    context = {
        "filters": filters,
        "page": page,
        "rows": [
            {
                "tender": row,
                "tone": turn.TONES[State(row.state)],
                "hands": turn.in_short(row),
                "clock": clock.countdown(row),
            }
            for row in page
        ],
        "query": query.urlencode(),
        "sort": request.GET.get("ordina", ""),
        "may_draft": access.may_draft(request.user, request.actor.organisation),
        "breadcrumb": trail(("Richieste di gara", "")),
    }
    return render(request, "sua/list.html", context)


@area_page
@require_safe
def export(request: Request, format: str) -> HttpResponseBase:
    """Exactly the rows of the list with the same filters, as CSV, XLSX or JSON."""
    if format not in exports.FORMATS:
        raise Http404
    _filters, rows = _rows(request)
    response = exports.response(rows, format)
    note_export(request.actor, format, rows.count())
    return response


def note_export(actor: Actor, format: str, count: int) -> None:
    """Leave the journal line of an export: who took how many rows, in which format."""
    record(actor, "sua.tenders.exported", category="export", changes={"rows": count, "format": format})
