"""The look before publication: is each condition typed, about earlier questions, and able to become true?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from pico.questionnaires.conditions import evaluate, references
from pico.questionnaires.definition import Definition, questions
from pico.questionnaires.types import option_values, outside_of, types

LOGIC = {"and", "or", "not"}
COMPARISONS = {"eq", "ne", "lt", "le", "gt", "ge"}
ORDERINGS = {"lt", "le", "gt", "ge"}
LISTS = {"choices", "list"}
# operator: (kinds it takes, kind of the result); an empty set takes all
TAKES: dict[str, tuple[set[str], str]] = {
    **dict.fromkeys(LOGIC, ({"bool"}, "bool")),
    **dict.fromkeys(("empty", "filled"), (set(), "bool")),
    **dict.fromkeys(("add", "sub", "mul", "div"), ({"number"}, "number")),
    **dict.fromkeys(("sum", "min", "max"), ({"number", "list"}, "number")),
    "count": (set(), "number"),
    "length": ({"text"}, "number"),
    "days": ({"date"}, "number"),
    **dict.fromkeys(("has_any", "has_all"), (LISTS, "bool")),
}


@dataclass(frozen=True)
class Finding:
    """One thing to mend before publication.

    Args:
        path: where, as ``sections[0].items[1].show``.
        section: key of the section it is in.
        question: key of the question; empty for a section.
        sentence: what is wrong and how to mend it, in Italian.
    """

    path: str
    section: str
    question: str
    sentence: str


@dataclass
class _Known:
    """What may be referred to at a point: questions before it, and facts with their kinds."""

    facts: Mapping[str, str]
    later: set[str]
    before: dict[str, dict[str, Any]] = field(default_factory=dict)


def findings(
    definition: Definition, facts: Mapping[str, str], previous: Definition | None = None
) -> list[Finding]:
    """Return what keeps a definition from being published; empty when nothing does.

    Args:
        definition: of the right shape.
        facts: kind of each fact by name.
        previous: definition of the version before, whose keys keep their type.
    """
    known = _Known(facts, {item["key"] for item in questions(definition)})
    types_before = {item["key"]: item["type"] for item in questions(previous)} if previous else {}
    found: list[Finding] = []
    if not known.later:
        found.append(Finding("sections", "", "", _("Il questionario non ha domande: aggiungine almeno una.")))
    for number, section in enumerate(definition["sections"]):
        path = f"sections[{number}]"
        say = _Sayer(found, section["key"], "")
        _look_at_show(section, path, known, say)
        if not section["items"]:
            say(f"{path}.items", _("La sezione è vuota: aggiungi una domanda o toglila."))
        for place, item in enumerate(section["items"]):
            say = _Sayer(found, section["key"], item["key"])
            _look_at_question(item, f"{path}.items[{place}]", known, types_before, say)
            known.before[item["key"]] = item
    return found


def nameless_findings(definition: Definition) -> Iterator[Finding]:
    """Yield the questions that cannot be asked where no name may stand beside an answer, nor in a test."""
    for number, section in enumerate(definition["sections"]):
        for place, item in enumerate(section["items"]):
            if outside_of(item):
                sentence = _(
                    "Un allegato direbbe chi risponde: non si chiede in modo anonimo, né in un test."
                )
                yield Finding(
                    f"sections[{number}].items[{place}].type", section["key"], item["key"], sentence
                )


@dataclass(frozen=True)
class _Sayer:
    found: list[Finding]
    section: str
    question: str

    def __call__(self, path: str, sentence: str) -> None:
        self.found.append(Finding(path, self.section, self.question, sentence))


def _look_at_question(
    item: dict[str, Any], path: str, known: _Known, types_before: Mapping[str, str], say: _Sayer
) -> None:
    if types_before.get(item["key"], item["type"]) != item["type"]:
        sentence = _("Il codice «%(key)s» era di un altro tipo nella versione precedente: usane uno nuovo.")
        say(f"{path}.type", sentence % {"key": item["key"]})
    _look_at_show(item, path, known, say)
    if "expression" in item:
        _kind(item["expression"], f"{path}.expression", known, say)
    here = _Known(known.facts, known.later, {**known.before, item["key"]: item})
    for number, check in enumerate(item.get("checks", ())):
        where = f"{path}.checks[{number}].when"
        _must_be_bool(_kind(check["when"], where, here, say), where, say)
    for name in _piped(item["label"]):
        if name not in known.before:
            sentence = _("Il testo richiama «%(key)s», che non è una domanda precedente.")
            say(f"{path}.label", sentence % {"key": name})


def _piped(label: str) -> Iterator[str]:
    """Yield the keys that a label calls: ``{{q_name}}``."""
    for piece in label.split("{{")[1:]:
        name, closed, _rest = piece.partition("}}")
        if closed:
            yield name.strip()


def _look_at_show(part: dict[str, Any], path: str, known: _Known, say: _Sayer) -> None:
    if "show" not in part:
        return
    before = len(say.found)
    where = f"{path}.show"
    _must_be_bool(_kind(part["show"], where, known, say), where, say)
    if len(say.found) == before and folded(part["show"]) not in (True, UNKNOWN):
        say(where, _("La condizione non può mai essere vera: nessuno vedrebbe questa parte."))


def _must_be_bool(kind: str, path: str, say: _Sayer) -> None:
    if kind not in ("bool", "any"):
        say(path, _("La condizione deve dire vero o falso."))


# --- Kinds


def _kind(value: Any, path: str, known: _Known, say: _Sayer) -> str:
    """Return the kind of an expression, saying what does not fit; ``any`` after something was said."""
    if not isinstance(value, dict) or "num" in value:
        return _kind_of_literal(value)
    if "op" in value:
        return _kind_of_operation(value["op"], value["args"], path, known, say)
    if "fact" in value:
        if value["fact"] in known.facts:
            return known.facts[value["fact"]]
        say(path, _("Il dato «%(name)s» non esiste.") % {"name": value["fact"]})
        return "any"
    return _kind_of_answer(value, path, known, say)


def _kind_of_literal(value: Any) -> str:
    names: dict[type, str] = {bool: "bool", int: "number", dict: "number", list: "list", str: "text"}
    return names.get(type(value), "any")


def _kind_of_answer(value: dict[str, Any], path: str, known: _Known, say: _Sayer) -> str:
    name = value["answer"]
    if name not in known.before:
        late = _("«%(key)s» è una domanda successiva: una condizione guarda solo a quelle precedenti.")
        missing = _("La domanda «%(key)s» non esiste.")
        say(path, (late if name in known.later else missing) % {"key": name})
        return "any"
    question = known.before[name]
    kind = _kind_of_question(question, known)
    if (kind == "table") != ("column" in value) or not kind:
        say(path, _("«%(key)s» non si può usare così in una condizione.") % {"key": name})
        return "any"
    if "column" in value and all(column["key"] != value["column"] for column in question["columns"]):
        say(path, _("La tabella non ha la colonna «%(key)s».") % {"key": value["column"]})
        return "any"
    return "list" if kind == "table" else kind


def _kind_of_question(question: dict[str, Any], known: _Known) -> str:
    kind = types.get(question["type"]).kind
    if kind != "calculated":
        return kind
    return _kind(question["expression"], "", known, _Sayer([], "", ""))


def _kind_of_operation(op: str, args: list[Any], path: str, known: _Known, say: _Sayer) -> str:
    kinds = [_kind(arg, f"{path}.args[{n}]", known, say) for n, arg in enumerate(args)]
    if op == "if":
        return kinds[1] if kinds[1] == kinds[2] else "any"
    if op in COMPARISONS:
        _look_at_comparison(op, args, kinds, path, known=known, say=say)
        return "bool"
    if op in ("in", "has"):
        _look_at_membership(op, args, kinds, path, known=known, say=say)
        return "bool"
    takes, gives = TAKES[op]
    for number, kind in enumerate(kinds):
        if takes and not _fits(args[number], kind, takes):
            say(f"{path}.args[{number}]", _("«%(op)s» non accetta questo valore.") % {"op": op})
    if op in ("has_any", "has_all"):
        _look_at_options(args, path, known, say)
    return gives


def _fits(arg: Any, kind: str, takes: set[str]) -> bool:
    return kind == "any" or kind in takes or ("date" in takes and _is_day(arg))


def _is_day(arg: Any) -> bool:
    return isinstance(arg, str) and evaluate({"op": "days", "args": [arg, arg]}, {}, {}) is not None


def _look_at_comparison(
    op: str, args: list[Any], kinds: list[str], path: str, *, known: _Known, say: _Sayer
) -> None:
    sorts = ["text" if kind in ("choice", "text") else kind for kind in kinds]
    if "date" in sorts:
        sorts = ["date" if _is_day(arg) else sort for arg, sort in zip(args, sorts, strict=True)]
    if "any" not in sorts and sorts[0] != sorts[1]:
        say(path, _("Il confronto è fra valori di tipo diverso: sarebbe sempre falso."))
    elif op in ORDERINGS and not {"number", "date", "any"} >= set(sorts) and not all(map(_is_day, args)):
        say(path, _("«%(op)s» confronta solo numeri o date.") % {"op": op})
    elif LISTS & set(sorts):
        say(path, _("Gli elenchi non si confrontano: usa «contiene»."))
    _look_at_options(args, path, known, say)


def _look_at_membership(
    op: str, args: list[Any], kinds: list[str], path: str, *, known: _Known, say: _Sayer
) -> None:
    place = 1 if op == "in" else 0
    if kinds[place] not in {*LISTS, "any"}:
        say(f"{path}.args[{place}]", _("Qui serve un elenco."))
    _look_at_options(args, path, known, say)


def _look_at_options(args: list[Any], path: str, known: _Known, say: _Sayer) -> None:
    """Say which literal beside a choice is none of its options."""
    asked = [known.before.get(ref["answer"]) for arg in args for ref in references(arg) if "answer" in ref]
    choices = [
        question
        for question in asked
        if question and types.get(question["type"]).kind in ("choice", "choices")
    ]
    if not choices:
        return
    options = {value for question in choices for value in option_values(question)}
    for number, arg in enumerate(args):
        for word in arg if isinstance(arg, list) else [arg]:
            if isinstance(word, str) and word.strip() not in options:
                sentence = _("«%(word)s» non è una delle risposte della domanda.")
                say(f"{path}.args[{number}]", sentence % {"word": word})


# --- Folding


class _Unknown:
    """What depends on an answer."""


UNKNOWN = _Unknown()


def folded(expression: Any) -> Any:
    """Return what an expression is worth whatever people answer, or UNKNOWN."""
    if isinstance(expression, dict) and "op" in expression:
        return _folded_operation(expression["op"], expression["args"])
    return UNKNOWN if references(expression) else evaluate(expression, {}, {})


def _folded_operation(op: str, args: list[Any]) -> Any:
    worth = [folded(arg) for arg in args]
    if op == "and" and any(value is not True and value is not UNKNOWN for value in worth):
        return False
    if op == "or" and any(value is True for value in worth):
        return True
    if op == "not" and worth[0] is not UNKNOWN:
        return worth[0] is not True
    if op == "if" and worth[0] is not UNKNOWN:
        return worth[1] if worth[0] is True else worth[2]
    if any(value is UNKNOWN for value in worth):
        return UNKNOWN
    return evaluate({"op": op, "args": args}, {}, {}) if not references(args) else UNKNOWN
