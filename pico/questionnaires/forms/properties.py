"""What each type of question asks of its author, and how lists are written: one line each."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pico.questionnaires.editing import new_key
from pico.questionnaires.typed import typed_number
from pico.questionnaires.types import FIXED, italian_day


def _lines(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )


def _whole(label: Any, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most)


def _short(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=80, help_text=help_text)


def _range() -> dict[str, forms.Field]:
    return {"min": _short(_("Valore minimo")), "max": _short(_("Valore massimo"))}


def _option_lines() -> forms.CharField:
    return _lines(_("Risposte possibili"), _("Una per riga, nell'ordine in cui si leggono."))


def _format() -> forms.ChoiceField:
    choices = [
        ("", _("nessuna")),
        ("email", _("indirizzo e-mail")),
        ("url", _("indirizzo di una pagina")),
        ("phone", _("numero di telefono")),
        ("tax_code", _("codice fiscale")),
    ]
    return forms.ChoiceField(label=_("Forma della risposta"), choices=choices, required=False)


PROPERTIES: dict[str, Any] = {
    "text": lambda: {"max_length": _whole(_("Caratteri al massimo"), 1, 1000), "format": _format()},
    "long_text": lambda: {"max_length": _whole(_("Caratteri al massimo"), 1, 10_000)},
    "number": lambda: {
        **_range(),
        "decimals": _whole(_("Decimali"), 0, 6),
        "unit": _short(_("Unità"), _("Per esempio: t, km.")),
    },
    "money": _range,
    "date": lambda: {"min": _short(_("Non prima del")), "max": _short(_("Non dopo il"))},
    "single": lambda: {
        "options": _option_lines(),
        "other": forms.BooleanField(label=_("Aggiungi «Altro» con un testo libero"), required=False),
    },
    "multi": lambda: {
        "options": _option_lines(),
        "min_choices": _whole(_("Risposte almeno"), 0, 200),
        "max_choices": _whole(_("Risposte al massimo"), 1, 200),
    },
    "scale": lambda: {
        "from": forms.IntegerField(label=_("Dal"), min_value=0, max_value=1),
        "to": forms.IntegerField(label=_("Al"), min_value=2, max_value=10),
        "from_label": _short(_("Che cosa vuol dire il primo")),
        "to_label": _short(_("E l'ultimo")),
    },
    "matrix": lambda: {
        "rows": _lines(_("Righe"), _("Una per riga.")),
        "options": _option_lines(),
        "rows_required": forms.BooleanField(label=_("Serve una risposta in ogni riga"), required=False),
    },
    "table": lambda: {
        "columns": _lines(
            _("Colonne"),
            _(
                "Una per riga: «etichetta | tipo | unità». Tipi: testo, numero, importo, data, scelta. "
                "Esempi: «Tonnellate l'anno | numero | t», «Stato | scelta | buono; da rifare». Nei "
                "risultati numeri e importi si sommano, dei prezzi si fa la media; per dirlo tu aggiungi "
                "«| somma» o «| media»."
            ),
        ),
        "min_rows": _whole(_("Righe almeno"), 0, 500),
        "max_rows": _whole(_("Righe al massimo"), 1, 500),
        FIXED: forms.BooleanField(
            label=_("Le righe sono fisse"),
            required=False,
            help_text=_("Le dà lo scopo del questionario quando apri la rilevazione; poi non cambiano."),
        ),
    },
    "calculated": lambda: {"unit": _short(_("Unità"))},
}
COLUMN_TYPES = {"testo": "text", "numero": "number", "importo": "money", "data": "date", "scelta": "single"}
SUM_WORDS = {True: "somma", False: "media"}
COLUMN_WORDS = {code: word for word, code in COLUMN_TYPES.items()}


def shown_property(name: str, question: Mapping[str, Any]) -> Any:
    """Return a property as its field shows it."""
    value = question.get(name)
    if name in ("options", "rows") and value:
        return "\n".join(row["label"] for row in value)
    if name == "columns" and value:
        return "\n".join(_column_line(column) for column in value)
    if name in ("min", "max") and value:
        return italian_day(value) if isinstance(value, str) else typed_number(value)
    return value


def _column_line(column: Mapping[str, Any]) -> str:
    more = "; ".join(option["label"] for option in column.get("options", [])) or column.get("unit", "")
    parts = [column["label"], COLUMN_WORDS.get(column["type"], column["type"]), more]
    if "sum" in column:
        return " | ".join([*parts, SUM_WORDS[column["sum"]]])
    return " | ".join(parts).removesuffix(" | ")


def _labels(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(set(lines)) != len(lines):
        raise ValueError(_("Due righe sono uguali."))
    return lines


def _keyed(text: str, old: list[Mapping[str, Any]], name: str, start: str) -> list[dict[str, str]]:
    """Return labels with keys: those of before stay, so that answers keep their meaning."""
    known = {row["label"]: row[name] for row in old}
    taken = set(known.values())
    made = []
    for label in _labels(text):
        key = known.get(label) or new_key(label, taken, start)
        taken.add(key)
        made.append({name: key, "label": label[:200]})
    return made


def read_options(text: str, question: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the options written one a line."""
    return _keyed(text, question.get("options", []), "value", "risposta")


def read_rows(text: str, question: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the rows of a grid written one a line."""
    return _keyed(text, question.get("rows", []), "key", "riga")


def read_columns(text: str, question: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the columns of a table written one a line."""
    old = {column["label"]: column for column in question.get("columns", [])}
    taken = {column["key"] for column in old.values()}
    made = []
    for line in _labels(text):
        label, kind, unit, how = [part.strip() for part in f"{line}|||".split("|")][:4]
        if not how and unit.lower() in SUM_WORDS.values():
            unit, how = "", unit
        same = old.get(label, {})
        key = same.get("key") or new_key(label, taken, "colonna")
        taken.add(key)
        code = COLUMN_TYPES.get(kind.lower() or "testo", kind)
        if code not in COLUMN_WORDS and code != same.get("type"):
            raise ValueError(_("«%(kind)s» non è un tipo di colonna.") % {"kind": kind})
        column: dict[str, Any] = {
            **(same if same.get("type") == code else {}),
            "key": key,
            "label": label[:200],
            "type": code,
        }
        if code == "single":
            column["options"] = read_options(unit.replace(";", "\n"), same)
            if not column["options"]:
                sentence = _("Scrivi le risposte della colonna «%(label)s»: «etichetta | scelta | sì; no».")
                raise ValueError(sentence % {"label": label})
        elif code == "number":
            column |= {"decimals": column.get("decimals", 2), **({"unit": unit} if unit else {})}
        column.pop("sum", None)
        if how and code in ("number", "money"):
            if how.lower() not in SUM_WORDS.values():
                raise ValueError(_("Dopo l'unità si scrive «somma» o «media», non «%(how)s».") % {"how": how})
            column["sum"] = how.lower() == SUM_WORDS[True]
        made.append(column)
    return made
