"""Answers as files: one line per response with a column for each question, and one line per value.

Columns follow from the definition of the version alone, whatever was shown or hidden; two runs on the same
data give the same bytes.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseBase

from pico.base.exports import Column, table_response
from pico.questionnaires.cells import answers_from, cells_of
from pico.questionnaires.definition import Definition, questions
from pico.questionnaires.models import Response, Round
from pico.questionnaires.typed import label_of
from pico.questionnaires.types import types

SHAPES = ("larga", "lunga", "domande")
FORMATS = ("csv", "xlsx", "json")
Line = dict[str, Any]


def sent(round: Round) -> list[tuple[Response, dict[str, Any]]]:
    """Return the responses of a round that were sent, with their values, sorted by who answered."""
    rows = Response.objects.unrestricted("results are read by who runs the round, asked by the page")
    found = rows.filter(round=round, is_anonymous=False, state=Response.State.SUBMITTED)
    found = found.select_related("invitation__organisation", "invitation__person").prefetch_related("answers")
    definition = round.version.definition
    ordered = sorted(found, key=lambda row: (_code(row), str(row.pk)))
    return [(row, answers_from(definition, row.answers.all())) for row in ordered]


def _code(response: Response) -> str:
    """Return what tells who answered: the code of the organisation, the address of the person."""
    body = response.organisation
    return body.slug if body else response.respondent.email


def response_of(round: Round, shape: str, format: str) -> HttpResponseBase:
    """Return a download of the answers of a round."""
    header, lines = _TABLES[shape](round)
    name = f"rilevazione-{shape}"
    if format == "json":
        body = json.dumps(lines, ensure_ascii=False, indent=1, default=str) + "\n"
        return HttpResponse(
            body,
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
        )
    columns = [Column(label, lambda line, label=label: line[label]) for label in header]  # type: ignore[misc]
    return table_response(name, columns, lines, format)


def _identity(response: Response) -> Line:
    return {
        "chi": _code(response),
        "denominazione": str(response.respondent),
        "risposta": str(response.pk),
        "inviata_il": response.submitted_at,
    }


IDENTITY = ["chi", "denominazione", "risposta", "inviata_il"]


def wide(round: Round) -> tuple[list[str], list[Line]]:
    """Return (header, lines): one line per response, one column per question."""
    items = list(questions(round.version.definition))
    names = [name for item in items for name in types.get(item["type"]).columns(item)]
    lines = []
    for response, values in sent(round):
        line: Line = {**_identity(response), **dict.fromkeys(names)}
        for item in items:
            line |= {
                name: value for name, value in _columns(item, values.get(item["key"])).items() if name in line
            }
        lines.append(line)
    return [*IDENTITY, *names], lines


def _columns(item: Mapping[str, Any], value: Any) -> Line:
    key = item["key"]
    if value is None:
        return {}
    match item["type"]:
        case "matrix":
            return {f"{key}.{row}": cell for row, cell in value.items()}
        case "multi":
            return {key: "|".join(value)}
        case "single" if isinstance(value, dict):
            return {key: "other", f"{key}.other": value["other"]}
    return {key: plain(value)}


def plain(value: Any) -> Any:
    """Return a stored value as a table cell: numbers as Decimal."""
    return Decimal(value["num"]) if isinstance(value, dict) and "num" in value else value


LONG = [*IDENTITY, "domanda", "riga", "colonna", "stato", "valore", "etichetta"]


def long(round: Round) -> tuple[list[str], list[Line]]:
    """Return (header, lines): one line per value, and one for each question without a value, saying why."""
    definition = round.version.definition
    lines: list[Line] = []
    for response, values in sent(round):
        asked = set(response.asked)
        for item in questions(definition):
            if types.get(item["type"]).chart or item["type"] == "consent":
                lines += [{**_identity(response), **part} for part in _parts(item, values, asked)]
    return LONG, lines


def _parts(item: Mapping[str, Any], values: Mapping[str, Any], asked: set[str]) -> list[Line]:
    key = item["key"]
    cells = list(cells_of(item, values.get(key)))
    if not cells:
        state = "EMPTY" if key in asked else "NOT_ASKED"
        return [
            {"domanda": key, "riga": None, "colonna": "", "stato": state, "valore": None, "etichetta": ""}
        ]
    return [
        {
            "domanda": key,
            "riga": row or None,
            "colonna": column,
            "stato": "ANSWERED",
            "valore": _flat(cell),
            "etichetta": _label(item, cell),
        }
        for row, column, cell in sorted(cells, key=lambda cell: (cell[0], cell[1]))
    ]


def _flat(cell: Any) -> Any:
    if isinstance(cell, list):
        return "|".join(cell)
    return cell["other"] if isinstance(cell, dict) and "other" in cell else plain(cell)


def _label(item: Mapping[str, Any], cell: Any) -> str:
    if "options" not in item or isinstance(cell, dict):
        return ""
    return "; ".join(label_of(item, one) for one in (cell if isinstance(cell, list) else [cell]))


CODEBOOK = ["codice", "domanda", "tipo", "risposte", "condizione", "versione"]


def codebook(round: Round) -> tuple[list[str], list[Line]]:
    """Return (header, lines): what each key means."""
    definition: Definition = round.version.definition
    return CODEBOOK, [
        {
            "codice": item["key"],
            "domanda": item["label"],
            "tipo": str(types.get(item["type"]).label),
            "risposte": "; ".join(f"{o['value']} = {o['label']}" for o in item.get("options", [])),
            "condizione": json.dumps(item["show"], ensure_ascii=False) if "show" in item else "",
            "versione": round.version.number,
        }
        for item in questions(definition)
    ]


_TABLES = {"larga": wide, "lunga": long, "domande": codebook}
