"""What people type and what is stored: numbers with a comma, days as dd/mm/yyyy, options by their words."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pico.base.money import MINUS, NBSP
from pico.questionnaires.conditions import number_text, read_number
from pico.questionnaires.places import name_of
from pico.questionnaires.types import outside_of

LONGEST = 24
_ITALIAN = re.compile(r"-?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]{1,6})?|-?[0-9]+(,[0-9]{1,6})?", re.ASCII)
_PLAIN = re.compile(r"-?[0-9]+\.[0-9]{1,2}", re.ASCII)
_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", re.ASCII)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def parse_number(text: str) -> dict[str, str]:
    """Read a number as people type it: ``1.250,5`` and ``1250,5``; ``1,250.00`` and ``1e5`` are errors.

    Raises:
        ValueError: with an Italian sentence that says how to correct it.
    """
    cleaned = re.sub(r"[\s\u00a0€']", "", text).replace(MINUS, "-")
    if len(cleaned) <= LONGEST and _ITALIAN.fullmatch(cleaned):
        cleaned = cleaned.replace(".", "").replace(",", ".")
    elif len(cleaned) > LONGEST or not _PLAIN.fullmatch(cleaned):
        cleaned = ""
    number = read_number(cleaned)
    if number is None or (cleaned.startswith("-") and number == 0):
        raise ValueError(_("Scrivi un numero, ad esempio 1.250,50."))
    return {"num": number_text(number)}


def parse_day(text: str) -> str:
    """Read a day as people type it, or as a calendar sends it; return it the ISO way.

    Raises:
        ValueError: with an Italian sentence.
    """
    cleaned = text.strip()
    try:
        if _ISO.fullmatch(cleaned):
            return date.fromisoformat(cleaned).isoformat()
        if found := _DAY.fullmatch(cleaned):
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day).isoformat()
    except ValueError:
        pass
    raise ValueError(_("Scrivi una data vera, ad esempio 15/02/2027."))


def typed_number(stored: Any) -> str:
    """Return a stored number as people type it: ``12,5``."""
    return stored["num"].replace(".", ",") if isinstance(stored, dict) and "num" in stored else ""


def shown_number(stored: Any, unit: str = "") -> str:
    """Return a stored number as people read it: ``1.234,5 t``."""
    sign, digits = ("−", stored["num"][1:]) if stored["num"].startswith("-") else ("", stored["num"])
    whole, dot, part = digits.partition(".")
    words = f"{sign}{int(whole):,}".replace(",", ".") + (f",{part}" if dot else "")
    return f"{words}{NBSP}{unit}" if unit else words


def shown_points(points: Decimal) -> str:
    """Return points as people read them: ``1,5``."""
    return shown_number({"num": f"{points.normalize():f}"})


def shown(question: Mapping[str, Any], value: Any) -> str:
    """Return a stored value as people read it; "" when there is none. Tables have a page of their own."""
    if value is None:
        return ""
    if outside := outside_of(question):
        return outside.words(value)
    match question["type"]:
        case "money":
            return shown_number(value, "€")
        case "number" | "scale" | "calculated" if isinstance(value, dict):
            return shown_number(value, question.get("unit", ""))
        case "date":
            return "/".join(reversed(value.split("-")))
        case "yes_no" | "consent" | "calculated" if isinstance(value, bool):
            return _("Sì") if value else _("No")
        case "single":
            return value["other"] if isinstance(value, dict) else label_of(question, value)
        case "multi":
            return "; ".join(label_of(question, item) for item in value)
        case "matrix":
            rows = {row["key"]: row["label"] for row in question["rows"]}
            return "; ".join(f"{rows[key]}: {label_of(question, item)}" for key, item in value.items())
        case "organisation" | "municipality":
            return name_of(question["type"], value)
        case "table":
            return _("%(count)s righe") % {"count": len(value)}
    return str(value)


def row_label(row: Mapping[str, str]) -> str:
    """Return a fixed row of a table as people read it: ``Sale marino (t)``."""
    return f"{row['label']} ({row['unit']})" if row["unit"] else row["label"]


def label_of(question: Mapping[str, Any], value: Any) -> str:
    """Return the words of an option."""
    return next((o["label"] for o in question["options"] if o["value"] == value), str(value))
