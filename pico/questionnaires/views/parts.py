"""Questions as a template draws them, and as the script of the page follows them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pico.questionnaires.conditions import references
from pico.questionnaires.forms.filling import DROP, PASTE, AnswersForm
from pico.questionnaires.types import outside_of, types


def parts_of(
    items: Any, form: AnswersForm, values: Any, labels: Any, asked: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Return what the template draws, question by question.

    Args:
        asked: keys of what is shown; the others are in the page, hidden. None shows all.
    """
    from_form: list[dict[str, Any]] = []
    for item in items:
        part: dict[str, Any] = {
            "key": item["key"],
            "type": item["type"],
            "hidden": asked is not None and item["key"] not in asked,
            "label": labels[item["key"]],
            "help": item.get("help", ""),
            "required": item.get("required", False),
        }
        if item["type"] in ("matrix", "table"):
            part["groups"] = form.groups(item)
            part["paste"] = form[f"{item['key']}__{PASTE}"] if item["type"] == "table" else None
        elif types.get(item["type"]).is_asked:
            part["field"] = form[item["key"]]
            if (outside := outside_of(item)) and (before := form.before.get(item["key"])):
                part["current"] = {"name": outside.words(before), "url": outside.address(before)}
                part["drop"] = form[f"{item['key']}__{DROP}"]
            part["other"] = form[f"{item['key']}_other"] if item.get("other") else None
        else:
            part["value"] = values.get(item["key"])
        from_form.append(part)
    return from_form


def live(
    sections: Iterable[Mapping[str, Any]], answers: Mapping[str, Any], facts: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the page's mirror of conditions needs of some sections: no more than they refer to.

    Args:
        answers: what the questions above are worth.
    """
    shown = [_told(section, items=[_told(item) for item in section["items"]]) for section in sections]
    asked = [part for section in shown for part in (section, *section["items"])]
    used = [found for part in asked for name in _JUDGED for found in references(part.get(name))]
    names = {found.get("answer") for found in used}, {found.get("fact") for found in used}
    return {
        "sections": shown,
        "answers": {key: value for key, value in answers.items() if key in names[0]},
        "facts": {name: value for name, value in facts.items() if name in names[1]},
    }


_JUDGED = ("show", "expression")
_TOLD = ("key", "type", "unit", *_JUDGED)


def _told(part: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    told = {name: part[name] for name in _TOLD if name in part} | more
    if part.get("type") == "table":
        told["columns"] = [_told(column) for column in part["columns"]]
    elif part.get("type") == "matrix":
        told["rows"] = [_told(row) for row in part["rows"]]
    return told
