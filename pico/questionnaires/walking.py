"""From the answers to what is asked: once from top to bottom, what is hidden is null for what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from pico.questionnaires.conditions import evaluate, holds, stored
from pico.questionnaires.definition import Definition
from pico.questionnaires.types import types, value_error


@dataclass
class Walk:
    """What a definition makes of some answers.

    Args:
        sections: keys of the sections that are asked.
        questions: keys of the questions that are asked, in order; texts and calculated fields too.
        values: stored value of each question; null when it is hidden or unanswered.
        errors: sentences by question, of those asked.
    """

    sections: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)


def walk(definition: Definition, answers: Mapping[str, Any], facts: Mapping[str, Any]) -> Walk:
    """Return what is asked and worth, given the answers.

    Args:
        definition: of the version.
        answers: stored values by key, also of questions now hidden: they are looked past.
        facts: as of ``conditions.evaluate``.
    """
    found = Walk()
    for section in definition["sections"]:
        asked = _is_asked(section, found, facts)
        if asked:
            found.sections.append(section["key"])
        for item in section["items"]:
            _step(item, asked, answers.get(item["key"]), found, facts)
    return found


def _is_asked(part: Mapping[str, Any], found: Walk, facts: Mapping[str, Any]) -> bool:
    return "show" not in part or holds(part["show"], found.values, facts)


def _step(
    item: dict[str, Any], section_asked: bool, answer: Any, found: Walk, facts: Mapping[str, Any]
) -> None:
    key = item["key"]
    found.values[key] = None
    if not section_asked or not _is_asked(item, found, facts):
        return
    found.questions.append(key)
    if "expression" in item:
        found.values[key] = stored(evaluate(item["expression"], found.values, facts))
    elif types.get(item["type"]).is_asked:
        found.values[key] = answer
        if errors := _errors(item, answer, found, facts):
            found.errors[key] = errors


def _errors(item: dict[str, Any], answer: Any, found: Walk, facts: Mapping[str, Any]) -> list[str]:
    if is_blank(answer):
        return [_("Manca la risposta.")] if item.get("required") or item["type"] == "consent" else []
    if wrong := value_error(item, answer):
        return [wrong]
    return [check["message"] for check in item.get("checks", ()) if holds(check["when"], found.values, facts)]


def is_blank(answer: Any) -> bool:
    """Say whether nothing was answered."""
    return answer is None or answer in ("", [], {})
