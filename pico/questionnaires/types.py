"""The types of question. An app above may register its own (an attachment, a CPV code).

What a type says of itself: which properties a definition may give it, what kind of value conditions see,
whether a stored value is right, which columns the wide export has.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.identifiers import is_body_fiscal_code, is_person_fiscal_code
from pico.base.registry import Registry
from pico.questionnaires import shapes
from pico.questionnaires.conditions import read_day, read_number
from pico.questionnaires.places import MUNICIPALITY, ORGANISATION, is_active
from pico.questionnaires.shapes import OPTIONS, ROWS, Shape

Question = Mapping[str, Any]
MOST_ROWS = 500
LONGEST = 10_000
DIGITS = 15
FIXED, FIXED_ROWS = "fixed", "fixed_rows"  # what a table asks for; what its round gives it


def one_column(question: Question) -> list[str]:
    return [question["key"]]


@dataclass(frozen=True)
class QuestionType:
    """One type of question.

    Args:
        code: as definitions write it.
        label: Italian words.
        kind: what conditions see: number, text, date, bool, choice, choices, table, calculated or "".
        check: (question, stored value that is not null) -> a sentence when the value is wrong, else "".
        required: properties a definition must give.
        optional: properties it may give.
        columns: of the wide export.
        chart: how results are summed up: "", list, numbers, months, bars, stacked, places.
        is_asked: whether people answer it.
        outside: what an app above does for a type whose answers are more than values; None for the others.
    """

    code: str
    label: Any
    kind: str
    check: Callable[[Question, Any], str]
    required: Mapping[str, Shape] = field(default_factory=dict)
    optional: Mapping[str, Shape] = field(default_factory=dict)
    columns: Callable[[Question], list[str]] = one_column
    chart: str = ""
    is_asked: bool = True
    outside: "Outside | None" = None


@dataclass(frozen=True)
class Outside:
    """What an app above does for answers that it keeps itself, as files. They need a name beside them.

    Args:
        field: (question, person) -> the form field. What it reads is handed to ``keep`` as it is.
        keep: (actor, response, value, before) -> stored value; in the transaction that stores the section.
            With a value of None what stands for ``before`` is deleted.
        refused: (form, actor), when a page is shown again with errors: what was chosen may be set aside.
        words: stored value, or what the field read -> words.
        address: stored value -> where it is read.
        exported: stored value -> cell of the wide export.
    """

    field: Callable[[Question, Any], Any]
    keep: Callable[..., Any]
    refused: Callable[[Any, Any], object]
    words: Callable[[Any], str]
    address: Callable[[Any], str]
    exported: Callable[[Any], Any]


types: Registry[QuestionType] = Registry("question type")
formats: Registry[Callable[[str], bool]] = Registry("format of a short text")


def register_question_type(made: QuestionType) -> QuestionType:
    """Add a type of question, from an app's ``ready()``."""
    return types.add(made.code, made)


def register_format(code: str, is_right: Callable[[str], bool]) -> None:
    """Add a format of a short text.

    Args:
        code: as definitions write it.
        is_right: says whether a text has the format.
    """
    formats.add(code, is_right)


def value_error(question: Question, value: Any) -> str:
    """Return the Italian sentence that says what is wrong with a stored value, "" when nothing is."""
    return "" if value is None else types.get(question["type"]).check(question, value)


def outside_of(question: Question) -> Outside | None:
    """Return what an app above does for the answers of a question; None for what is a mere value."""
    return types.get(question["type"]).outside


# What somebody who answers for a body may lay beside the reason: a note of the call, the filled-in paper. No
# question has such a key.
PAPER: Question = {"key": "_paper", "type": "file"}


def paper_keeper() -> Outside | None:
    """Return what keeps such a paper; None where no app above has files."""
    return outside_of(PAPER) if PAPER["type"] in types else None


# --- Checks of stored values


def _no_value(question: Question, value: Any) -> str:
    return _("Questa voce non si compila.")


def _text_error(question: Question, value: Any) -> str:
    longest = question.get("max_length", LONGEST if question["type"] == "long_text" else 500)
    if not isinstance(value, str) or "\x00" in value:
        return _("Scrivi un testo.")
    if len(value) > longest:
        return _("Scrivi al massimo %(most)s caratteri.") % {"most": longest}
    form = question.get("format", "none")
    if form != "none" and not formats.get(form)(value):
        return _("Controlla quello che hai scritto: non ha la forma richiesta.")
    return ""


def _number_error(question: Question, value: Any) -> str:
    number = read_number(value["num"]) if isinstance(value, dict) and set(value) == {"num"} else None
    if number is None:
        return _("Scrivi un numero, ad esempio 1.250,50.")
    whole, _dot, part = value["num"].lstrip("-").partition(".")
    most = 2 if question["type"] == "money" else question.get("decimals", 0)
    if len(part.rstrip("0")) > most or len(whole.lstrip("0")) + most > DIGITS:
        return _("Scrivi al massimo %(most)s decimali e %(digits)s cifre in tutto.") % {
            "most": most,
            "digits": DIGITS,
        }
    return _range_error(question, number, read_of_decimal, lambda bound: bound["num"].replace(".", ","))


def read_of_decimal(bound: Any) -> int | None:
    """Return the millionths of ``{"num": …}``."""
    return read_number(bound["num"])


def _range_error(
    question: Question, value: Any, read: Callable[[Any], Any], shown: Callable[[Any], str]
) -> str:
    least, most = question.get("min"), question.get("max")
    if least is not None and value < read(least):
        return _("Il valore più basso ammesso è %(least)s.") % {"least": shown(least)}
    if most is not None and value > read(most):
        return _("Il valore più alto ammesso è %(most)s.") % {"most": shown(most)}
    return ""


def italian_day(iso: str) -> str:
    """Return 15/02/2027 for 2027-02-15."""
    return "/".join(reversed(iso.split("-")))


def _date_error(question: Question, value: Any) -> str:
    number = read_day(value)
    if number is None or len(value) != 10:
        return _("Scrivi una data vera, ad esempio 15/02/2027.")
    return _range_error(question, number, read_day, italian_day)


def _bool_error(question: Question, value: Any) -> str:
    return "" if isinstance(value, bool) else _("Scegli sì oppure no.")


def _consent_error(question: Question, value: Any) -> str:
    return "" if value is True else _("Per continuare serve la presa visione.")


def option_values(question: Question) -> list[str]:
    """Return the values of the options of a choice, in order."""
    return [option["value"] for option in question["options"]]


def _single_error(question: Question, value: Any) -> str:
    if isinstance(value, dict) and set(value) == {"other"} and question.get("other"):
        words = value["other"]
        good = isinstance(words, str) and words.strip() and len(words) <= 200
        return "" if good else _("Scrivi la risposta accanto ad «Altro», al massimo 200 caratteri.")
    known = isinstance(value, str) and value in option_values(question)
    return "" if known else _("Scegli una delle risposte proposte.")


def _multi_error(question: Question, value: Any) -> str:
    known = option_values(question)
    if not isinstance(value, list) or any(item not in known for item in value if isinstance(item, str)):
        return _("Scegli fra le risposte proposte.")
    if any(not isinstance(item, str) for item in value) or len(set(value)) != len(value):
        return _("Scegli fra le risposte proposte.")
    least, most = question.get("min_choices", 0), question.get("max_choices", len(known))
    alone = question.get("exclusive")
    if alone in value:
        return (
            ""
            if len(value) == 1
            else _("«%(label)s» esclude le altre risposte.") % {"label": _label_of(question, alone)}
        )
    if value and not least <= len(value) <= most:
        return _("Scegli da %(least)s a %(most)s risposte.") % {"least": max(least, 1), "most": most}
    return ""


def _label_of(question: Question, value: Any) -> str:
    return next((o["label"] for o in question["options"] if o["value"] == value), str(value))


def _scale_error(question: Question, value: Any) -> str:
    number = read_number(value["num"]) if isinstance(value, dict) and set(value) == {"num"} else None
    inside = number is not None and question["from"] * 10**6 <= number <= question["to"] * 10**6
    return "" if inside and "." not in value["num"] else _("Scegli un punto della scala.")


def _matrix_error(question: Question, value: Any) -> str:
    rows = {row["key"] for row in question["rows"]}
    if not isinstance(value, dict) or not set(value) <= rows:
        return _("Scegli una risposta per riga.")
    if any(not isinstance(v, str) or v not in option_values(question) for v in value.values()):
        return _("Scegli una delle risposte proposte in ogni riga.")
    if value and question.get("rows_required") and set(value) != rows:
        return _("Rispondi in tutte le righe.")
    return ""


def _table_error(question: Question, value: Any) -> str:
    columns = {column["key"]: column for column in question["columns"]}
    if not isinstance(value, list) or any(
        not isinstance(r, dict) or not set(r) <= set(columns) for r in value
    ):
        return _("Le righe non hanno la forma richiesta.")
    if error := _count_error(question, value):
        return error
    for number, row in enumerate(value, 1):
        if question.get(FIXED) and all(cell is None for cell in row.values()):
            continue
        for key, column in columns.items():
            cell = row.get(key)
            error = _("Manca.") if cell is None and column.get("required") else value_error(column, cell)
            if error:
                where = {"number": number, "label": column["label"], "error": error}
                return _("Riga %(number)s, «%(label)s»: %(error)s") % where
    return ""


def _count_error(question: Question, value: Any) -> str:
    """Say that a table has too few or too many rows; one with fixed rows has them all, filled or not."""
    if question.get(FIXED):
        wrong = len(value) != len(question.get(FIXED_ROWS, value))
        return _("Le righe della tabella non sono quelle richieste.") if wrong else ""
    least, most = question.get("min_rows", 0), question.get("max_rows", MOST_ROWS)
    if value and not least <= len(value) <= most:
        return _("Scrivi da %(least)s a %(most)s righe.") % {"least": max(least, 1), "most": most}
    return ""


def _place_error(question: Question, value: Any) -> str:
    return "" if is_active(question["type"], value) else _("Scegli un ente o un Comune che esiste.")


def _place_columns(question: Question) -> list[str]:
    return [question["key"], f"{question['key']}.nome"]


# --- The types


_LABELLED = {"unit": shapes.text(40)}
_RANGE = {"min": shapes.decimal, "max": shapes.decimal}
_DAYS = {"min": shapes.day, "max": shapes.day}
_CELL_PROPERTIES: dict[str, tuple[dict[str, Shape], dict[str, Shape]]] = {
    "text": ({}, {"max_length": shapes.whole(1, 1000)}),
    "number": ({}, {**_RANGE, **_LABELLED, "decimals": shapes.whole(0, 6)}),
    "money": ({}, dict(_RANGE)),
    "date": ({}, dict(_DAYS)),
    "single": ({"options": OPTIONS}, {}),
}


def _column(value: Any, path: str) -> None:
    known = _CELL_PROPERTIES.get(str(value.get("type"))) if isinstance(value, dict) else None
    if known is None:
        several = {"key": shapes.key, "type": shapes.one_of(list(_CELL_PROPERTIES))}
        shapes.thing(several, _ANY_OF_A_COLUMN)(value, path)
        return
    basics = {"key": shapes.key, "type": shapes.anything, "label": shapes.text(200, filled=True)}
    summed = {"sum": shapes.flag} if value["type"] in ("number", "money") else {}
    shapes.thing({**basics, **known[0]}, {**known[1], **summed, "required": shapes.flag})(value, path)


_ANY_OF_A_COLUMN = dict.fromkeys(("label", "required", "options", "unit", "min", "max"), shapes.anything)


def _matrix_columns(question: Question) -> list[str]:
    return [f"{question['key']}.{row['key']}" for row in question["rows"]]


def _single_columns(question: Question) -> list[str]:
    return [question["key"], *([f"{question['key']}.other"] if question.get("other") else [])]


def _no_columns(question: Question) -> list[str]:
    return []


def _text_format(value: Any, path: str) -> None:
    """Refuse an unknown format; an app above may have added its own."""
    shapes.one_of(["none", *(code for code, _check in formats.items())])(value, path)


for _type in (
    QuestionType("info", lazy("testo informativo"), "", _no_value, columns=_no_columns, is_asked=False),
    QuestionType(
        "text",
        lazy("testo breve"),
        "text",
        _text_error,
        chart="list",
        optional={"max_length": shapes.whole(1, 1000), "format": _text_format},
    ),
    QuestionType(
        "long_text",
        lazy("testo lungo"),
        "text",
        _text_error,
        chart="list",
        optional={"max_length": shapes.whole(1, LONGEST)},
    ),
    QuestionType(
        "number", lazy("numero"), "number", _number_error, {}, _CELL_PROPERTIES["number"][1], chart="numbers"
    ),
    QuestionType("money", lazy("importo"), "number", _number_error, {}, _RANGE, chart="numbers"),
    QuestionType("date", lazy("data"), "date", _date_error, {}, _DAYS, chart="months"),
    QuestionType("yes_no", lazy("sì/no"), "bool", _bool_error, chart="bars"),
    QuestionType(
        "single",
        lazy("scelta singola"),
        "choice",
        _single_error,
        {"options": OPTIONS},
        {"other": shapes.flag},
        _single_columns,
        "bars",
    ),
    QuestionType(
        "multi",
        lazy("scelta multipla"),
        "choices",
        _multi_error,
        {"options": OPTIONS},
        {"min_choices": shapes.whole(0, 200), "max_choices": shapes.whole(1, 200), "exclusive": shapes.key},
        chart="bars",
    ),
    QuestionType(
        "scale",
        lazy("scala"),
        "number",
        _scale_error,
        {"from": shapes.whole(0, 1), "to": shapes.whole(2, 10)},
        {"from_label": shapes.text(80), "to_label": shapes.text(80)},
        chart="bars",
    ),
    QuestionType(
        "matrix",
        lazy("griglia"),
        "",
        _matrix_error,
        {
            "rows": ROWS,
            "options": shapes.keyed(
                shapes.thing({"value": shapes.key, "label": shapes.text(200, filled=True)}),
                name="value",
                most=10,
            ),
        },
        {"rows_required": shapes.flag},
        _matrix_columns,
        "stacked",
    ),
    QuestionType(
        "table",
        lazy("tabella"),
        "table",
        _table_error,
        {"columns": shapes.keyed(_column, most=20)},
        {
            "min_rows": shapes.whole(0, MOST_ROWS),
            "max_rows": shapes.whole(1, MOST_ROWS),
            FIXED: shapes.flag,
        },
        _no_columns,
        "sums",
    ),
    QuestionType(ORGANISATION, lazy("ente"), "", _place_error, columns=_place_columns, chart="places"),
    QuestionType(MUNICIPALITY, lazy("comune"), "", _place_error, columns=_place_columns, chart="places"),
    QuestionType("consent", lazy("presa visione"), "bool", _consent_error),
    QuestionType(
        "calculated",
        lazy("campo calcolato"),
        "calculated",
        _no_value,
        {"expression": shapes.anything},
        {**_LABELLED, "decimals": shapes.whole(0, 6)},
        chart="numbers",
        is_asked=False,
    ),
):
    register_question_type(_type)


def _passes(validator: Callable[[str], Any]) -> Callable[[str], bool]:
    def is_right(text: str) -> bool:
        try:
            validator(text)
        except ValidationError:
            return False
        return True

    return is_right


_PHONE = re.compile(r"\+?[0-9][0-9 ./-]{4,24}", re.ASCII)
register_format("email", _passes(validate_email))
register_format("url", _passes(URLValidator(["http", "https"])))
register_format("phone", lambda text: bool(_PHONE.fullmatch(text)))
register_format("tax_code", lambda text: is_body_fiscal_code(text) or is_person_fiscal_code(text))
