"""Reading a table of a public source: encoding, separator, headers found by what they mean."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from pico.organisations.names import without_accents

SEPARATORS = (";", "\t", ",")
OLD_EXCEL, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"  # how .xls and .xlsx begin


class Unreadable(Exception):
    """The file is not the expected one; the message says why, in Italian."""


@dataclass(frozen=True)
class Table:
    """Rows by the names we give to columns, each with its line in the file.

    Args:
        rejected: how many lines had another number of cells.
        strange: those lines, each with its number of cells.
        width: how many cells a line has.
    """

    rows: list[dict[str, str]]
    rejected: int
    lines: list[int] = field(default_factory=list)
    strange: list[tuple[int, int]] = field(default_factory=list)
    width: int = 0


def decode(content: bytes) -> str:
    """Return the text: UTF-8 with or without a mark, else the old Windows encoding."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def header_form(label: str) -> str:
    """Return a header as it is compared: letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", without_accents(label))


def read_table(
    content: bytes,
    columns: Mapping[str, Sequence[str]],
    *,
    required: Sequence[str],
    quoting: bool = True,
) -> Table:
    """Read a delimited file.

    Args:
        content: the file.
        columns: our name -> the headers it is known by, in order of preference.
        required: names without which the file is not the expected one.
        quoting: False for files that write quotes as any other character.

    Returns:
        Only the columns asked for; the others (people's names among them) are never kept.

    Raises:
        Unreadable: empty, a web page, another separator, a required column missing (named).
    """
    if content.startswith(OLD_EXCEL) or (content.startswith(ZIP) and b"xl/" in content):
        raise Unreadable(_("È un foglio Excel: salvalo come CSV e ricaricalo."))
    text = decode(content)
    first = text.lstrip()[:200]
    if not first:
        raise Unreadable(_("Il file è vuoto."))
    if first.startswith("<") or "\x00" in first:
        raise Unreadable(_("Il file non è una tabella di testo (sembra una pagina web o un altro formato)."))
    header = text.splitlines()[0]
    separator = max(SEPARATORS, key=header.count)
    if separator not in header:
        raise Unreadable(_("Non trovo colonne: il separatore non è punto e virgola, virgola o tabulazione."))
    lines = io.StringIO(text, newline="")
    if quoting:
        reader = csv.reader(lines, delimiter=separator)
    else:
        reader = csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    try:
        places = _places(next(reader), columns, required)
        return _rows(reader, places)
    except csv.Error as wrong:
        words = _(
            "La riga %(line)s non è di una tabella: una cella è troppo lunga o un a capo è fuori posto."
        )
        raise Unreadable(words % {"line": reader.line_num}) from wrong


def _places(
    header: list[str], columns: Mapping[str, Sequence[str]], required: Sequence[str]
) -> tuple[dict[str, int], int]:
    there: dict[str, int] = {}
    for index, label in enumerate(header):
        there.setdefault(header_form(label), index)
    found = {}
    for name, labels in columns.items():
        for label in labels:
            if header_form(label) in there:
                found[name] = there[header_form(label)]
                break
    for name in required:
        if name not in found:
            raise Unreadable(_("Manca la colonna «%(label)s».") % {"label": columns[name][0]})
    return found, len(header)


def _rows(reader: Any, places: tuple[dict[str, int], int]) -> Table:
    found, width = places
    table, line = Table([], 0, width=width), reader.line_num
    for cells in reader:
        here, line = line + 1, reader.line_num  # a cell may hold several lines of the file
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            table.strange.append((here, len(cells)))
            continue
        table.rows.append({name: _cell(cells[index]) for name, index in found.items()})
        table.lines.append(here)
    return replace(table, rejected=len(table.strange))


def _cell(text: str) -> str:
    cleaned = text.strip()
    return "" if cleaned.lower() == "null" else cleaned
