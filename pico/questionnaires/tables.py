"""The tables of answers: a line per response, a line per value, one for each table question, the questions.

Columns follow from the definitions alone, whatever was shown or hidden. Several versions give the union of
their keys: those of the newest in its order, then those that it dropped.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from pico.questionnaires.cells import cells_of
from pico.questionnaires.definition import questions
from pico.questionnaires.models import Response, Version
from pico.questionnaires.places import PLACES, name_of
from pico.questionnaires.sources import Source, sent
from pico.questionnaires.typed import label_of
from pico.questionnaires.types import FIXED, outside_of, types
from pico.questionnaires.wording import condition_words

Line = dict[str, Any]
Table = tuple[list[str], Iterator[Line]]
TABLE = "tabella-"
WHOLE = "tutto"
IDENTITY = ["chi", "denominazione", "risposta", "inviata_il"]
OF_MANY = ["rilevazione", "versione"]
SCORES, POINTS = ["tentativi", "tentativo", "punti", "punti_massimi", "superato"], ".punti"
PARTS = ["domanda", "riga", "colonna", "stato", "valore", "numero", "etichetta"]
FIXED_HEADS = ["riga.codice", "riga.voce", "riga.unita"]  # no key of a column has a dot
CODEBOOK = ["codice", "domanda", "tipo", "risposte", "condizione", "versione"]


def shapes(source: Source) -> list[str]:
    """Return the tables that a source gives: ``tabella-`` and the key for each table question."""
    keys = [item["key"] for item in source.newest_items() if item["type"] == "table"]
    return ["larga", "lunga", *(f"{TABLE}{key}" for key in keys), "domande"]


def lines_of(source: Source, shape: str) -> Table:
    """Return (header, lines) of a table of ``shapes``."""
    if shape.startswith(TABLE):
        return _table(source, shape.removeprefix(TABLE))
    return _SHAPES[shape](source)


def _identity_names(source: Source) -> list[str]:
    return [*IDENTITY, *(OF_MANY if source.is_whole else [])]


def _identity(source: Source, response: Response) -> Line:
    body = response.organisation
    line = {
        "chi": body.slug if body else response.respondent.email,
        "denominazione": str(response.respondent),
        "risposta": str(response.pk),
        "inviata_il": response.submitted_at,
    }
    if source.is_whole:
        line |= {"rilevazione": response.round.title, "versione": response.round.version.number}
    return line


def wide(source: Source) -> Table:
    """Return (header, lines): one line per response, one column per question; of a test its points too."""
    names = list(dict.fromkeys(name for _v, item in source.asked() for name in _columns_of(item)))
    scores, points = _score_names(source)
    items = _by_version(source)
    blank = dict.fromkeys([*names, *points])
    called = Called()
    lines = (
        {
            **_identity(source, response),
            **blank,
            **_wide(items(response), values, called),
            **_scores(response),
        }
        for response, values in sent(source)
    )
    return [*_identity_names(source), *scores, *names, *points], lines


def _score_names(source: Source) -> tuple[list[str], list[str]]:
    """Return the columns of the score of a test, and those of the points of its questions."""
    if not source.is_scored:
        return [], []
    keys = {key.question for version in source.versions for key in version.keys.all()}
    return SCORES, [f"{item['key']}{POINTS}" for item in source.newest_items() if item["key"] in keys]


def _scores(response: Response) -> Line:
    """Return the score of the attempt that counts, and the points of each question that it asked."""
    attempt: Any = response.attempt
    if attempt is None:
        return {}
    return {
        "tentativi": getattr(response, "tries", None),
        "tentativo": attempt.number,
        "punti": attempt.points,
        "punti_massimi": attempt.most,
        "superato": attempt.passed,
        **{f"{key}{POINTS}": Decimal(points) for key, (points, _most) in attempt.marks.items()},
    }


def _columns_of(item: Mapping[str, Any]) -> list[str]:
    return types.get(item["type"]).columns(item)


def _by_version(source: Source) -> Callable[[Response], list[dict[str, Any]]]:
    """Return what gives the questions that a response was asked."""
    found = {version.pk: list(questions(version.definition)) for version in source.versions}
    return lambda response: found[response.round.version_id]


class Called:
    """The names of bodies and municipalities of one file: each is asked for once."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], str] = {}

    def __call__(self, kind: str, code: str) -> str:
        if (kind, code) not in self.known:
            self.known[kind, code] = name_of(kind, code)
        return self.known[kind, code]


def _wide(items: list[dict[str, Any]], values: Mapping[str, Any], called: Called) -> Line:
    line: Line = {}
    for item in items:
        names = set(_columns_of(item))
        cells = _columns(item, values.get(item["key"]), called)
        line |= {name: value for name, value in cells.items() if name in names}
    return line


def _columns(item: Mapping[str, Any], value: Any, called: Called) -> Line:
    key = item["key"]
    if value is None:
        return {}
    if outside := outside_of(item):
        return {key: outside.exported(value)}
    match item["type"]:
        case "matrix":
            return {f"{key}.{row}": cell for row, cell in value.items()}
        case "multi":
            return {key: "|".join(value)}
        case "organisation" | "municipality":
            return {key: value, f"{key}.nome": called(item["type"], value)}
        case "single" if isinstance(value, dict):
            return {key: "other", f"{key}.other": value["other"]}
    return {key: plain(value)}


def plain(value: Any) -> Any:
    """Return a stored value as a table cell: numbers as Decimal."""
    return Decimal(value["num"]) if isinstance(value, dict) and "num" in value else value


def _table(source: Source, key: str) -> Table:
    """Return (header, lines) of one table question: a line for each row that somebody wrote."""
    asked = [item for _version, item in source.asked() if item["key"] == key]
    columns = list(dict.fromkeys(column["key"] for item in asked for column in item["columns"]))
    heads = FIXED_HEADS if any(item.get(FIXED) for item in asked) else []
    lines = (
        {
            **_identity(source, response),
            "riga": number,
            **_fixed_cells(response, key, number, heads),
            **{name: plain(row.get(name)) for name in columns},
        }
        for response, values in sent(source)
        for number, row in enumerate(values.get(key) or [], 1)
        if row or not heads
    )
    return [*_identity_names(source), "riga", *heads, *columns], lines


def _fixed_cells(response: Response, key: str, number: int, heads: list[str]) -> Line:
    """Return what the purpose supplied of a row; of free rows in another version, nothing."""
    if not heads:
        return {}
    rows = response.round.fixed_rows.get(key, [])
    row = rows[number - 1] if number <= len(rows) else {}
    return dict(zip(heads, (row.get("code"), row.get("label"), row.get("unit")), strict=True))


def long(source: Source) -> Table:
    """Return (header, lines): one line per value, and one for each question without a value, saying why."""
    items, called = _by_version(source), Called()
    lines = (
        {**_identity(source, response), **part}
        for response, values in sent(source)
        for item in items(response)
        if types.get(item["type"]).chart or item["type"] == "consent"
        for part in _parts(item, values, set(response.asked), called)
    )
    return [*_identity_names(source), *PARTS], lines


def _parts(item: Mapping[str, Any], values: Mapping[str, Any], asked: set[str], called: Called) -> list[Line]:
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
            "etichetta": called(item["type"], cell) if item["type"] in PLACES else _label(item, column, cell),
        }
        for row, column, cell in sorted(cells, key=lambda cell: (cell[0], cell[1]))
    ]


def _flat(cell: Any) -> Any:
    if isinstance(cell, list):
        return "|".join(cell)
    return cell["other"] if isinstance(cell, dict) and "other" in cell else plain(cell)


def _label(item: Mapping[str, Any], column: str, cell: Any) -> str:
    """Return the words of a chosen option: of the question, or of the column of a table."""
    if item["type"] == "table":
        item = next((one for one in item["columns"] if one["key"] == column), {})
    if "options" not in item or isinstance(cell, dict):
        return ""
    return "; ".join(label_of(item, one) for one in (cell if isinstance(cell, list) else [cell]))


def codebook(source: Source) -> Table:
    """Return (header, lines): what each key means, in each version that was asked."""
    return CODEBOOK, (
        line
        for version in source.versions
        for section in version.definition["sections"]
        for item in section["items"]
        for line in _meanings(version, section, item)
    )


def _meanings(version: Version, section: Mapping[str, Any], item: Mapping[str, Any]) -> Iterator[Line]:
    labels = {one["key"]: one for one in questions(version.definition)}
    conditions = [condition_words(part["show"], labels) for part in (section, item) if "show" in part]
    line = {
        "codice": item["key"],
        "domanda": item["label"],
        "tipo": str(types.get(item["type"]).label),
        "risposte": _options(item),
        "condizione": "; ".join(conditions),
        "versione": version.number,
    }
    yield line
    for one in [*item.get("rows", []), *item.get("columns", [])]:
        kind = str(types.get(one["type"]).label) if "type" in one else line["tipo"]
        yield {
            **line,
            "codice": f"{item['key']}.{one['key']}",
            "domanda": one["label"],
            "tipo": kind,
            "risposte": _options(one) or (line["risposte"] if "rows" in item else ""),
        }


def _options(part: Mapping[str, Any]) -> str:
    return "; ".join(f"{option['value']} = {option['label']}" for option in part.get("options", []))


_SHAPES: dict[str, Callable[[Source], Table]] = {"larga": wide, "lunga": long, "domande": codebook}
