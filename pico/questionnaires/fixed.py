"""Tables whose rows a purpose supplies (code, label, unit): kept with the round when it opens.

What a purpose would supply later changes nothing under the hands of those who answer: row n of their answers
is row n of the round, for ever.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from pico.base.errors import Refused
from pico.questionnaires.checking import Finding
from pico.questionnaires.definition import Definition, questions
from pico.questionnaires.purposes import FixedRow, purposes
from pico.questionnaires.types import FIXED, FIXED_ROWS, MOST_ROWS

Rows = Mapping[str, Sequence[Mapping[str, str]]]
LONGEST_CODE, LONGEST_LABEL, LONGEST_UNIT = 40, 200, 40


def with_rows(definition: Definition, rows: Rows) -> Definition:
    """Return a definition in which each table with fixed rows holds them.

    Args:
        rows: by key of the table, as a round keeps them; a table that is not among them has none yet.
    """
    if not any(item.get(FIXED) for item in questions(definition)):
        return definition
    made = copy.deepcopy(definition)
    for item in questions(made):
        if item.get(FIXED):
            item[FIXED_ROWS] = list(rows.get(item["key"], ()))
    return made


def sample(definition: Definition) -> Definition:
    """Return a definition with one row in the place of those that are not known before a round opens."""
    words = {"code": "…", "label": _("voce fornita all'apertura"), "unit": ""}
    return with_rows(definition, {item["key"]: [words] for item in questions(definition) if item.get(FIXED)})


def supplied(round: Any) -> dict[str, list[dict[str, str]]]:
    """Return the rows that the purpose supplies now to the tables of a round.

    Raises:
        Refused: when a table would have none, too many, or a row that cannot be told from another.
    """
    purpose = purposes.get(round.version.questionnaire.purpose)
    found = {}
    for item in questions(round.version.definition):
        if item.get(FIXED) and purpose.fixed_rows is not None:
            rows = list(purpose.fixed_rows(round=round, question=item))
            _look_at(item, rows)
            found[item["key"]] = [asdict(row) for row in rows]
    return found


def _look_at(item: Mapping[str, Any], rows: Sequence[FixedRow]) -> None:
    codes = [row.code for row in rows]
    sound = all(
        0 < len(row.code) <= LONGEST_CODE
        and 0 < len(row.label) <= LONGEST_LABEL
        and len(row.unit) <= LONGEST_UNIT
        for row in rows
    )
    if not rows:
        sentence = _("La tabella «%(label)s» non ha ancora voci: completale prima di aprire.")
    elif len(rows) > MOST_ROWS or len(set(codes)) != len(codes) or not sound:
        sentence = _("Le voci della tabella «%(label)s» non vanno: troppe, ripetute o troppo lunghe.")
    else:
        return
    raise Refused(sentence % {"label": item["label"]}, code="fixed_rows")


def fixed_findings(definition: Definition, purpose: str) -> Iterator[Finding]:
    """Yield the tables that ask for rows of a purpose that supplies none."""
    if purposes.get(purpose).fixed_rows is not None:
        return
    for number, section in enumerate(definition["sections"]):
        for place, item in enumerate(section["items"]):
            if item.get(FIXED):
                sentence = _("La tabella aspetta righe che questo tipo di questionario non fornisce.")
                path = f"sections[{number}].items[{place}].{FIXED}"
                yield Finding(path, section["key"], item["key"], sentence)


def by_code(question: Mapping[str, Any], value: Any) -> dict[str, dict[str, Any]]:
    """Return the filled rows of a table with fixed rows by their code, for whoever copies answers.

    Args:
        question: of ``Round.definition``.
        value: stored value of the table.
    """
    pairs = zip(question[FIXED_ROWS], value or (), strict=False)
    return {row["code"]: cells for row, cells in pairs if cells}
