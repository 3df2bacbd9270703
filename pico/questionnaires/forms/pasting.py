"""Rows of a spreadsheet pasted below a table: read cell by cell, refused with the row and the column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pico.questionnaires.typed import shown
from pico.questionnaires.types import FIXED_ROWS, value_error

MOST_ERRORS = 5


@dataclass
class Pasted:
    """What a pasted text holds.

    Args:
        rows: that fit into the table.
        left: lines beyond its limit, as they were pasted.
        errors: sentences; while there is one, nothing is taken.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def read_pasted(
    table: Mapping[str, Any], text: str, room: int, read: Callable[[Mapping[str, Any], str], Any]
) -> Pasted:
    """Read the lines of a spreadsheet, columns in the order of the table.

    Args:
        table: the question.
        text: lines with tabs between their cells, or semicolons; a line of headings is looked past.
        room: how many rows the table still takes.
        read: (column, text of a cell) -> stored value.
    """
    found = Pasted()
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and _cells(table, lines[0]) == [column["label"] for column in table["columns"]]:
        lines = lines[1:]
    found.left = lines[room:]
    for number, line in enumerate(lines[:room], 1):
        found.rows.append(_row(table, number, _cells(table, line), read, found.errors))
        if len(found.errors) >= MOST_ERRORS:
            break
    return found


def read_fixed(
    table: Mapping[str, Any], text: str, read: Callable[[Mapping[str, Any], str], Any]
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Read lines that begin with the code of a fixed row and its label; return (rows by code, sentences).

    Args:
        table: the question, with the rows of its round.
        text: as of ``read_pasted``.
        read: as of ``read_pasted``.
    """
    codes = {row["code"] for row in table[FIXED_ROWS]}
    rows: dict[str, dict[str, Any]] = {}
    errors: list[str] = []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), 1):
        code, *rest = (cell.strip() for cell in line.split("\t" if "\t" in line else ";"))
        cells = rest[1:]
        if number == 1 and cells == [column["label"] for column in table["columns"]]:
            continue
        if code not in codes or code in rows:
            sentence = _("Riga %(number)s: «%(code)s» non è il codice di una voce, o c'è già.")
            errors.append(sentence % {"number": number, "code": code[:40]})
        elif any(cells):
            rows[code] = _row(table, number, cells, read, errors)
        if len(errors) >= MOST_ERRORS:
            break
    return rows, errors


def line_of(table: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """Return a stored row as a line that reads back to it."""
    cells = (shown(column, row.get(column["key"])) for column in table["columns"])
    return "\t".join(
        cell.replace("\u00a0", " ").removesuffix(f" {_unit(column)}").replace("\t", " ")
        for column, cell in zip(table["columns"], cells, strict=True)
    )


def _unit(column: Mapping[str, Any]) -> str:
    return "€" if column["type"] == "money" else column.get("unit", "")


def _cells(table: Mapping[str, Any], line: str) -> list[str]:
    if len(table["columns"]) == 1:
        return [line.strip()]
    return [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]


def _row(
    table: Mapping[str, Any], number: int, cells: list[str], read: Callable[..., Any], errors: list[str]
) -> dict[str, Any]:
    columns = table["columns"]
    if len(cells) > len(columns):
        where = {"number": number, "cells": len(cells), "columns": len(columns)}
        errors.append(_("Riga %(number)s: ha %(cells)s celle, la tabella %(columns)s colonne.") % where)
    row = {}
    for column, cell in zip(columns, [*cells, *[""] * len(columns)], strict=False):
        row[column["key"]], wrong = _value(column, cell, read)
        if wrong:
            told = {"number": number, "label": column["label"], "error": wrong}
            errors.append(_("Riga %(number)s, «%(label)s»: %(error)s") % told)
    return row


def _value(column: Mapping[str, Any], cell: str, read: Callable[..., Any]) -> tuple[Any, str]:
    """Return the stored value of a cell, or what is wrong with it."""
    try:
        value = read(column, cell)
    except ValidationError as error:
        return None, " ".join(error.messages)
    if value is None and column.get("required"):
        return None, _("Manca.")
    return value, value_error(column, value)
