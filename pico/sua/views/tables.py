"""The dated tables: each as a list, a row with who changed it, a new row, a correction, an end."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pico.base import dates
from pico.base.acting import for_acting_organisation
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.base.exports import FORMATS, WITH_JSON, is_long, long_export, table_response
from pico.base.http import Request
from pico.base.paging import paginate
from pico.base.templatetags.pico import columns
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.sua import actions, table_exports
from pico.sua.forms.tables import FORMS, EndForm, RowForm
from pico.sua.rules import tables
from pico.sua.rules.tables import Table
from pico.sua.views.common import posted

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def tables_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 404 to whoever neither reads the module here nor administers the network."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not tables.may_read(request.user, request.actor.organisation):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _table_or_404(slug: str) -> Table:
    table = tables.BY_SLUG.get(slug)
    if table is None:
        raise Http404
    return table


def trail_of(table: Table | None = None, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the breadcrumb; without the module's home, which administrators of the network do not have."""
    parts = [
        (_("Area riservata"), reverse("portal:area")),
        (_("Tabelle della SUA"), reverse("sua:tables") if table else ""),
    ]
    if table:
        parts.append((str(table.title), reverse("sua:table", args=[table.slug]) if more else ""))
    return [{"label": label, "url": url} for label, url in (*parts, *more)]


@tables_page
@require_safe
def index(request: Request) -> HttpResponse:
    """All tables: what each is for, how many rows are in force today."""
    today = dates.today()
    rows = [
        {
            "title": table.title,
            "about": table.about,
            "url": f"{reverse('sua:table', args=[table.slug])}?giorno={today.isoformat()}",
            "count": table.model.objects.in_force(today).count(),
        }
        for table in tables.TABLES
    ]
    return render(request, "sua/tables.html", {"rows": rows, "breadcrumb": trail_of()})


@tables_page
@require_safe
def table_list(request: Request, table: str) -> HttpResponse:
    """The rows of one table, filtered, in pages."""
    one = _table_or_404(table)
    filters, rows = table_exports.filtered(one, request.GET)
    page = paginate(request, rows)
    query = request.GET.copy()
    query.pop("pagina", None)
    context = {
        "table": one,
        "filters": filters,
        "page": page,
        "rows": [_line(one, row) for row in page],
        "columns": _columns(request, one),
        "query": query.urlencode(),
        "sort": request.GET.get("ordina", ""),
        "may_edit": tables.may_edit(request.actor, one),
        "never_filled": not page.paginator.count and not one.model.objects.exists(),
        "breadcrumb": trail_of(one),
    }
    return render(request, "sua/table.html", context)


def _columns(request: Request, table: Table) -> list[dict[str, Any]]:
    name = _("Ente") if "organisation" in table.key else _("Codice")
    if table.labelled:
        name = str(table.columns[0][0])
    middle = (str(label) for label, _value in _middle(table))
    return columns({"request": request}, f"{name}:codice", *middle, f"{_('Valida')}:dal", _("Fonte"))  # type: ignore[arg-type]


def _middle(table: Table) -> tuple[Any, ...]:
    """Return the columns of a list between what a row is and its validity."""
    return table.columns[int(table.labelled) : tables.LISTED]


def _line(table: Table, row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "name": row.label if table.labelled else tables.name_of(row),
        "code": row.code if table.labelled else "",
        "cells": [{"label": label, "value": value(row)} for label, value in _middle(table)],
        "url": reverse("sua:table_row", args=[table.slug, row.pk]),
    }


@tables_page
@require_safe
def table_row(request: Request, table: str, pk: int) -> HttpResponse:
    """One row, with its source and who last changed it."""
    one, row = _row_or_404(table, pk)
    body = getattr(row, "organisation", None)
    facts = [{"label": label, "value": value(row)} for label, value in one.columns]
    facts += [
        {"label": _("Valida dal"), "value": dates.italian_date(row.valid_from)},
        {"label": _("Valida fino al"), "value": dates.italian_date(row.valid_to)},
        {"label": _("Fonte"), "value": row.source},
        {"label": _("Attendibilità"), "value": row.get_mark_display()},
        {"label": _("Ultima modifica"), "value": dates.italian_datetime(row.changed_at)},
        {
            "label": _("Di"),
            "value": str(row.changed_by) if row.changed_by else _("consegnata con la piattaforma"),
        },
    ]
    context = {
        "table": one,
        "row": row,
        "name": tables.name_of(row),
        "facts": facts,
        "may_write": tables.may_write(request.actor, one, body),
        "others": [_line(one, other) for other in _other_times(one, row)],
        "breadcrumb": trail_of(one, (tables.name_of(row), "")),
    }
    return render(request, "sua/table_row.html", context)


def _other_times(table: Table, row: Any) -> Any:
    """Return the rows of the same rule at other times, the newest first."""
    names = {name: getattr(row, name) for name in table.key}
    return table.rows.filter(**names).exclude(pk=row.pk).order_by("-valid_from")


def _row_or_404(slug: str, pk: int) -> tuple[Table, Any]:
    table = _table_or_404(slug)
    return table, get_object_or_404(table.rows, pk=pk)


def _must_write(actor: Actor, table: Table, row: Any = None) -> None:
    body = getattr(row, "organisation", None)
    if not (tables.may_write(actor, table, body) if row else tables.may_edit(actor, table)):
        raise Http404


def _form(request: Request, table: Table, row: Any = None) -> RowForm:
    form = FORMS[table.slug](posted(request), row=row)
    form.narrow(_bodies(request.actor))
    return form


def _bodies(actor: Actor) -> Any:
    """Return the bodies about which the person may write: all, or those the own SUA serves and itself."""
    body = actor.organisation
    rows = Organisation.objects
    return rows.community_of(body) if body.is_province else rows.in_being()


@tables_page
@GET_OR_POST
@for_acting_organisation
def table_new(request: Request, table: str) -> HttpResponse:
    """A row more, from a day on."""
    one = _table_or_404(table)
    _must_write(request.actor, one)
    form = _form(request, one)
    if request.method == "POST" and form.is_valid():
        close = form.cleaned_data["close_previous"]
        act = partial(actions.add_row, actor=request.actor, table=one, close_previous=close)
        made = _carried_out(form, lambda: act(values=form.values()))
        if made:
            messages.success(request, _("Riga aggiunta."))
            return redirect("sua:table_row", one.slug, made.pk)
    return _form_page(request, one, form, _("Nuova riga"), reverse("sua:table", args=[one.slug]))


@tables_page
@GET_OR_POST
@for_acting_organisation
def table_edit(request: Request, table: str, pk: int) -> HttpResponse:
    """A row corrected; two people at once both see both values."""
    one, row = _row_or_404(table, pk)
    _must_write(request.actor, one, row)
    form = _form(request, one, row)
    if request.method == "POST" and form.is_valid():
        edition = form.cleaned_data["edition"] or 0
        act = partial(actions.correct_row, actor=request.actor, row=row, edition=edition)
        try:
            made = _carried_out(form, lambda: act(values=form.values()))
        except Conflict as conflict:
            return _conflict(request, one, row, form, conflict)
        if made:
            messages.success(request, _("Riga corretta."))
            return redirect("sua:table_row", one.slug, row.pk)
    title = _("Correggi %(name)s") % {"name": tables.name_of(row)}
    return _form_page(request, one, form, title, reverse("sua:table_row", args=[one.slug, row.pk]))


@tables_page
@GET_OR_POST
@for_acting_organisation
def table_end(request: Request, table: str, pk: int) -> HttpResponse:
    """The last day of a row."""
    one, row = _row_or_404(table, pk)
    _must_write(request.actor, one, row)
    form = EndForm(posted(request), initial={"valid_to": dates.today()})
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["valid_to"]
        if _carried_out(form, lambda: actions.end_row(actor=request.actor, row=row, on=on)):
            messages.success(request, _("La riga vale fino al %(day)s.") % {"day": dates.italian_date(on)})
            return redirect("sua:table_row", one.slug, row.pk)
    title = _("Fai finire %(name)s") % {"name": tables.name_of(row)}
    return _form_page(request, one, form, title, reverse("sua:table_row", args=[one.slug, row.pk]))


def _carried_out(form: Any, act: Callable[[], Any]) -> Any:
    """Return what an action made; None when it refused, with the refusal beside its field."""
    try:
        return act()
    except Conflict:
        raise
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def _form_page(request: Request, table: Table, form: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "breadcrumb": trail_of(table, (title, ""))}
    return render(request, "sua/table_form.html", context, status=422 if form.errors else 200)


def _conflict(request: Request, table: Table, row: Any, form: Any, conflict: Conflict) -> HttpResponse:
    """Show both values of each column; what was typed travels on in hidden fields."""
    row.refresh_from_db()
    sent = [
        (name, value) for name in form.fields if name != "edition" for value in request.POST.getlist(name)
    ]
    labels = {name: form.fields[name].label if name in form.fields else name for name in conflict.theirs}
    context = {
        "refusal": str(conflict),
        "pairs": [(labels[name], conflict.theirs[name], conflict.mine[name]) for name in conflict.theirs],
        "kept": sent,
        "edition": row.edition,
        "here": request.path,
        "back": reverse("sua:table_row", args=[table.slug, row.pk]),
        "breadcrumb": trail_of(table, (_("Due versioni"), "")),
    }
    return render(request, "sua/table_conflict.html", context, status=409)


@tables_page
@require_http_methods(["GET", "HEAD", "POST"])
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: Request, table: str, format: str) -> HttpResponseBase:
    """Exactly the rows of the list with the same filters; very many by a job."""
    one = _table_or_404(table)
    if format not in WITH_JSON:
        raise Http404
    _filters, rows = table_exports.filtered(one, request.GET)
    count = rows.count()
    note = partial(_note_export, request.actor, one, format, count)
    if format in FORMATS and (request.method == "POST" or is_long(count)):
        back = reverse("sua:table", args=[one.slug])
        return long_export(
            request, table_exports.EXPORTS[one.slug], format, count=count, back=back, note=note
        )
    note()
    return table_response(str(one.title), table_exports.columns_of(one), rows, format)


def _note_export(actor: Actor, table: Table, format: str, count: int) -> None:
    changes = {"table": table.slug, "rows": count, "format": format}
    record(actor, "sua.table.exported", category="export", changes=changes)
