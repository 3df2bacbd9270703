"""One's own activity: what one did, when and from where; and as a file."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from pico.accounts import exports
from pico.accounts.activity import own_lines, told
from pico.accounts.forms.activity import ActivityFilters
from pico.accounts.views.profile import tabs
from pico.base.exports import FORMATS, answer_export
from pico.base.http import Request
from pico.base.paging import paginate
from pico.journal.models import Category, record


@require_safe
def activity(request: Request) -> HttpResponse:
    """One's own lines of the journal, filtered, in pages."""
    filters = ActivityFilters(request.GET)
    page = paginate(request, filters.rows(own_lines(request.user)))
    query = request.GET.copy()
    query.pop("pagina", None)
    files = {
        f"{kind}_url": f"{reverse('accounts:activity_export', args=[kind])}?{query.urlencode()}"
        for kind in FORMATS
    }
    context = {
        "filters": filters,
        "page": page,
        "lines": [{"entry": row, "sentence": told(row)} for row in page],
        "tabs": tabs("activity"),
        **files,
    }
    return render(request, "accounts/activity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request, file_format: str) -> HttpResponseBase:
    """Exactly the filtered lines, as a file, very many by a job; written in the journal."""
    filters = ActivityFilters(request.GET)
    rows = filters.rows(own_lines(request.user))

    def note(count: int) -> None:
        changes = {"filters": filters.used(), "rows": count}
        record(request.actor, "accounts.activity.exported", changes=changes, category=Category.EXPORT)

    back = reverse("accounts:activity")
    return answer_export(request, exports.ACTIVITY, file_format, rows, back=back, note=note)
