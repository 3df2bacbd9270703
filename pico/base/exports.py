"""The one exporter of tables: CSV streamed row by row, XLSX through a temporary file.

CSV is what Italian spreadsheets open by a double click: semicolons, UTF-8 with a mark, decimal comma. A text
that a spreadsheet would run as a formula gets an apostrophe in front, in both formats.
"""

import csv
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Literal

import xlsxwriter
from django.db import transaction
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pico.base.dates import rome, today
from pico.base.http import Request, after_answer
from pico.base.registry import Registry
from pico.base.works import Result, Running, start_work

Format = Literal["csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("csv", "xlsx")
JSON = "json"
WITH_JSON = (*FORMATS, JSON)  # for lists that programs read too
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONG = 5000
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BLANK = " \u00a0\ufeff\u200b\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
_SHEET_NAME = "Dati"
_WIDTHS = (10, 60)
_MOST_LINES, _LONGEST_NAME = 1_048_575, 31  # of a sheet, below its header; of its name


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Args:
        label: header, in Italian.
        value: ``row -> value``: text, number, Decimal, date, datetime, bool or None.
    """

    label: str
    value: Callable[[Any], Any]


def table_response(
    filename: str, columns: Sequence[Column], rows: Iterable[Any], format: str, *, exact: bool = False
) -> HttpResponseBase:
    """Return a download of exactly these rows.

    Args:
        filename: without ending; today's date is added ("enti" gives ``enti-2026-11-24.csv``).
        columns: header and value of each column.
        rows: already filtered and visible to the person; a QuerySet is read in pieces.
        format: ``csv``, ``xlsx``, or ``json``: a list with an object for each row, keyed by the headers;
            decimals as text with their cents, dates in ISO.
        exact: for programs rather than people: decimal point, ISO dates, and in XLSX every text as it is.

    Raises:
        ValueError: for another format; views offer ``FORMATS`` or ``WITH_JSON`` only.
    """
    if format not in WITH_JSON:
        raise ValueError(f"no such format: {format}")
    name = f"{slugify(filename)}-{today().isoformat()}.{format}"
    if format == JSON:
        objects = [{str(column.label): column.value(row) for column in columns} for row in _in_pieces(rows)]
        return JsonResponse(
            objects,
            safe=False,
            json_dumps_params={"ensure_ascii": False},
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    records = ([column.value(row) for column in columns] for row in _in_pieces(rows))
    header = [str(column.label) for column in columns]
    if format == "csv":
        return StreamingHttpResponse(
            _csv_lines(header, records, exact=exact),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    book = _workbook(header, records, exact=exact)
    return FileResponse(book, as_attachment=True, filename=name, content_type=XLSX_TYPE)


def table_file(header: list[str], records: Iterable[list[Any]], format: str) -> IO[bytes]:
    """Return a table for programs as a temporary file, line by line: what a job makes of a long one."""
    if format == "xlsx":
        return _workbook(header, records, exact=True)
    return _text_file(_csv_lines(header, records, exact=True))


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook.

    Args:
        name: made to fit what workbooks allow.
        header: labels of the columns.
        records: lines of values, read once.
    """

    name: str
    header: list[str]
    records: Iterable[list[Any]]


def book_file(sheets: Iterable[Sheet]) -> IO[bytes]:
    """Return a workbook for programs with several tables, as a temporary file."""
    return _book(sheets, exact=True)


@dataclass(frozen=True)
class Export:
    """A table that people take away, made by a job when it is long.

    Args:
        code: ``sua.tenders``.
        label: Italian words of the work ("Esportazione delle richieste di gara").
        filename: without ending.
        columns: as of ``table_response``.
        rows: (person, filters of the list as in its address, id of the organisation acted for or None)
            -> the rows this person may see now; whether they still act for it is asked again.
        chosen: (filters of the list as in its address) -> the columns, where people choose them.
    """

    code: str
    label: Any
    filename: str
    columns: Sequence[Column]
    rows: Callable[[Any, QueryDict, int | None], Any]
    chosen: Callable[[QueryDict], Sequence[Column]] | None = None

    def columns_for(self, query: QueryDict) -> Sequence[Column]:
        """Return the columns of a file, as the address of the list says."""
        return self.chosen(query) if self.chosen else self.columns


exports: Registry[Export] = Registry("export")


def register_export(export: Export) -> Export:
    """Make a table known to the job, from the app's ``exports.py``."""
    return exports.add(export.code, export)


def is_long(count: int) -> bool:
    """Say whether a table has more rows than a page makes while its reader waits (ui.md 5.5)."""
    return count > LONG


def long_export(
    request: Request, export: Export, format: str, *, count: int, back: str, note: Callable[[], object]
) -> HttpResponse:
    """Answer for a long table: a question, and on POST the page of the work that makes it.

    Args:
        request: with the filters of the list in its address.
        export: registered.
        format: ``csv`` or ``xlsx``.
        count: how many rows.
        back: path of the list.
        note: leaves the journal line.
    """
    if request.method != "POST":
        context = {"label": export.label, "count": count, "cancel_url": back}
        return render(request, "layouts/long_export.html", context)
    with transaction.atomic():
        note()
        address = start_work(
            actor=request.actor,
            label=str(export.label),
            job="base.export_table",
            code=export.code,
            query=request.GET.urlencode(),
            format=format,
            acting_for=getattr(request.actor.organisation, "pk", None),
        )
    return redirect(address)


def answer_export(
    request: Request,
    export: Export,
    format: str,
    rows: Any,
    *,
    back: str,
    note: Callable[[int], object],
    formats: Sequence[str] = FORMATS,
) -> HttpResponseBase:
    """Answer with a table: at once, or by a job when it is long; 404 for another format.

    Args:
        request: with the filters of the list in its address.
        export: registered.
        format: as in the address.
        rows: those of the list, already filtered and visible to the person.
        back: path of the list.
        note: leaves the journal line, given how many rows.
        formats: which the list offers; JSON is made at once.
    """
    if format not in formats:
        raise Http404
    count = rows.count()
    if format in FORMATS and (request.method == "POST" or is_long(count)):
        return long_export(request, export, format, count=count, back=back, note=lambda: note(count))
    response = table_response(export.filename, export.columns_for(request.GET), rows, format)
    after_answer(response, lambda: note(count))
    return response


def write_export(work: Running, code: str, query: str, format: str, acting_for: int | None) -> Result:
    """Make a table for the person of a work, with the rows they may see at this moment."""
    export = exports.get(code)
    rows = export.rows(work.person, QueryDict(query), acting_for)
    total = rows.count()

    def counted() -> Iterator[Any]:
        for done, row in enumerate(_in_pieces(rows), start=1):
            work.step(done, total, _("Righe"))
            yield row

    columns = export.columns_for(QueryDict(query))
    records = ([column.value(row) for column in columns] for row in counted())
    header = [str(column.label) for column in columns]
    name = f"{slugify(export.filename)}-{today().isoformat()}.{format}"
    file = _workbook(header, records) if format == "xlsx" else _text_file(_csv_lines(header, records))
    return Result(label=_("Scarica il file"), file=file, file_name=name)


def _text_file(lines: Iterable[str]) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever keeps the result closes it
    for line in lines:
        file.write(line.encode())
    file.seek(0)
    return file


def neutral(text: str) -> str:
    """Return the text with an apostrophe in front when a spreadsheet would run it as a formula."""
    visible = text.lstrip(_BLANK)  # some spreadsheets drop blanks and marks in front
    return f"'{text}" if visible.startswith(_STARTS_A_FORMULA) else text


def _in_pieces(rows: Iterable[Any]) -> Iterable[Any]:
    return rows.iterator(chunk_size=1000) if hasattr(rows, "iterator") else rows


class _Line:
    """A file that hands back what csv writes into it."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(header: list[str], records: Iterable[list[Any]], *, exact: bool = False) -> Iterator[str]:
    writer = csv.writer(_Line(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff"
    yield writer.writerow([neutral(cell) for cell in header])
    text = _as_exact_text if exact else _as_text
    for record in records:
        yield writer.writerow([text(value) for value in record])


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "sì" if value else "no"
        case int():
            return str(value)
        case Decimal() | float():
            return str(value).replace(".", ",")
        case datetime():
            return f"{rome(value):%d/%m/%Y %H:%M}" if value.tzinfo else f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return neutral(str(value))


def _as_exact_text(value: Any) -> str:
    match value:
        case Decimal():
            return f"{value:f}"
        case float():
            return str(value)
        case datetime():
            return (rome(value) if value.tzinfo else value).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
    return _as_text(value)


def _workbook(header: list[str], records: Iterable[list[Any]], *, exact: bool = False) -> IO[bytes]:
    return _book([Sheet(_SHEET_NAME, header, records)], exact=exact)


def _book(sheets: Iterable[Sheet], *, exact: bool) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    # constant_memory keeps one row at a time; nothing of a text becomes a formula, number or link.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, {**options, "default_date_format": "dd/mm/yyyy"})
    for sheet in sheets:
        _write_sheet(book, sheet, exact)
    book.close()
    file.seek(0)
    return file


def _write_sheet(book: Any, table: Sheet, exact: bool) -> None:
    """Write one table; what does not fit on a sheet goes on on the next."""
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet = _new_sheet(book, table)
    line = 0
    for record in table.records:
        line += 1
        if line > _MOST_LINES:
            sheet, line = _new_sheet(book, table), 1
        for number, value in enumerate(record):
            if exact and isinstance(value, str):
                sheet.write_string(line, number, value)
            else:
                _write_cell(sheet, line, number, value, moment)


def _new_sheet(book: Any, table: Sheet) -> Any:
    sheet = book.add_worksheet(_sheet_name(table.name, [one.get_name() for one in book.worksheets()]))
    bold = book.add_format({"bold": True})
    for number, label in enumerate(table.header):
        sheet.set_column(number, number, min(max(len(label) + 2, _WIDTHS[0]), _WIDTHS[1]))
        sheet.write_string(0, number, neutral(label), bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _sheet_name(name: str, taken: list[str]) -> str:
    """Return a name that a workbook takes: 31 letters at most, some signs left out, not there yet."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", name)[:_LONGEST_NAME]
    known = {one.casefold() for one in taken}
    number, found = 1, plain
    while found.casefold() in known:
        number += 1
        found = f"{plain[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
    return found


def _write_cell(sheet: Any, line: int, number: int, value: Any, moment: Any) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_string(line, number, "sì" if value else "no")
        case int() | float() | Decimal():
            sheet.write_number(line, number, value)
        case datetime():
            naive = rome(value).replace(tzinfo=None) if value.tzinfo else value
            sheet.write_datetime(line, number, naive, moment)
        case date():
            sheet.write_datetime(line, number, value)
        case _:
            sheet.write_string(line, number, neutral(str(value)))
