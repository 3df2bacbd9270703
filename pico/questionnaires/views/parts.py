"""Questions as a template draws them."""

from typing import Any

from pico.questionnaires.forms.filling import AnswersForm
from pico.questionnaires.types import types


def parts_of(items: Any, form: AnswersForm, values: Any, labels: Any) -> list[dict[str, Any]]:
    """Return what the template draws, question by question."""
    from_form: list[dict[str, Any]] = []
    for item in items:
        part: dict[str, Any] = {
            "type": item["type"],
            "label": labels[item["key"]],
            "help": item.get("help", ""),
            "required": item.get("required", False),
        }
        if item["type"] in ("matrix", "table"):
            part["groups"] = form.groups(item)
        elif types.get(item["type"]).is_asked:
            part["field"] = form[item["key"]]
            part["other"] = form[f"{item['key']}_other"] if item.get("other") else None
        else:
            part["value"] = values.get(item["key"])
        from_form.append(part)
    return from_form
