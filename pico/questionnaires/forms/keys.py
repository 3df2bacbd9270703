"""What is right in one question of a test, and how many points it gives."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.questionnaires.forms.fields import NumberField
from pico.questionnaires.keys import points_of
from pico.questionnaires.models import AnswerKey
from pico.questionnaires.shapes import DefinitionError
from pico.questionnaires.typed import typed_number


class PointsField(NumberField):
    """Points with up to two decimals, kept exactly."""

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        try:
            return points_of(number["num"])
        except DefinitionError as error:
            raise ValidationError(error.sentence[:1].upper() + error.sentence[1:]) from error


def _single(item: Mapping[str, Any]) -> forms.Field:
    choices = [(option["value"], option["label"]) for option in item["options"]]
    return forms.ChoiceField(label=_("Risposta giusta"), choices=choices, widget=forms.RadioSelect)


def _multi(item: Mapping[str, Any]) -> forms.Field:
    return forms.MultipleChoiceField(
        label=_("Risposte giuste"),
        choices=[(option["value"], option["label"]) for option in item["options"]],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tutte quelle che chi risponde deve segnare."),
    )


def _yes_no(item: Mapping[str, Any]) -> forms.Field:
    return forms.TypedChoiceField(
        label=_("Risposta giusta"),
        choices=[("true", _("Sì")), ("false", _("No"))],
        coerce=lambda word: word == "true",
        widget=forms.RadioSelect,
    )


def _number(item: Mapping[str, Any]) -> forms.Field:
    unit = _("In %(unit)s.") % {"unit": item["unit"]} if item.get("unit") else ""
    return NumberField(label=_("Numero giusto"), max_length=40, help_text=unit)


def _text(item: Mapping[str, Any]) -> forms.Field:
    return forms.CharField(
        label=_("Risposte giuste"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Una per riga: va bene una qualunque. Maiuscole e spazi in più non contano."),
    )


_RIGHT: dict[str, Any] = {
    "single": _single,
    "multi": _multi,
    "yes_no": _yes_no,
    "number": _number,
    "text": _text,
}
_CHOICES = ("single", "multi")


class KeyForm(forms.Form):
    """Points, the right answer, how a part of it counts, the explanation."""

    points = PointsField(
        label=lazy("Punti"), max_length=12, help_text=lazy("Anche con decimali, per esempio 1,5.")
    )

    def __init__(self, data: Any, *, item: Mapping[str, Any], key: AnswerKey | None) -> None:
        super().__init__(data, initial=_opened(item, key))
        self.item = item
        self.fields["right"] = _RIGHT[item["type"]](item)
        if item["type"] == "number":
            self.fields["within"] = NumberField(
                label=_("Tolleranza"),
                max_length=40,
                required=False,
                help_text=_("Quanto ci si può scostare, in più o in meno. Vuoto: niente."),
            )
        if item["type"] == "multi":
            self.fields["mode"] = forms.ChoiceField(
                label=_("Come si contano i punti"), choices=AnswerKey.Mode.choices, widget=forms.RadioSelect
            )
        if item["type"] in _CHOICES:
            self.fields["in_order"] = forms.BooleanField(
                label=_("Le risposte restano nell'ordine in cui sono scritte"),
                required=False,
                help_text=_("Serve quando una dice «tutte le precedenti», anche se il test le mescola."),
            )
        self.fields["feedback"] = forms.CharField(
            label=_("Spiegazione"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Si legge insieme alla risposta giusta, mai prima che il tentativo sia chiuso."),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        within = data.get("within")
        if within and within["num"].startswith("-"):
            self.add_error("within", _("La tolleranza non è sotto zero."))
        return data

    def values(self) -> dict[str, Any]:
        """Return the right answer as the actions take it."""
        data = self.cleaned_data
        right = data["right"]
        if self.item["type"] == "text":
            right = [line.strip() for line in right.splitlines() if line.strip()]
        elif self.item["type"] == "number" and data.get("within"):
            right = {**right, "within": data["within"]["num"]}
        return {
            "points": data["points"],
            "right": right,
            "mode": data.get("mode") or AnswerKey.Mode.FULL,
            "feedback": data["feedback"].strip(),
            "in_order": data.get("in_order", False),
        }


def _opened(item: Mapping[str, Any], key: AnswerKey | None) -> dict[str, Any]:
    if key is None:
        return {"points": "1", "mode": AnswerKey.Mode.FULL}
    right = key.right
    opened = {
        "points": typed_number({"num": f"{key.points.normalize():f}"}),
        "mode": key.mode,
        "feedback": key.feedback,
        "in_order": key.in_order,
        "right": right,
    }
    match item["type"]:
        case "text":
            opened["right"] = "\n".join(right)
        case "yes_no":
            opened["right"] = "true" if right else "false"
        case "number":
            opened |= {
                "right": {"num": right["num"]},
                "within": {"num": right["within"]} if "within" in right else None,
            }
    return opened
