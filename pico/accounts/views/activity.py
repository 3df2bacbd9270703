"""One's own activity: what one did, when and from where; and as a file."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pico.accounts.activity import COLUMNS, own_lines, told
from pico.accounts.forms.activity import ActivityFilters
from pico.accounts.views.profile import tabs
from pico.base.exports import FORMATS, table_response
from pico.base.http import Request, after_answer
from pico.base.paging import paginate
from pico.journal.models import Category, record


@require_safe
def activity(request: Request) -> HttpResponse:
    """One's own lines of the journal, filtered, in pages."""
    filters = ActivityFilters(request.GET)
    page = paginate(request, filters.rows(own_lines(request.user)))
    query = request.GET.copy()
    query.pop("pagina", None)
    exports = {
        f"{kind}_url": f"{reverse('accounts:activity_export', args=[kind])}?{query.urlencode()}"
        for kind in FORMATS
    }
    context = {
        "filters": filters,
        "page": page,
        "lines": [{"entry": row, "sentence": told(row)} for row in page],
        "tabs": tabs("activity"),
        **exports,
    }
    return render(request, "accounts/activity.html", context)


@require_safe
def export(request: Request, file_format: str) -> HttpResponseBase:
    """Exactly the filtered lines, as a file; written in the journal."""
    if file_format not in FORMATS:
        raise Http404
    filters = ActivityFilters(request.GET)
    rows = filters.rows(own_lines(request.user))
    changes = {"filters": filters.used(), "rows": rows.count()}
    response = table_response("attivita", COLUMNS, rows, file_format)
    after_answer(
        response,
        lambda: record(
            request.actor, "accounts.activity.exported", changes=changes, category=Category.EXPORT
        ),
    )
    return response
