"""Answers as files: a line per response, a line per value, a table of its own for each table question.

Columns follow from the definition of the version alone, whatever was shown or hidden; two runs on the same
data give the same bytes. For programs: decimal point, ISO dates. Responses are read in pieces, so that a long
file, made by a job, never stands in memory.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import IO, Any

from django.http import HttpResponseBase, StreamingHttpResponse

from pico.base.exports import Column, table_file, table_response
from pico.questionnaires.cells import answers_from, cells_of
from pico.questionnaires.definition import questions
from pico.questionnaires.gradebook import tries
from pico.questionnaires.models import Response, Round
from pico.questionnaires.purposes import is_scored
from pico.questionnaires.typed import label_of
from pico.questionnaires.types import types

FORMATS = ("csv", "xlsx", "json")
LONG, PIECE = 1000, 200  # responses: from the first on a job makes the file; read at once
Line = dict[str, Any]
Given = tuple[Response, dict[str, Any]]


def sent_rows(round: Round) -> Any:
    """Return the responses of a round that were sent, under the name of who did."""
    rows = Response.objects.unrestricted("results are read by who runs the round, asked by the page")
    return rows.filter(round=round, is_anonymous=False, state=Response.State.SUBMITTED)


def sent_keys(round: Round) -> list[Any]:
    """Return the keys of the responses that were sent, sorted by who answered."""
    who = ("pk", "invitation__organisation__slug", "invitation__person__email")
    lines = sent_rows(round).values_list(*who)
    return [pk for _code, pk in sorted((slug or mail, pk) for pk, slug, mail in lines)]


def sent(round: Round) -> Iterator[Given]:
    """Yield the responses of a round that were sent, with their values, sorted by who answered."""
    definition, keys = round.version.definition, sent_keys(round)
    related = sent_rows(round).select_related("invitation__organisation", "invitation__person", "attempt")
    if is_scored(round.version.questionnaire):
        related = related.annotate(tries=tries())
    for start in range(0, len(keys), PIECE):
        piece = keys[start : start + PIECE]
        found = related.prefetch_related("answers").in_bulk(piece)
        yield from ((found[pk], answers_from(definition, found[pk].answers.all())) for pk in piece)


def shapes(round: Round) -> list[str]:
    """Return the tables that a round gives: ``tabella-`` and the key for each table question."""
    keys = [item["key"] for item in questions(round.version.definition) if item["type"] == "table"]
    return ["larga", "lunga", *(f"{TABLE}{key}" for key in keys), "domande"]


def lines_of(round: Round, shape: str) -> tuple[list[str], Iterator[Line]]:
    """Return (header, lines) of a table of ``shapes``."""
    if shape.startswith(TABLE):
        return _table(round, shape.removeprefix(TABLE))
    return _SHAPES[shape](round)


def response_of(round: Round, shape: str, format: str) -> HttpResponseBase:
    """Return a download of the answers of a round."""
    header, lines = lines_of(round, shape)
    name = f"rilevazione-{shape}"
    if format == "json":
        return StreamingHttpResponse(
            _json(lines),
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
        )
    columns = [Column(label, lambda line, label=label: line[label]) for label in header]  # type: ignore[misc]
    return table_response(name, columns, lines, format, exact=True)


def file_of(round: Round, shape: str, format: str, step: Callable[[int], None]) -> IO[bytes]:
    """Return the same as a temporary file.

    Args:
        round: whose.
        shape: of ``shapes``.
        format: of ``FORMATS``.
        step: told after each line how many there are.
    """
    header, lines = lines_of(round, shape)
    counted = _counted(lines, step)
    if format == "json":
        file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever keeps the result closes it
        file.writelines(part.encode() for part in _json(counted))
        file.seek(0)
        return file
    return table_file(header, ([line[label] for label in header] for line in counted), format)


def _counted(lines: Iterator[Line], step: Callable[[int], None]) -> Iterator[Line]:
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


def _identity(response: Response) -> Line:
    body = response.organisation
    return {
        "chi": body.slug if body else response.respondent.email,
        "denominazione": str(response.respondent),
        "risposta": str(response.pk),
        "inviata_il": response.submitted_at,
    }


IDENTITY = ["chi", "denominazione", "risposta", "inviata_il"]


def wide(round: Round) -> tuple[list[str], Iterator[Line]]:
    """Return (header, lines): one line per response, one column per question; of a test its points too."""
    items = list(questions(round.version.definition))
    names = [name for item in items for name in types.get(item["type"]).columns(item)]
    if not is_scored(round.version.questionnaire):
        return [*IDENTITY, *names], (_wide_line(items, names, *given) for given in sent(round))
    scored = set(round.version.keys.values_list("question", flat=True))
    points = [f"{item['key']}{POINTS}" for item in items if item["key"] in scored]
    return [*IDENTITY, *SCORES, *names, *points], (
        {**_wide_line(items, names, response, values), **dict.fromkeys(points), **_scores(response)}
        for response, values in sent(round)
    )


SCORES, POINTS = ["tentativi", "tentativo", "punti", "punti_massimi", "superato"], ".punti"


def _scores(response: Response) -> Line:
    """Return the score of the attempt that counts, and the points of each question that it asked."""
    attempt: Any = response.attempt
    return {
        "tentativi": getattr(response, "tries", None),
        "tentativo": attempt.number,
        "punti": attempt.points,
        "punti_massimi": attempt.most,
        "superato": attempt.passed,
        **{f"{key}{POINTS}": Decimal(points) for key, (points, _most) in attempt.marks.items()},
    }


def _wide_line(items: list[Any], names: list[str], response: Response, values: Mapping[str, Any]) -> Line:
    line: Line = {**_identity(response), **dict.fromkeys(names)}
    for item in items:
        found = _columns(item, values.get(item["key"]))
        line |= {name: value for name, value in found.items() if name in line}
    return line


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


TABLE = "tabella-"


def _table(round: Round, key: str) -> tuple[list[str], Iterator[Line]]:
    """Return (header, lines) of one table question: a line for each row that somebody wrote."""
    item = next(item for item in questions(round.version.definition) if item["key"] == key)
    columns = [column["key"] for column in item["columns"]]
    lines = (
        {**_identity(response), "riga": number, **{name: plain(row.get(name)) for name in columns}}
        for response, values in sent(round)
        for number, row in enumerate(values.get(key) or [], 1)
    )
    return [*IDENTITY, "riga", *columns], lines


LONG_HEADER = [*IDENTITY, "domanda", "riga", "colonna", "stato", "valore", "numero", "etichetta"]


def long(round: Round) -> tuple[list[str], Iterator[Line]]:
    """Return (header, lines): one line per value, and one for each question without a value, saying why."""
    items = [
        item
        for item in questions(round.version.definition)
        if types.get(item["type"]).chart or item["type"] == "consent"
    ]
    lines = (
        {**_identity(response), **part}
        for response, values in sent(round)
        for item in items
        for part in _parts(item, values, set(response.asked))
    )
    return LONG_HEADER, lines


def _parts(item: Mapping[str, Any], values: Mapping[str, Any], asked: set[str]) -> list[Line]:
    key = item["key"]
    cells = list(cells_of(item, values.get(key)))
    nothing = {"riga": None, "colonna": "", "valore": None, "numero": None, "etichetta": ""}
    if not cells:
        return [{"domanda": key, **nothing, "stato": "EMPTY" if key in asked else "NOT_ASKED"}]
    return [
        {
            "domanda": key,
            "riga": row or None,
            "colonna": column,
            "stato": "ANSWERED",
            "valore": None if isinstance(flat := _flat(cell), Decimal) else flat,
            "numero": flat if isinstance(flat, Decimal) else None,
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


def codebook(round: Round) -> tuple[list[str], Iterator[Line]]:
    """Return (header, lines): what each key means."""
    return CODEBOOK, (
        {
            "codice": item["key"],
            "domanda": item["label"],
            "tipo": str(types.get(item["type"]).label),
            "risposte": "; ".join(f"{o['value']} = {o['label']}" for o in item.get("options", [])),
            "condizione": json.dumps(item["show"], ensure_ascii=False) if "show" in item else "",
            "versione": round.version.number,
        }
        for item in questions(round.version.definition)
    )


_SHAPES = {"larga": wide, "lunga": long, "domande": codebook}
