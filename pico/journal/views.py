"""The register of activities: who may read it reads it, and that is written in it too."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pico.base.exports import FORMATS, table_response
from pico.base.http import Request, after_answer
from pico.base.paging import paginate
from pico.base.permissions import organisations_where
from pico.journal.capabilities import READ
from pico.journal.exports import COLUMNS
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


@require_safe
def download(request: Request, file_format: str) -> HttpResponseBase:
    """Exactly the filtered lines, as a file."""
    if file_format not in FORMATS:
        raise Http404
    filters = RegisterFilters(request.GET)
    rows = filters.rows(_readable(request))
    count = rows.count()
    response = table_response("registro", COLUMNS, rows, file_format)
    after_answer(
        response, lambda: _record(request, "journal.register.exported", filters, Category.EXPORT, count)
    )
    return response


def _with_format(request: Request, kind: str) -> str:
    query = request.GET.copy()
    query.pop("pagina", None)
    return f"{kind}/?{query.urlencode()}"


def _record(request: Request, verb: str, filters: RegisterFilters, category: str, rows: int | None) -> None:
    changes = {"filters": filters.used()} | ({"rows": rows} if rows is not None else {})
    record(request.actor, verb, changes=changes, category=category)
