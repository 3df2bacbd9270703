"""The directory: who is in the network, on a list, on a map and as a file."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.exports import FORMATS, is_long, long_export
from pico.base.http import Request
from pico.base.paging import paginate
from pico.organisations import actions, exports, maps
from pico.organisations.directory import sort
from pico.organisations.forms.directory import DirectoryFilters
from pico.organisations.models import Organisation, TerritorialUnit
from pico.organisations.models.bodies import OrganisationQuerySet
from pico.organisations.views.common import STATE_TONES, members_only


def _rows(request: Request) -> tuple[DirectoryFilters, OrganisationQuerySet]:
    filters = DirectoryFilters(request.GET)
    return filters, sort(filters.apply(Organisation.objects.all()), request.GET.get("ordina", ""))


@members_only
@require_safe
def directory(request: Request) -> HttpResponse:
    """Every body of the registry, filtered, sorted, in pages."""
    filters, rows = _rows(request)
    page = paginate(request, rows.select_related("unit", "region"))
    query = request.GET.copy()
    query.pop("pagina", None)
    downloads = {
        f"{name}_url": f"{reverse('organisations:export', args=[name])}?{query.urlencode()}"
        for name in FORMATS
    }
    context = {
        "filters": filters,
        "page": page,
        "rows": [{"body": row, "tone": STATE_TONES[row.state]} for row in page],
        "sort": request.GET.get("ordina", ""),
        "breadcrumb": [{"label": _("Rubrica degli enti"), "url": ""}],
        **downloads,
    }
    return render(request, "organisations/directory.html", context)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: Request, file_format: str) -> HttpResponseBase:
    """Exactly the rows of the list with the same filters; very many by a job."""
    if file_format not in FORMATS:
        raise Http404
    filters, rows = _rows(request)
    count = rows.count()

    def note() -> None:
        actions.note_export(actor=request.actor, filters=filters.used(), rows=count)

    if request.method == "POST" or is_long(count):
        back = reverse("organisations:directory")
        return long_export(request, exports.LIST, file_format, count=count, back=back, note=note)
    note()
    return exports.response(rows, file_format)


@members_only
@require_safe
def directory_map(request: Request) -> HttpResponse:
    """How many bodies of each territory have joined; a click opens its list."""
    joined = Count("organisations", filter=Q(organisations__state=Organisation.State.JOINED))
    units = TerritorialUnit.objects.filter(valid_to=None).annotate(joined=joined).order_by()
    here = reverse("organisations:directory")
    values = {
        unit.abbreviation: maps.UnitValue(unit.joined, url=f"{here}?provincia={unit.abbreviation}")
        for unit in units
    }
    context = {
        "values": values,
        "total": sum(unit.joined for unit in units),
        "breadcrumb": [{"label": _("Rubrica degli enti"), "url": here}, {"label": _("Mappa"), "url": ""}],
    }
    return render(request, "organisations/directory_map.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=86400)
def plain_map(request: Request) -> HttpResponse:
    """The map of the units without figures, for anybody, kept by browsers and proxies for a day."""
    context = {"map": maps.draw({})}
    return render(request, "organisations/map.svg", context, content_type="image/svg+xml")
