"""The fields of answers: what is typed, what is stored, how a stored value opens its field."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pico.base.fields import DayField
from pico.questionnaires.places import code_meant, is_active, name_of
from pico.questionnaires.typed import parse_number, typed_number
from pico.questionnaires.types import LONGEST

OTHER = "_other"
FEW = 7


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


class PlaceField(forms.CharField):
    """A body or a municipality, typed by its whole name or its code; kept as its code."""

    def __init__(self, kind: str) -> None:
        super().__init__(max_length=200)
        self.kind = kind

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return code_meant(self.kind, text)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        """Show a stored code by its name where that means nothing else; what was typed stays."""
        if not value or not is_active(self.kind, value):
            return value
        name = name_of(self.kind, value)
        try:
            return name if code_meant(self.kind, name) == value else value
        except ValueError:
            return value


class IsoDayField(DayField):
    """A day, kept the ISO way."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return day.isoformat() if day else None


def _text(question: Mapping[str, Any], longest: int, widget: Any) -> forms.CharField:
    return forms.CharField(max_length=question.get("max_length", longest), widget=widget, strip=True)


def choice_field(question: Mapping[str, Any], options: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    """Return buttons for a few options, a list for many."""
    few = len(options) <= FEW
    blank = [] if few else [("", "—")]
    return forms.ChoiceField(choices=[*blank, *options], widget=forms.RadioSelect if few else forms.Select)


def cell_field(column: Mapping[str, Any]) -> forms.Field:
    """Return the field of a cell: a choice is a list, to be left blank in a spare row."""
    if column["type"] == "single":
        return forms.ChoiceField(choices=[("", "—"), *options_of(column)])
    return answer_field(column)


def read_cell(column: Mapping[str, Any], text: str) -> Any:
    """Return what a pasted cell is stored as; a choice is pasted by its words."""
    if column["type"] == "single":
        text = {label.casefold(): value for value, label in options_of(column)}.get(text.casefold(), text)
    field = cell_field(column)
    field.required = False
    return as_stored(column, field.clean(text))


def options_of(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (value, label) of a choice."""
    return [(option["value"], option["label"]) for option in question["options"]]


def answer_field(question: Mapping[str, Any]) -> forms.Field:
    """Return the field of a question, or of a column."""
    match question["type"]:
        case "text":
            return _text(question, 500, forms.TextInput())
        case "long_text":
            return _text(question, LONGEST, forms.Textarea(attrs={"rows": 4}))
        case "number" | "money":
            return NumberField(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        case "date":
            return IsoDayField()
        case "organisation" | "municipality":
            return PlaceField(question["type"])
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
            return choice_field(question, [*options_of(question), *more])
    raise LookupError(f"no field for a question of type {question['type']}")


def _point(question: Mapping[str, Any], point: int) -> str:
    words = {question["from"]: question.get("from_label"), question["to"]: question.get("to_label")}.get(
        point
    )
    return f"{point} ({words})" if words else str(point)


def opened(item: Mapping[str, Any], value: Any) -> Any:
    """Return a stored value as its field is opened with."""
    if item["type"] == "yes_no":
        return {True: "true", False: "false"}.get(value, "")
    if item["type"] == "scale" and value:
        return value["num"]
    if item["type"] == "single" and isinstance(value, dict):
        return OTHER
    return value


def as_stored(item: Mapping[str, Any], data: Any) -> Any:
    """Return what a field read as it is stored; nothing is None."""
    if data in (None, "", [], False):
        return None
    if item["type"] == "yes_no":
        return data == "true"
    return {"num": data} if item["type"] == "scale" else data
