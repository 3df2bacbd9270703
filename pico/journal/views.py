"""The register of activities: who may read it reads it, and that is written in it too."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.exports import FORMATS, answer_export
from pico.base.http import Request, after_answer
from pico.base.paging import paginate
from pico.base.permissions import organisations_where
from pico.journal.capabilities import READ
from pico.journal.exports import REGISTER
from pico.journal.forms import RegisterFilters
from pico.journal.history import changes_of, sentence, who_did
from pico.journal.models import Category, Entry, EntryQuerySet, record


def _readable(request: Request) -> EntryQuerySet:
    """Return the lines the person may read; 404 for who may read none."""
    if not organisations_where.call(request.user, READ):
        raise Http404
    return Entry.objects.visible_to(request.user)


@require_safe
def register(request: Request) -> HttpResponseBase:
    """The lines of one's own organisations, newest first."""
    filters = RegisterFilters(request.GET)
    page = paginate(request, filters.rows(_readable(request)))
    lines = [
        {"entry": row, "who": who_did(row), "sentence": sentence(row), "changes": changes_of(row)}
        for row in page
    ]
    exports = {f"{kind}_url": _with_format(request, kind) for kind in FORMATS}
    response = render(
        request, "journal/register.html", {"filters": filters, "page": page, "lines": lines, **exports}
    )
    after_answer(
        response, lambda: _record(request, "journal.register.viewed", filters, Category.JOURNAL, None)
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def download(request: Request, file_format: str) -> HttpResponseBase:
    """Exactly the filtered lines, as a file; very many by a job."""
    filters = RegisterFilters(request.GET)
    rows = filters.rows(_readable(request))

    def note(count: int) -> None:
        _record(request, "journal.register.exported", filters, Category.EXPORT, count)

    back = reverse("journal:register")
    return answer_export(request, REGISTER, file_format, rows, back=back, note=note)


def _with_format(request: Request, kind: str) -> str:
    query = request.GET.copy()
    query.pop("pagina", None)
    return f"{kind}/?{query.urlencode()}"


def _record(request: Request, verb: str, filters: RegisterFilters, category: str, rows: int | None) -> None:
    changes = {"filters": filters.used()} | ({"rows": rows} if rows is not None else {})
    record(request.actor, verb, changes=changes, category=category)
