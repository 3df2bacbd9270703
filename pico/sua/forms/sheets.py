"""A table of a spreadsheet as text: CSV as it is, XLSX by its first sheet. What is dangerous is refused."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from pico.base.errors import Refused
from pico.files.office import check_office

ZIP = b"PK"
MOST_FORMULAS = 5  # named in a refusal


def text_of(content: bytes, most: int, columns: int) -> str:
    """Return the lines of a file, cells separated by tabs where it was a workbook.

    Args:
        content: the whole file, small.
        most: lines; a longer sheet is refused before it is read whole.
        columns: cells of a line that are looked at.

    Raises:
        Refused: with macros, a bomb, damaged, too long, formulas without a value, or neither a workbook nor
            UTF-8 text.
    """
    if content.startswith(ZIP):
        return _of_workbook(content, most, columns)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        sentence = _("Il file non si legge: salvalo come cartella di Excel (XLSX) o come CSV UTF-8.")
        raise Refused(sentence, code="unreadable") from None


def _of_workbook(content: bytes, most: int, columns: int) -> str:
    check_office(io.BytesIO(content), "xlsx")
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter="\t", lineterminator="\n")
    try:
        written = list(_rows(content, most, columns, data_only=False))
        empty = []
        for place, row in enumerate(_rows(content, most, columns, data_only=True), 1):
            if place > most + 1 and any(cell is not None for cell in row):
                raise Refused(_("Al massimo %(most)s righe: dividi il file.") % {"most": most}, code="long")
            writer.writerow([_cell(value) for value in row])
            empty += _formulas_without_value(place, row, written[place - 1])
        _require_values(empty)
    except Refused:
        raise
    except Exception as error:  # the library raises whatever a damaged part makes it stumble on
        sentence = _("Il foglio di calcolo non si legge: salvalo di nuovo e riprova.")
        raise Refused(sentence, code="damaged") from error
    return lines.getvalue()


def _rows(content: bytes, most: int, columns: int, *, data_only: bool) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the first sheet: the values of its formulas, or the formulas as they are written."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    return book.worksheets[0].iter_rows(max_row=most + 2, max_col=columns + 1, values_only=True)


def _formulas_without_value(place: int, row: tuple[Any, ...], written: tuple[Any, ...]) -> list[str]:
    """Name the cells whose formula has no result: the program that wrote the file computed none."""
    pairs = enumerate(zip(row, written, strict=False), 1)
    return [
        _("riga %(row)s, colonna %(column)s") % {"row": place, "column": get_column_letter(number)}
        for number, (value, formula) in pairs
        if value is None and formula is not None
    ]


def _require_values(empty: list[str]) -> None:
    if empty:
        where = "; ".join(empty[:MOST_FORMULAS]) + ("…" if len(empty) > MOST_FORMULAS else "")
        sentence = _(
            "C'è una formula senza il suo risultato: %(where)s. Apri il file con Excel o LibreOffice e "
            "salvalo di nuovo, oppure scrivi il valore al posto della formula."
        )
        raise Refused(sentence % {"where": where}, code="formula")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format(value, ".10g").replace(".", ",")
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value).replace("\n", " ").replace("\t", " ").strip()
