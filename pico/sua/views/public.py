"""Published tenders on the Province's site, for anybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pico.base import dates
from pico.base.exports import WITH_JSON, Column, table_response
from pico.base.paging import paginate
from pico.organisations.models import Organisation
from pico.sua.forms.public import PublicTenderFilters
from pico.sua.models.codes import State
from pico.sua.models.tenders import TenderQuerySet
from pico.sua.rules import proposals, questions
from pico.sua.rules import public as rules
from pico.sua.rules.access import is_visible
from pico.sua.rules.rups import active_rup
from pico.sua.rules.turn import TONES

View = Callable[..., HttpResponseBase]
MOST = 5000  # rows of a file

COLUMNS = (
    Column("Numero", lambda row: row.number),
    Column("Oggetto", lambda row: row.title),
    Column("Enti", lambda row: ", ".join(row.organisations)),
    Column("Tipo di contratto", lambda row: row.contract_object),
    Column("CPV", lambda row: row.cpv),
    Column("Importo a base di gara", lambda row: row.amount),
    Column("Procedura", lambda row: row.procedure),
    Column("Stato", lambda row: row.state),
    Column("Pubblicata il", lambda row: row.published_on),
    Column("Offerte entro", lambda row: row.offers_until),
    Column("Piattaforma", lambda row: row.pad_url),
    Column("Lotti", rules.lots_in_words),
)


def of_site(view: View) -> View:
    """Make a view one of a Province's site where the module is on: elsewhere there are no tenders."""

    @never_cache
    @login_not_required  # what is published is for anybody; rules.public says what that is
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        site = request.pico_site  # type: ignore[attr-defined]
        province = site and site.level == "PROVINCE" and Organisation.objects.filter(pk=site.organisation_id)
        if not province or not is_visible(province.first()):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _rows(request: HttpRequest) -> TenderQuerySet:
    return rules.published_by(request.pico_site.organisation_id)  # type: ignore[attr-defined]


def _filtered(request: HttpRequest) -> tuple[PublicTenderFilters, TenderQuerySet]:
    rows = _rows(request)
    filters = PublicTenderFilters(request.GET, years=dates.years_of(rows, "published_on"))
    return filters, filters.apply(rows).order_by("-published_on", "-pk")


@of_site
def tenders(request: HttpRequest) -> HttpResponse:
    """All published tenders of the Province, the newest first."""
    filters, rows = _filtered(request)
    page = paginate(request, rows.select_related("organisation"))
    query = request.GET.copy()
    query.pop("pagina", None)
    context = {
        "filters": filters,
        "page": page,
        "rows": [{"tender": row, "tone": TONES[State(row.state)]} for row in page],
        "query": query.urlencode(),
        "breadcrumb": [{"label": _("Home"), "url": "/"}, {"label": _("Gare"), "url": ""}],
    }
    return render(request, "sua/public_list.html", context)


@of_site
def tender(request: HttpRequest, number: str) -> HttpResponse:
    """One published tender; absent, not yet published and confidential answer alike."""
    row = get_object_or_404(rules.with_parts(_rows(request)), number=number)
    shown = rules.public(row, rup=str(active_rup(row) or ""), questions=tuple(questions.published(row)))
    here = [{"label": _("Home"), "url": "/"}, {"label": _("Gare"), "url": reverse("sua:public_list")}]
    context = {
        "tender": shown,
        "cpv_meaning": proposals.label_of("cpv", shown.cpv),
        "tone": TONES[State(row.state)],
        "breadcrumb": [*here, {"label": shown.number, "url": ""}],
    }
    return render(request, "sua/public_tender.html", context)


@of_site
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list with the same filters, to take away."""
    if format not in WITH_JSON:
        raise Http404
    _filters, rows = _filtered(request)
    shown = (rules.public(row) for row in rules.with_parts(rows)[:MOST])
    return table_response("gare", COLUMNS, shown, format)
