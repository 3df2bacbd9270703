"""Right answers: which questions have them, what they look like, what is wrong with them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pico.questionnaires import shapes
from pico.questionnaires.checking import Finding
from pico.questionnaires.conditions import references
from pico.questionnaires.definition import Definition, questions
from pico.questionnaires.models.scoring import MOST_POINTS, AnswerKey
from pico.questionnaires.shapes import DefinitionError
from pico.questionnaires.types import types

SCORABLE = ("single", "multi", "yes_no", "number", "text")
MOST_ALTERNATIVES = 50
FIELDS = ("points", "right", "mode", "feedback", "in_order")
KeyValues = dict[str, Any]
_CENT = Decimal("0.01")


def points_of(value: Any, path: str = "") -> Decimal:
    """Return points written as ``"1.50"``.

    Raises:
        DefinitionError: when they are none, not above zero, too many or finer than a hundredth.
    """
    shapes.decimal({"num": value}, path)
    points = Decimal(value)
    if not 0 < points <= MOST_POINTS or points != points.quantize(_CENT):
        sentence = _("i punti vanno da 0,01 a %(most)s, con due decimali.")
        raise DefinitionError(path, sentence % {"most": int(MOST_POINTS)})
    return points.quantize(_CENT)


def right_error(item: Mapping[str, Any], right: Any) -> str:
    """Return what is wrong with the right answer of a question, or nothing."""
    try:
        _LOOKS[item["type"]](item, right)
    except DefinitionError as error:
        return error.sentence
    return ""


def _look_at_single(item: Mapping[str, Any], right: Any) -> None:
    if right not in [option["value"] for option in item["options"]]:
        raise DefinitionError("", _("la risposta giusta non è più fra quelle possibili: sceglila di nuovo."))


def _look_at_multi(item: Mapping[str, Any], right: Any) -> None:
    shapes.listing(shapes.key, least=1, most=200)(right, "")
    for one in right:
        _look_at_single(item, one)
    if len(set(right)) != len(right):
        raise DefinitionError("", _("una risposta giusta è ripetuta."))


def _look_at_number(item: Mapping[str, Any], right: Any) -> None:
    shapes.thing({"num": shapes.anything}, {"within": shapes.anything})(right, "")
    shapes.decimal({"num": right["num"]}, "")
    shapes.decimal({"num": right.get("within", "0")}, "")
    if Decimal(right.get("within", "0")) < 0:
        raise DefinitionError("", _("la tolleranza non è sotto zero."))


def _look_at_text(item: Mapping[str, Any], right: Any) -> None:
    shapes.listing(shapes.text(1000, filled=True), least=1, most=MOST_ALTERNATIVES)(right, "")


_LOOKS: dict[str, Any] = {
    "single": _look_at_single,
    "multi": _look_at_multi,
    "yes_no": lambda item, right: shapes.flag(right, ""),
    "number": _look_at_number,
    "text": _look_at_text,
}


# --- In the file of an author


_WRITTEN = shapes.thing(
    {"points": shapes.anything, "right": shapes.anything},
    {
        "mode": shapes.one_of(code for code, _label in AnswerKey.Mode.choices),
        "feedback": shapes.text(2000),
        "in_order": shapes.flag,
    },
)


def written(keys: Iterable[AnswerKey]) -> dict[str, KeyValues]:
    """Return right answers as the file of an author holds them, by question."""
    return {
        key.question: {
            "points": f"{key.points:f}",
            "right": key.right,
            "mode": key.mode,
            "feedback": key.feedback,
            "in_order": key.in_order,
        }
        for key in keys
    }


def read(document: Any, definition: Definition) -> dict[str, KeyValues]:
    """Return the right answers of a file, by question, as ``FIELDS``.

    Raises:
        DefinitionError: with the path.
    """
    if not isinstance(document, dict):
        raise DefinitionError("keys", _("serve un oggetto."))
    items = {item["key"]: item for item in questions(definition)}
    return {name: _read_one(items.get(name), value, f"keys.{name}") for name, value in document.items()}


def _read_one(item: Mapping[str, Any] | None, value: Any, path: str) -> KeyValues:
    if item is None or item["type"] not in SCORABLE:
        raise DefinitionError(path, _("non è una domanda che possa dare punti."))
    _WRITTEN(value, path)
    if error := right_error(item, value["right"]):
        raise DefinitionError(f"{path}.right", error)
    return {
        "points": points_of(value["points"], f"{path}.points"),
        "right": value["right"],
        "mode": value.get("mode", AnswerKey.Mode.FULL),
        "feedback": value.get("feedback", ""),
        "in_order": value.get("in_order", False),
    }


# --- Before publication


def key_findings(definition: Definition, keys: Iterable[AnswerKey]) -> list[Finding]:
    """Return what keeps a test from being put to people; empty when nothing does."""
    known = {key.question: key for key in keys}
    found: list[Finding] = []
    if not known:
        sentence = _("Nessuna domanda dà punti: di' almeno in una qual è la risposta giusta.")
        found.append(Finding("sections", "", "", sentence))
    drawn = _maybe_left_out(definition)
    for number, section in enumerate(definition["sections"]):
        path = f"sections[{number}]"
        found += [Finding(path, section["key"], "", sentence) for sentence in _unsure(section, drawn)]
        if section.get("draw", 0) > (count := len(_asked(section))):
            sentence = _("Se ne estraggono %(draw)s ma la sezione ha %(count)s domande.")
            found.append(
                Finding(
                    f"{path}.draw", section["key"], "", sentence % {"draw": section["draw"], "count": count}
                )
            )
        for place, item in enumerate(section["items"]):
            where, unsure = f"{path}.items[{place}]", _unsure(item, drawn)
            found += [Finding(where, section["key"], item["key"], sentence) for sentence in unsure]
            key = known.get(item["key"])
            if key is not None and (error := right_error(item, key.right)):
                sentence = _("Risposta giusta da rivedere: %(error)s")
                found.append(Finding(where, section["key"], item["key"], sentence % {"error": error}))
    return found


def _maybe_left_out(definition: Definition) -> set[str]:
    """Return the keys of the questions that a draw can leave out."""
    pools = [
        section for section in definition["sections"] if 0 < section.get("draw", 0) < len(_asked(section))
    ]
    return {item["key"] for section in pools for item in _asked(section)}


def _unsure(part: Mapping[str, Any], drawn: set[str]) -> list[str]:
    """Return a sentence for each question that a condition or a calculation needs and may not be asked."""
    used = [one.get("answer") for name in ("show", "expression") for one in references(part.get(name))]
    sentence = _("Dipende dalla domanda «%(key)s», che a volte non è estratta.")
    return [sentence % {"key": key} for key in sorted({key for key in used if key in drawn})]


def _asked(section: Mapping[str, Any]) -> list[Any]:
    return [item for item in section["items"] if types.get(item["type"]).is_asked]
