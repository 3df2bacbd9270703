"""ANAC's published code lists: how a file is read, and what of it the table has otherwise."""

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.html import one_line
from pico.base.identifiers import clean_cpv
from pico.sua.models import CodeListEntry
from pico.sua.models.codes import Mark

CPV = "CPV"
CCNL = "ccnl"
ALWAYS = date(1900, 1, 1)  # ANAC writes no day: since ever
NEVER = 2099  # the year that ANAC writes for no end
_TRAILING_COMMA = re.compile(r",(\s*[\]}])")
_LONGEST = {"code": 40, "label": 1000}


class Unreadable(Exception):
    """The file is no list of codes; the sentence says why."""


@dataclass(frozen=True)
class Code:
    """One line of a file that makes sense."""

    code: str
    label: str
    valid_from: date
    valid_to: date | None


@dataclass
class Reading:
    """What a file says: its codes, and the lines that were refused with the reason of each."""

    codes: list[Code] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@dataclass
class Changes:
    """What the table would have to change to say what the file says."""

    added: list[CodeListEntry] = field(default_factory=list)
    changed: list[CodeListEntry] = field(default_factory=list)
    ended: list[CodeListEntry] = field(default_factory=list)


def read(content: bytes, name: str) -> Reading:
    """Return the codes of a JSON or CSV file, each once; ``name`` is the list's.

    Raises:
        Unreadable: when it is neither, or has not the columns of ANAC's model.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Unreadable(_("Il file non è scritto in UTF-8.")) from wrong
    try:
        lines = _json(text) if text.lstrip().startswith(("[", "{")) else _csv(text)
    except csv.Error as wrong:
        words = _("Il CSV ha una cella troppo lunga o un a capo fuori posto: scaricalo di nuovo.")
        raise Unreadable(words) from wrong
    reading = Reading()
    seen: dict[tuple[str, date], Code] = {}
    for number, line in enumerate(lines, 1):
        try:
            code = _code(line, name)
        except ValueError as wrong:
            reading.refused.append(_("Riga %(number)s: %(why)s") % {"number": number, "why": wrong})
            continue
        before = seen.setdefault((code.code, code.valid_from), code)
        if before is code:
            reading.codes.append(code)
        elif before != code:
            why = _("«%(code)s» è già scritto più sopra con altre parole.") % {"code": code.code}
            reading.refused.append(_("Riga %(number)s: %(why)s") % {"number": number, "why": why})
    if not reading.codes:
        raise Unreadable(_("Nel file non c'è nessun codice con la sua descrizione."))
    return reading


def _json(text: str) -> Iterable[Any]:
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):  # codNUTS is published with a comma too many
        try:
            found = json.loads(attempt)
        except (ValueError, RecursionError):  # the second: brackets in brackets, without end
            continue
        if isinstance(found, list):
            return found
        break
    raise Unreadable(_("Il file non è un elenco JSON come quelli pubblicati da ANAC."))


def _csv(text: str) -> Iterable[Any]:
    first = text.partition("\n")[0]
    reader = csv.DictReader(StringIO(text), delimiter=";" if ";" in first else ",")
    if not {"codice", "descrizione"} <= set(reader.fieldnames or ()):
        raise Unreadable(_("La prima riga del CSV deve avere almeno le colonne codice e descrizione."))
    return list(reader)


def _code(line: Any, name: str) -> Code:
    if not isinstance(line, dict):
        raise ValueError(_("non è un codice."))
    label = line.get("descrizione")
    if isinstance(label, dict):
        label = label.get("it") or next(iter(label.values()), "")
    texts = {"code": _text(line.get("codice")), "label": _text(label)}
    for what, text in texts.items():
        if not text or len(text) > _LONGEST[what]:
            raise ValueError(_("codice o descrizione mancano o sono troppo lunghi."))
    code = texts["code"]
    if name == CPV:
        cleaned = clean_cpv(code)
        if cleaned is None:
            raise ValueError(_("«%(code)s» non è un CPV di otto cifre.") % {"code": code})
        code = cleaned
    first, last = _day(line.get("dataInizio")) or ALWAYS, _day(line.get("dataFine"))
    if last and last.year >= NEVER:
        last = None
    if last and last < first:
        raise ValueError(_("«%(code)s» finirebbe prima di cominciare.") % {"code": code})
    return Code(code, texts["label"], first, last)


def _text(value: Any) -> str:
    return one_line(str(value)) if isinstance(value, (str, int)) else ""


def _day(value: Any) -> date | None:
    if not value:
        return None
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError as wrong:
        raise ValueError(_("«%(day)s» non è una data.") % {"day": str(value)[:40]}) from wrong


def compare(name: str, codes: list[Code], on: date, source: str) -> Changes:
    """Return what the table has otherwise; nothing when it says what the file says.

    A code that ANAC no longer publishes ends the day before; rows that people added by hand stay.
    """
    changes = Changes()
    known = {(row.code, row.valid_from): row for row in CodeListEntry.objects.filter(list=name)}
    for one in codes:
        row = known.pop((one.code, one.valid_from), None)
        if row is None:
            row = CodeListEntry(
                list=name, code=one.code, valid_from=one.valid_from, mark=Mark.VERIFIED, source=source
            )
            changes.added.append(_said(row, one))
        elif (row.label, row.valid_to) != (one.label, one.valid_to):
            row.source = source
            kind = changes.changed if one.valid_to is None or row.label != one.label else changes.ended
            kind.append(_said(row, one))
    for row in known.values():
        if row.valid_to is None and row.source.startswith(ANAC):
            row.valid_to = max(row.valid_from, on - timedelta(days=1))
            changes.ended.append(row)
    return changes


ANAC = "ANAC, "


def source_of(file_name: str, on: date) -> str:
    """Return what is written as the source of rows from a file."""
    return f"{ANAC}{file_name[:120]}, situazione al {dates.italian_date(on)}"


def _said(row: CodeListEntry, one: Code) -> CodeListEntry:
    row.label, row.valid_to = one.label, one.valid_to
    return row


def is_loaded(name: str) -> bool:
    """Say whether the table has this list at all."""
    return CodeListEntry.objects.filter(list=name).exists()


def is_in_force(name: str, code: str, on: date) -> bool:
    """Say whether the list has a code on a day."""
    return CodeListEntry.objects.in_force(on).filter(list=name, code=code).exists()
