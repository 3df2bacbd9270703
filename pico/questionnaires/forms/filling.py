"""The form of one section as it is asked now: a field, or several, for each question."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pico.base.fields import DayField
from pico.questionnaires.typed import parse_number, shown, typed_number
from pico.questionnaires.types import LONGEST, MOST_ROWS, types, value_error

OTHER = "_other"
SPARE_ROWS = 3
FEW = 7
_CELL = re.compile(r"__(\d{1,3})__")


class NumberField(forms.CharField):
    """A number with a comma, kept exactly."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text or isinstance(text, dict):
            return text or None
        try:
            return parse_number(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return typed_number(value) if isinstance(value, dict) else value


class IsoDayField(DayField):
    """A day, kept the ISO way."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return day.isoformat() if day else None


def _text(question: Mapping[str, Any], longest: int, widget: Any) -> forms.CharField:
    return forms.CharField(max_length=question.get("max_length", longest), widget=widget, strip=True)


def _choice(question: Mapping[str, Any], options: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    few = len(options) <= FEW
    blank = [] if few else [("", "—")]
    return forms.ChoiceField(choices=[*blank, *options], widget=forms.RadioSelect if few else forms.Select)


def options_of(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (value, label) of a choice."""
    return [(option["value"], option["label"]) for option in question["options"]]


def _field(question: Mapping[str, Any]) -> forms.Field:
    match question["type"]:
        case "text":
            return _text(question, 500, forms.TextInput())
        case "long_text":
            return _text(question, LONGEST, forms.Textarea(attrs={"rows": 4}))
        case "number" | "money":
            return NumberField(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        case "date":
            return IsoDayField()
        case "yes_no":
            return forms.ChoiceField(
                choices=[("true", _("Sì")), ("false", _("No"))], widget=forms.RadioSelect
            )
        case "consent":
            return forms.BooleanField()
        case "multi":
            return forms.MultipleChoiceField(
                choices=options_of(question), widget=forms.CheckboxSelectMultiple
            )
        case "scale":
            points = [(str(n), _point(question, n)) for n in range(question["from"], question["to"] + 1)]
            return forms.ChoiceField(choices=points, widget=forms.RadioSelect)
        case "single":
            more = [(OTHER, _("Altro"))] if question.get("other") else []
            return _choice(question, [*options_of(question), *more])
    raise LookupError(f"no field for a question of type {question['type']}")


def _point(question: Mapping[str, Any], point: int) -> str:
    words = {question["from"]: question.get("from_label"), question["to"]: question.get("to_label")}.get(
        point
    )
    return f"{point} ({words})" if words else str(point)


class AnswersForm(forms.Form):
    """One section.

    Args:
        items: the questions of the section, also those that are not asked now: an answer may bring them up.
        values: stored values by question.
        labels: the labels with earlier answers put in.
        proxy_reason: what was said before by who answers for a body; None for the body itself.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Any,
        *,
        items: Sequence[Mapping[str, Any]],
        values: Mapping[str, Any],
        labels: Mapping[str, str],
        proxy_reason: str | None = None,
    ) -> None:
        super().__init__(data)
        self.items = [item for item in items if types.get(item["type"]).is_asked]
        self.labels = labels
        if proxy_reason is not None:
            label = _("Perché compili al posto dell'ente")
            self._put("proxy_reason", forms.CharField(max_length=1000), label, proxy_reason, needed=True)
        for item in self.items:
            self._add(item, values.get(item["key"], item.get("default")))

    def _add(self, item: Mapping[str, Any], value: Any) -> None:
        key = item["key"]
        if item["type"] == "matrix":
            for row in item["rows"]:
                self._put(
                    f"{key}__{row['key']}",
                    _choice(item, options_of(item)),
                    row["label"],
                    (value or {}).get(row["key"]),
                    needed=item.get("required", False),
                )
        elif item["type"] == "table":
            self._add_table(item, value or [])
        else:
            needed = item.get("required", False) or item["type"] == "consent"
            self._put(
                key,
                _field(item),
                self.labels[key],
                _opened(item, value),
                help_text=_help(item),
                needed=needed,
            )
            if item.get("other"):
                words = value["other"] if isinstance(value, dict) else ""
                label = _("Altro: scrivi quale (per «%(label)s»)") % {"label": self.labels[key][:100]}
                self._put(f"{key}{OTHER}", forms.CharField(max_length=200), label, words)

    def _add_table(self, item: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
        for number in range(self.row_count(item, rows)):
            row = rows[number] if number < len(rows) else {}
            for column in item["columns"]:
                name = f"{item['key']}__{number}__{column['key']}"
                label = f"{column['label']} ({column['unit']})" if column.get("unit") else column["label"]
                value = _opened(column, row.get(column["key"]))
                self._put(name, _field(column), label, value, needed=column.get("required", False))

    def row_count(self, item: Mapping[str, Any], rows: Sequence[Any]) -> int:
        """Return how many rows a table shows: those sent, or those stored and a few more."""
        most = item.get("max_rows", MOST_ROWS)
        if self.is_bound:
            sent = [name for name in self.data if name.startswith(f"{item['key']}__")]
            numbers = [int(found[1]) for name in sent if (found := _CELL.search(name))]
            return min(max(numbers, default=-1) + 1, most)
        return min(max(len(rows) + SPARE_ROWS, item.get("min_rows", 0)), most)

    def _put(
        self,
        name: str,
        field: forms.Field,
        label: str,
        value: Any,
        *,
        help_text: str = "",
        needed: bool = False,
    ) -> None:
        field.required, field.label, field.initial, field.help_text = needed, label, value, help_text
        self.fields[name] = field

    def full_clean(self) -> None:
        """Saving never waits for what is missing: the summary says it, and nothing is sent without it."""
        needed = {name for name, field in self.fields.items() if field.required}
        for name in needed:
            self.fields[name].required = False
        super().full_clean()
        for name in needed:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.values = {item["key"]: self._read(item, data) for item in self.items if not self._failed(item)}
        for item in self.items:
            if item["key"] in self.values and (error := value_error(item, self.values[item["key"]])):
                self.add_error(self._place_of_errors(item), error)
        return data

    def forgive(self, asked: Collection[str]) -> None:
        """Look past what is wrong with questions that are not asked, now that all answers are read."""
        for item in self.items:
            if item["key"] not in asked:
                for name in [name for name in self.errors if _belongs(name, item["key"])]:
                    del self.errors[name]

    def _failed(self, item: Mapping[str, Any]) -> bool:
        return any(_belongs(name, item["key"]) for name in self.errors)

    def _place_of_errors(self, item: Mapping[str, Any]) -> str | None:
        if item["key"] in self.fields:
            return item["key"]
        return next((name for name in self.fields if name.startswith(f"{item['key']}__")), None)

    def _read(self, item: Mapping[str, Any], data: Mapping[str, Any]) -> Any:
        key = item["key"]
        if item["type"] == "matrix":
            cells = {row["key"]: data.get(f"{key}__{row['key']}") for row in item["rows"]}
            return {name: cell for name, cell in cells.items() if cell} or None
        if item["type"] == "table":
            return list(self._rows(item, data)) or None
        if item.get("other") and data.get(key) == OTHER:
            return {"other": data.get(f"{key}{OTHER}", "")}
        return _stored(item, data.get(key))

    def _rows(self, item: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for number in range(self.row_count(item, [])):
            cells = {
                c["key"]: _stored(c, data.get(f"{item['key']}__{number}__{c['key']}"))
                for c in item["columns"]
            }
            if any(cell is not None for cell in cells.values()):
                yield cells

    def groups(self, item: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the fields of a grid or table in groups, each with its legend."""
        key = item["key"]
        if item["type"] == "matrix":
            fields = [self[f"{key}__{row['key']}"] for row in item["rows"]]
            return [{"legend": self.labels[key], "fields": fields, "help": item.get("help", "")}]
        count = 1 + max(
            (
                int(found[1])
                for name in self.fields
                if name.startswith(f"{key}__") and (found := _CELL.search(name))
            ),
            default=-1,
        )
        return [
            {
                "legend": _("%(label)s: riga %(number)s") % {"label": self.labels[key], "number": number + 1},
                "fields": [self[f"{key}__{number}__{column['key']}"] for column in item["columns"]],
                "help": item.get("help", "") if number == 0 else "",
            }
            for number in range(count)
        ]


def _belongs(name: str, key: str) -> bool:
    return name in (key, f"{key}{OTHER}") or name.startswith(f"{key}__")


def _help(item: Mapping[str, Any]) -> str:
    unit = _("In %(unit)s.") % {"unit": item["unit"]} if item.get("unit") else ""
    return " ".join(part for part in (item.get("help", ""), unit) if part)


def _opened(item: Mapping[str, Any], value: Any) -> Any:
    """Return a stored value as its field is opened with."""
    if item["type"] == "yes_no":
        return {True: "true", False: "false"}.get(value, "")
    if item["type"] == "scale" and value:
        return value["num"]
    if item["type"] == "single" and isinstance(value, dict):
        return OTHER
    return value


def _stored(item: Mapping[str, Any], data: Any) -> Any:
    """Return what a field read as it is stored; nothing is None."""
    if data in (None, "", [], False):
        return None
    if item["type"] == "yes_no":
        return data == "true"
    return {"num": data} if item["type"] == "scale" else data


def piped(label: str, definition_items: Mapping[str, Mapping[str, Any]], values: Mapping[str, Any]) -> str:
    """Return a label with earlier answers in the place of ``{{key}}``: text only."""

    def words(found: re.Match[str]) -> str:
        item = definition_items.get(found[1])
        return shown(item, values.get(found[1])) or "…" if item else "…"

    return re.sub(r"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}", words, label)
