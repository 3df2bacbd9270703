"""The one exporter of tables: CSV and XLSX of exactly the rows of a list (security.md 5.8)."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from pico.base import dates

FORMATS = ("csv", "xlsx")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """One column.

    Args:
        label: its header, Italian.
        value: row -> what the cell holds: text, number, date or nothing.
    """

    label: str
    value: Callable[[Any], Any]


class _Echo:
    """A file that hands back what is written to it, so that csv can stream."""

    def write(self, line: str) -> str:
        return line


def export(
    rows: Iterable[Any], columns: Sequence[Column], *, name: str, file_format: str
) -> HttpResponseBase:
    """Return the download of a list.

    Cells that look like a formula get a leading apostrophe; numbers and dates keep their type.

    Args:
        rows: those of the list, ``visible_to`` and filters included.
        columns: in order.
        name: of the file, without extension ("richieste").
        file_format: csv or xlsx.

    Raises:
        ValueError: for another format.
    """
    if file_format not in FORMATS:
        raise ValueError(f"no such format: {file_format}")
    made = _csv(rows, columns) if file_format == "csv" else _xlsx(rows, columns)
    made["Content-Disposition"] = f'attachment; filename="{name}_{dates.today():%Y-%m-%d}.{file_format}"'
    return made


def _csv(rows: Iterable[Any], columns: Sequence[Column]) -> StreamingHttpResponse:
    writer = csv.writer(_Echo(), delimiter=";")

    def lines() -> Iterator[str]:
        yield "\ufeff"  # without it spreadsheets read UTF-8 as Windows-1252
        yield writer.writerow([column.label for column in columns])
        for row in rows:
            yield writer.writerow([_as_text(column.value(row)) for column in columns])

    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{dates.rome(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal | float) and not isinstance(value, bool):
        return str(value).replace(".", ",")
    if isinstance(value, int):
        return str(value)
    return _harmless(str(value))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _xlsx(rows: Iterable[Any], columns: Sequence[Column]) -> FileResponse:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    formats = {
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
    }
    for position, column in enumerate(columns):
        sheet.write_string(0, position, str(column.label), bold)
        sheet.set_column(position, position, max(14, len(str(column.label)) + 2))
    for line, row in enumerate(rows, start=1):
        for position, column in enumerate(columns):
            _write_cell(sheet, (line, position), column.value(row), formats)
    sheet.freeze_panes(1, 0)
    book.close()
    file.seek(0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FileResponse(file, content_type=kind)


def _write_cell(sheet: Any, where: tuple[int, int], value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(*where, dates.rome(value).replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(*where, datetime(value.year, value.month, value.day), formats["day"])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(*where, value)
    else:
        sheet.write_string(*where, str(value))
