"""A condition as a sentence, for the list of questions: what people read instead of its syntax tree."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.questionnaires.purposes import label_of_fact
from pico.questionnaires.typed import label_of, shown_number
from pico.questionnaires.types import italian_day, types

Items = Mapping[str, Mapping[str, Any]]
BETWEEN = {
    "eq": lazy("è uguale a"),
    "ne": lazy("è diverso da"),
    "lt": lazy("è minore di"),
    "le": lazy("è al massimo"),
    "gt": lazy("è maggiore di"),
    "ge": lazy("è almeno"),
    "in": lazy("è uno fra"),
    "has": lazy("contiene"),
    "has_any": lazy("contiene almeno uno fra"),
    "has_all": lazy("contiene tutti"),
    "add": "+",
    "sub": "−",
    "mul": "×",
    "div": "÷",
}
AFTER = {"filled": lazy("ha una risposta"), "empty": lazy("non ha risposta")}
OF = {
    "sum": lazy("la somma di"),
    "min": lazy("il minimo di"),
    "max": lazy("il massimo di"),
    "count": lazy("quante sono le voci di"),
    "length": lazy("la lunghezza di"),
}
_OPEN, _CLOSE, _JOIN = "(", ")", ", "


def condition_words(expression: Any, items: Items) -> str:
    """Return a condition in words.

    Args:
        expression: its syntax tree.
        items: the questions by key, for their labels and the labels of their options.
    """
    return _words(expression, items, None)


def _words(node: Any, items: Items, beside: Mapping[str, Any] | None) -> str:
    """Return a node in words; a value beside a question of choice is told by its label."""
    match node:
        case {"op": str() as name, "args": list() as args}:
            return _operation(name, args, items)
        case {"answer": str() as key}:
            return _answer(node, items.get(key, {}))
        case {"fact": str() as name}:
            return label_of_fact(name)
        case {"num": _number}:
            return shown_number(node)
        case list():
            return _OPEN + _JOIN.join(_words(one, items, beside) for one in node) + _CLOSE
    return _literal(node, beside)


def _answer(node: Mapping[str, Any], item: Mapping[str, Any]) -> str:
    label = item.get("label", node["answer"])
    column = next((c["label"] for c in item.get("columns", []) if c["key"] == node.get("column")), "")
    return f"«{label}: {column}»" if column else f"«{label}»"


def _literal(value: Any, beside: Mapping[str, Any] | None) -> str:
    if value is None:
        return _("nessun valore")
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if beside and isinstance(value, str) and "options" in beside:
        return f"«{label_of(beside, value)}»"
    if beside and isinstance(value, str) and types.get(beside["type"]).kind == "date":
        return italian_day(value)
    return f"«{value}»" if isinstance(value, str) else str(value)


def _operation(name: str, args: list[Any], items: Items) -> str:
    keys = [arg["answer"] for arg in args if isinstance(arg, dict) and "answer" in arg]
    beside = items.get(keys[0]) if keys else None
    words = [_words(arg, items, beside) for arg in args]
    if name in ("and", "or"):
        joined = (_(" e ") if name == "and" else _(" oppure ")).join(words)
        return f"{_OPEN}{joined}{_CLOSE}" if len(words) > 1 else joined or _literal(name == "and", None)
    if name in BETWEEN:
        return f" {BETWEEN[name]} ".join(words)
    if name in AFTER:
        return f"{words[0]} {AFTER[name]}"
    if name in OF:
        return f"{OF[name]} {words[0]}"
    return _rest(name, words)


def _rest(name: str, words: list[str]) -> str:
    match name:
        case "not":
            return _("non è vero che %(what)s") % {"what": words[0]}
        case "if":
            named = {"condition": words[0], "then": words[1], "otherwise": words[2]}
            return _("se %(condition)s allora %(then)s, altrimenti %(otherwise)s") % named
        case "days":
            return _("i giorni da %(start)s a %(end)s") % {"start": words[0], "end": words[1]}
    return name
