"""Answers as files: one table, or all of them in a workbook or in a ZIP of CSV.

Two runs on the same data give the same bytes. For programs: decimal point, ISO dates. Responses are read in
pieces, so that a long file, made by a job, never stands in memory.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import IO, Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from pico.base.dates import today
from pico.base.exports import XLSX_TYPE, Column, Sheet, book_file, table_file, table_response
from pico.base.zips import Member, write_archive
from pico.questionnaires.sources import Source
from pico.questionnaires.tables import WHOLE, Line, lines_of, shapes

FORMATS = ("csv", "xlsx", "json")
FORMATS_OF_WHOLE = ("xlsx", "zip")
LONG = 1000  # responses: from the first on a job makes the file
Step = Callable[[int], None]


def offered(source: Source) -> dict[str, tuple[str, ...]]:
    """Return the formats of each table, and of all together."""
    return {WHOLE: FORMATS_OF_WHOLE, **dict.fromkeys(shapes(source), FORMATS)}


def response_of(source: Source, shape: str, format: str) -> HttpResponseBase:
    """Return a download of the answers.

    Args:
        source: of which rounds.
        shape: of ``offered``.
        format: of those of the shape.
    """
    name = f"rilevazione-{shape}"
    if shape == WHOLE:
        file = file_of(source, shape, format, lambda done: None)
        kind = XLSX_TYPE if format == "xlsx" else "application/zip"
        named = f"{name}-{today().isoformat()}.{format}"
        return FileResponse(file, as_attachment=True, filename=named, content_type=kind)
    header, lines = lines_of(source, shape)
    if format == "json":
        return StreamingHttpResponse(
            _json(lines),
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
        )
    columns = [Column(label, lambda line, label=label: line[label]) for label in header]  # type: ignore[misc]
    return table_response(name, columns, lines, format, exact=True)


def file_of(source: Source, shape: str, format: str, step: Step) -> IO[bytes]:
    """Return the same as a temporary file.

    Args:
        source: of which rounds.
        shape: of ``offered``.
        format: of those of the shape.
        step: told after each line how many there are.
    """
    if shape == WHOLE:
        return _all_tables(source, format, step)
    header, lines = lines_of(source, shape)
    counted = _counted(lines, step)
    if format == "json":
        file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever keeps the result closes it
        file.writelines(part.encode() for part in _json(counted))
        file.seek(0)
        return file
    return table_file(header, _records(header, counted), format)


def _all_tables(source: Source, format: str, step: Step) -> IO[bytes]:
    if format == "xlsx":
        return book_file(_sheet(source, shape, step) for shape in shapes(source))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever keeps the result closes it
    file.writelines(write_archive(_member(_sheet(source, shape, step)) for shape in shapes(source)))
    file.seek(0)
    return file


def _member(sheet: Sheet) -> Member:
    """Return a table as an entry of a ZIP, without a date: the same bytes whenever it is made."""
    return Member(f"{sheet.name}.csv", lambda: table_file(sheet.header, sheet.records, "csv"))


def _sheet(source: Source, shape: str, step: Step) -> Sheet:
    header, lines = lines_of(source, shape)
    return Sheet(shape, header, _records(header, _counted(lines, step)))


def _records(header: list[str], lines: Iterator[Line]) -> Iterator[list[Any]]:
    return ([line[label] for label in header] for line in lines)


def _counted(lines: Iterator[Line], step: Step) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        step(number)
        yield line


def _json(lines: Iterator[Line]) -> Iterator[str]:
    """Yield a list of objects, one at a time."""
    before = "["
    for line in lines:
        yield f"{before}\n{json.dumps(line, ensure_ascii=False, default=_plain_json)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _plain_json(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()
