"""Changes of a definition that the builder offers: each returns a new one and leaves the old."""

import copy
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from pico.questionnaires.definition import Definition, questions


def new_key(words: str, taken: set[str], start: str) -> str:
    """Return a key made of words that is not taken yet."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30].strip("_") or start
    base = base if base[0].isalpha() else f"{start}_{base}"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def keys_of(definition: Definition) -> set[str]:
    """Return the keys of all sections and questions."""
    return {s["key"] for s in definition["sections"]} | {q["key"] for q in questions(definition)}


def section_of(definition: Definition, key: str) -> dict[str, Any] | None:
    """Return the section of that key, or the one that holds the question of that key."""
    for section in definition["sections"]:
        if section["key"] == key or any(item["key"] == key for item in section["items"]):
            return section
    return None


def question_of(definition: Definition, key: str) -> dict[str, Any] | None:
    """Return the question of that key."""
    return next((item for item in questions(definition) if item["key"] == key), None)


def before(definition: Definition, key: str) -> list[dict[str, Any]]:
    """Return the questions above a section or question; all when nothing has that key."""
    found: list[dict[str, Any]] = []
    for section in definition["sections"]:
        if section["key"] == key:
            return found
        for item in section["items"]:
            if item["key"] == key:
                return found
            found.append(item)
    return found


def put_section(definition: Definition, values: Mapping[str, Any]) -> Definition:
    """Return the definition with a section changed, or added at the end."""
    made = copy.deepcopy(definition)
    old = next((s for s in made["sections"] if s["key"] == values["key"]), None)
    if old is None:
        made["sections"].append({**values, "items": []})
    else:
        items = old["items"]
        old.clear()
        old.update({**values, "items": items})
    return made


def put_question(definition: Definition, section: str, values: Mapping[str, Any]) -> Definition:
    """Return the definition with a question changed, or added at the end of a section."""
    made = copy.deepcopy(definition)
    old = question_of(made, values["key"])
    if old is not None:
        old.clear()
        old.update(values)
    elif (holder := section_of(made, section)) is not None:
        holder["items"].append(dict(values))
    return made


def moved(definition: Definition, key: str, step: int) -> Definition:
    """Return the definition with a section or question one place up (-1) or down (+1).

    At the edge of its section a question goes over to the next one.
    """
    made = copy.deepcopy(definition)
    sections = made["sections"]
    place = next(n for n, s in enumerate(sections) if s is section_of(made, key))
    if sections[place]["key"] == key:
        _swap(sections, place, step)
        return made
    items = sections[place]["items"]
    index = next(n for n, item in enumerate(items) if item["key"] == key)
    if 0 <= index + step < len(items):
        _swap(items, index, step)
    elif 0 <= place + step < len(sections):
        target = sections[place + step]["items"]
        target.insert(len(target) if step < 0 else 0, items.pop(index))
    return made


def placed(definition: Definition, key: str, section: str, before: str) -> Definition:
    """Return the definition with a question dropped elsewhere.

    Args:
        key: of the question.
        section: key of the section it was dropped in.
        before: key of the question that follows it there; "" at the end.
    """
    made = copy.deepcopy(definition)
    item = question_of(made, key)
    target = next((one for one in made["sections"] if one["key"] == section), None)
    if item is None or target is None or key == before:
        return made
    for holder in made["sections"]:
        holder["items"] = [one for one in holder["items"] if one["key"] != key]
    keys = [one["key"] for one in target["items"]]
    target["items"].insert(keys.index(before) if before in keys else len(keys), item)
    return made


def section_placed(definition: Definition, key: str, before: str) -> Definition:
    """Return the definition with a section, and the questions in it, dropped elsewhere.

    Args:
        key: of the section.
        before: key of the section that follows it now; "" at the end.
    """
    made = copy.deepcopy(definition)
    section = next((one for one in made["sections"] if one["key"] == key), None)
    if section is None or key == before:
        return made
    rows = [one for one in made["sections"] if one is not section]
    keys = [one["key"] for one in rows]
    rows.insert(keys.index(before) if before in keys else len(keys), section)
    made["sections"] = rows
    return made


def _swap(rows: list[Any], index: int, step: int) -> None:
    if 0 <= index + step < len(rows):
        rows[index], rows[index + step] = rows[index + step], rows[index]


def duplicated(definition: Definition, key: str) -> Definition:
    """Return the definition with a copy of a question below it, under a key of its own."""
    made = copy.deepcopy(definition)
    for section in made["sections"]:
        for index, item in enumerate(section["items"]):
            if item["key"] == key:
                twin = copy.deepcopy(item)
                twin["key"] = new_key(key, keys_of(made), "q")
                twin.pop("checks", None)  # they speak of the first one's answer
                section["items"].insert(index + 1, twin)
                return made
    return made


def without(definition: Definition, key: str) -> Definition:
    """Return the definition without a section, with its questions, or without a question."""
    made = copy.deepcopy(definition)
    made["sections"] = [section for section in made["sections"] if section["key"] != key]
    for section in made["sections"]:
        section["items"] = [item for item in section["items"] if item["key"] != key]
    return made
