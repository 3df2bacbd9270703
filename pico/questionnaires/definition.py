"""A questionnaire as JSON: read with limits, refused with the path, written always the same way.

What it looks like::

    {"format": 1, "sections": [
        {"key": "s_need", "title": "Fabbisogno", "items": [
            {"key": "interested", "type": "yes_no", "label": "Siete interessati?", "required": true},
            {"key": "reason", "type": "long_text", "label": "Perché no?",
             "show": {"op": "eq", "args": [{"answer": "interested"}, false]}}]}]}

``show`` is the condition under which a section or question is asked; each of ``checks`` makes an answer
invalid when its ``when`` is true; ``expression`` is what a calculated field is worth. In a test ``draw`` is
how many questions of a section each attempt asks. The file of a test holds the right answers beside, under
``keys``: they are no part of the definition.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from pico.questionnaires import shapes
from pico.questionnaires.conditions import DEEPEST, MOST_NODES, OPERATORS, SAFE_INTEGER, read_number
from pico.questionnaires.shapes import DefinitionError, key, text
from pico.questionnaires.types import types, value_error

FORMAT = 1
LARGEST = 512 * 1024
DEEPEST_JSON = 40
MOST_SECTIONS, MOST_QUESTIONS = 40, 300

Definition = dict[str, Any]


def load(content: bytes) -> Definition:
    """Read a definition from a file.

    Args:
        content: UTF-8 JSON of at most 512 KiB.

    Raises:
        DefinitionError: when it cannot be read or does not have the shape, with the path.
    """
    return checked(_parsed(content))


def load_with_keys(content: bytes) -> tuple[Definition, Any]:
    """Read the file of a test: the definition, and what stands under ``keys``, not looked at; None without.

    Raises:
        DefinitionError: as of ``load``.
    """
    found = _normal(_parsed(content))
    keys = found.pop("keys", None) if isinstance(found, dict) else None
    return checked(found), keys


def checked(definition: Any) -> Definition:
    """Return a definition in Unicode NFC after a look at its whole shape.

    Raises:
        DefinitionError: with the path.
    """
    clean = _normal(definition)
    _SHAPE(clean, "")
    _look_at_keys(clean)
    if len(canonical(clean)) > LARGEST:
        raise DefinitionError("", _("il questionario supera 512 KiB."))
    return clean


def dump(definition: Mapping[str, Any]) -> bytes:
    """Return the file that people take away: what is read from it is written again byte for byte."""
    return (json.dumps(definition, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def canonical(value: Any) -> bytes:
    """Return the one way of writing a value of which checksums are made."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def checksum(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def questions(definition: Definition) -> Iterator[dict[str, Any]]:
    """Yield the questions of all sections, in order."""
    for section in definition["sections"]:
        yield from section["items"]


# --- Reading


def _parsed(content: bytes) -> Any:
    if len(content) > LARGEST:
        raise DefinitionError("", _("il file supera 512 KiB."))
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DefinitionError("", _("il file non è un testo UTF-8.")) from None
    _refuse_depth(words)
    try:
        return json.loads(
            words,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        sentence = _("il file non è JSON: riga %(line)s, colonna %(column)s.")
        where = {"line": error.lineno, "column": error.colno}
        raise DefinitionError("", sentence % where) from None


def _refuse_depth(words: str) -> None:
    """Refuse nesting before the parser meets it: it recurses."""
    depth, in_text, escaped = 0, False, False
    for letter in words:
        if in_text:
            in_text, escaped = escaped or letter != '"', letter == "\\" and not escaped
        elif letter == '"':
            in_text = True
        elif letter in "[{":
            depth += 1
            if depth > DEEPEST_JSON:
                raise DefinitionError(
                    "", _("il file è annidato oltre %(most)s livelli.") % {"most": DEEPEST_JSON}
                )
        elif letter in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise DefinitionError(name, _("voce scritta due volte."))
        found[name] = value
    return found


def _integer(digits: str) -> int:
    """Return a whole number; one too long to matter becomes one that its place refuses."""
    return int(digits) if len(digits) <= 17 else SAFE_INTEGER + 1


def _no_constant(word: str) -> None:
    raise DefinitionError("", _("«%(word)s» non è un numero.") % {"word": word})


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise DefinitionError("", _("un testo contiene un mezzo carattere.")) from None
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_normal(item) for item in value]
    return (
        {_normal(name): _normal(item) for name, item in value.items()} if isinstance(value, dict) else value
    )


# --- The shape


def expression(value: Any, path: str) -> None:
    """Refuse what is no syntax tree of conditions.py."""
    if _look_at(value, path, 1) > MOST_NODES:
        raise DefinitionError(path, _("la condizione ha più di %(most)s parti.") % {"most": MOST_NODES})


def _look_at(value: Any, path: str, depth: int) -> int:
    """Look at one node and what is under it; return how many they are."""
    if depth > DEEPEST:
        raise DefinitionError(path, _("la condizione ha più di %(most)s livelli.") % {"most": DEEPEST})
    if isinstance(value, list):
        return 1 + sum(_look_at_item(item, f"{path}[{n}]", depth + 1) for n, item in enumerate(value))
    if isinstance(value, float) or (type(value) is int and abs(value) > SAFE_INTEGER):
        raise DefinitionError(path, _("i numeri con decimali o molto grandi si scrivono {«num»: «12.5»}."))
    if not isinstance(value, dict):
        return 1
    if "op" in value:
        return _look_at_operation(value, path, depth)
    _look_at_leaf(value, path)
    return 1


def _look_at_item(item: Any, path: str, depth: int) -> int:
    if isinstance(item, list) or (isinstance(item, dict) and set(item) != {"num"}):
        raise DefinitionError(path, _("un elenco contiene solo valori."))
    return _look_at(item, path, depth)


def _look_at_operation(value: dict[str, Any], path: str, depth: int) -> int:
    shapes.thing({"op": shapes.one_of(OPERATORS), "args": shapes.listing(shapes.anything, most=MOST_NODES)})(
        value, path
    )
    least, most, _work = OPERATORS[value["op"]]
    if not least <= len(value["args"]) <= most:
        sentence = _("«%(op)s» vuole da %(least)s a %(most)s argomenti.")
        raise DefinitionError(f"{path}.args", sentence % {"op": value["op"], "least": least, "most": most})
    return 1 + sum(_look_at(arg, f"{path}.args[{n}]", depth + 1) for n, arg in enumerate(value["args"]))


def _look_at_leaf(value: dict[str, Any], path: str) -> None:
    if "num" in value:
        shapes.decimal(value, path)
    elif "fact" in value:
        shapes.thing({"fact": text(80, filled=True)})(value, path)
    else:
        shapes.thing({"answer": key}, {"column": key})(value, path)


_CHECK = shapes.thing({"when": expression, "message": text(300, filled=True)})


def _type_code(value: Any, path: str) -> None:
    """Refuse a type that no app registered."""
    shapes.one_of(code for code, _made in types.items())(value, path)


_BASICS: Mapping[str, shapes.Shape] = {
    "key": key,
    "type": _type_code,
    "label": text(500, filled=True),
}
_MORE: Mapping[str, shapes.Shape] = {
    "help": text(2000),
    "required": shapes.flag,
    "default": shapes.anything,
    "show": expression,
    "checks": shapes.listing(_CHECK, most=10),
}
_NOT_ASKED = {"help", "show"}


def _question(value: Any, path: str) -> None:
    code = value.get("type") if isinstance(value, dict) else None
    if not isinstance(code, str) or code not in types:
        _BASICS["type"](code, f"{path}.type")
    made = types.get(str(code))
    more = {name: shape for name, shape in _MORE.items() if made.is_asked or name in _NOT_ASKED}
    if made.outside is not None:  # an answer that an app above keeps is nobody's before it is given
        more.pop("default")
    shapes.thing({**_BASICS, **made.required}, {**more, **made.optional})(value, path)
    if "expression" in value:
        expression(value["expression"], f"{path}.expression")
    if error := value_error(value, value.get("default")):
        raise DefinitionError(f"{path}.default", error)
    _look_at_bounds(value, path)


def _look_at_bounds(value: dict[str, Any], path: str) -> None:
    for low, high in (("min", "max"), ("min_choices", "max_choices"), ("min_rows", "max_rows")):
        if low in value and high in value and _size(value[low]) > _size(value[high]):
            raise DefinitionError(f"{path}.{high}", _("il massimo è sotto il minimo."))
    if (alone := value.get("exclusive")) is not None and all(alone != o["value"] for o in value["options"]):
        raise DefinitionError(f"{path}.exclusive", _("non è fra le risposte."))


def _size(bound: Any) -> Any:
    return read_number(bound["num"]) if isinstance(bound, dict) else bound


_SECTION = shapes.thing(
    {
        "key": key,
        "title": text(200, filled=True),
        "items": shapes.listing(_question, most=MOST_QUESTIONS),
    },
    {"help": text(2000), "show": expression, "draw": shapes.whole(1, MOST_QUESTIONS)},
)
_SHAPE = shapes.thing(
    {"format": shapes.whole(FORMAT, FORMAT), "sections": shapes.listing(_SECTION, most=MOST_SECTIONS)}
)


def _look_at_keys(definition: Definition) -> None:
    """Keys are unique in the whole, sections and questions together; questions are not too many."""
    seen: set[str] = set()
    count = 0
    for number, section in enumerate(definition["sections"]):
        path = f"sections[{number}]"
        _note(section["key"], f"{path}.key", seen)
        for place, item in enumerate(section["items"]):
            count += 1
            if count > MOST_QUESTIONS:
                where = f"{path}.items[{place}]"
                raise DefinitionError(where, _("più di %(most)s domande.") % {"most": MOST_QUESTIONS})
            _note(item["key"], f"{path}.items[{place}].key", seen)


def _note(name: str, path: str, seen: set[str]) -> None:
    if name in seen:
        raise DefinitionError(path, _("«%(key)s» c'è già.") % {"key": name})
    seen.add(name)
