"""The builder: a questionnaire, a section, a question of each type."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.questionnaires.definition import MOST_QUESTIONS, Definition
from pico.questionnaires.editing import before, keys_of, new_key
from pico.questionnaires.forms.conditions import ALONE, OPERATORS, ConditionMixin, Subjects
from pico.questionnaires.forms.properties import (
    PROPERTIES,
    read_columns,
    read_options,
    read_rows,
    shown_property,
)
from pico.questionnaires.purposes import Fact
from pico.questionnaires.typed import parse_day, parse_number
from pico.questionnaires.types import FIXED, LONGEST, types, value_error


class QuestionnaireForm(forms.Form):
    """Title and description."""

    title = forms.CharField(label=lazy("Titolo"), max_length=160)
    description = forms.CharField(
        label=lazy("Descrizione"),
        required=False,
        max_length=2000,
        help_text=lazy("Per i colleghi: chi risponde non la vede."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NewQuestionnaireForm(QuestionnaireForm):
    """Also what it is for."""

    def __init__(self, data: Any, *, purposes: Any) -> None:
        super().__init__(data)
        choices = [(purpose.code, purpose.label) for purpose in purposes]
        self.fields["purpose"] = forms.ChoiceField(label=_("A che cosa serve"), choices=choices)


class SearchForm(forms.Form):
    """Words of a title."""

    testo = forms.CharField(
        label=lazy("Quale questionario cerchi?"),
        max_length=100,
        help_text=lazy("Parole del titolo."),
    )


class TypeForm(forms.Form):
    """Of what type the next question is."""

    def __init__(self, *, section: str) -> None:
        super().__init__(auto_id=f"id_%s_{section}")
        choices = [(code, made.label) for code, made in types.items()]
        self.fields["tipo"] = forms.ChoiceField(label=_("Aggiungi una domanda di tipo"), choices=choices)


class ImportForm(forms.Form):
    """A definition from a file."""

    file = forms.FileField(
        label=lazy("File del questionario"),
        help_text=lazy("Un file JSON esportato da qui, al massimo 512 KiB. Sostituisce tutte le domande."),
    )


class SectionForm(ConditionMixin):
    """A section: its title, and when it is asked."""

    title = forms.CharField(label=lazy("Titolo della sezione"), max_length=200)
    help = forms.CharField(
        label=lazy("Istruzioni"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        data: Any,
        *,
        definition: Definition,
        section: Mapping[str, Any] | None,
        draws: bool = False,
        facts: Sequence[Fact] = (),
        typed: Any = None,
    ) -> None:
        self.definition, self.section = definition, section or {}
        initial = {name: self.section.get(name, "") for name in ("title", "help")}
        super().__init__(data, initial=initial)
        if draws:
            self.fields["draw"] = forms.IntegerField(
                label=_("Quante domande estrarre"),
                required=False,
                min_value=1,
                max_value=MOST_QUESTIONS,
                initial=self.section.get("draw"),
                help_text=_("A ogni tentativo ne escono a sorte tante così. Vuoto: tutte."),
            )
        above = before(definition, self.section["key"]) if section else before(definition, "")
        self.add_condition(self.section.get("show"), Subjects(above, facts), typed)

    def values(self) -> dict[str, Any]:
        """Return the section without its questions."""
        data = self.cleaned_data
        key = self.section.get("key") or new_key(data["title"], keys_of(self.definition), "sezione")
        made = {"key": key, "title": data["title"], "help": data["help"], "show": self.condition()}
        made["draw"] = data.get("draw")
        return {name: value for name, value in made.items() if value not in ("", None)}


class QuestionForm(ConditionMixin):
    """A question of one type."""

    label = forms.CharField(label=lazy("Domanda"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    help = forms.CharField(
        label=lazy("Aiuto per chi risponde"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: Any,
        *,
        definition: Definition,
        code: str,
        question: Mapping[str, Any] | None = None,
        facts: Sequence[Fact] = (),
        fixes: bool = False,
        typed: Any = None,
    ) -> None:
        self.definition, self.code, self.question = definition, code, question or {}
        super().__init__(data, initial={name: self.question.get(name, "") for name in ("label", "help")})
        self.above = before(definition, self.question.get("key", ""))
        if types.get(code).is_asked and code != "consent":
            self.fields["required"] = forms.BooleanField(
                label=_("La risposta è obbligatoria"),
                required=False,
                initial=self.question.get("required", False),
            )
        for name, field in PROPERTIES.get(code, dict)().items():
            self.fields[name] = field
            field.initial = shown_property(name, self.question)
        if not fixes:
            self.fields.pop(FIXED, None)
        self._add_default()
        if code == "calculated":
            self._add_expression()
        if types.get(code).kind in ("number", "date", "text") and code != "scale":
            self._add_check()
        self.add_condition(self.question.get("show"), Subjects(self.above, facts), typed)

    def _add_default(self) -> None:
        """Ask what stands in the form before anybody writes; what cannot be typed here stays as it is."""
        value = self.question.get("default")
        if self.code not in DEFAULTS or (isinstance(value, dict) and "num" not in value):
            return
        words = (
            "" if value is None else Subjects([self.question]).words(f"answer:{self.question['key']}", value)
        )
        self.fields["default"] = forms.CharField(
            label=_("Risposta già scritta"),
            required=False,
            max_length=LONGEST,
            initial=words,
            help_text=_(
                "Chi risponde la trova nel modulo e può cambiarla. Come la scriverebbe: sì, 12,5, "
                "15/02/2027, le parole della scelta."
            ),
        )
        if self.code == "long_text":
            self.fields["default"].widget = forms.Textarea(attrs={"rows": 2})

    def _add_expression(self) -> None:
        numbers = [
            (f"{q['key']}", q["label"][:80]) for q in self.above if types.get(q["type"]).kind in _NUMBERS
        ]
        columns = [
            (f"{q['key']}.{c['key']}", f"{q['label'][:60]}: {c['label'][:40]} ({_('tutta la colonna')})")
            for q in self.above
            if q["type"] == "table"
            for c in q["columns"]
            if c["type"] in ("number", "money")
        ]
        op, first, second = _expression_parts(self.question.get("expression"))
        self.fields["operation"] = forms.ChoiceField(
            label=_("Calcolo"), choices=list(OPERATIONS.items()), initial=op
        )
        self.fields["first"] = forms.ChoiceField(
            label=_("Primo dato"),
            choices=[*columns, *numbers],
            initial=first,
            help_text=_("Domande numeriche precedenti, o colonne di numeri di una tabella."),
        )
        self.fields["second"] = forms.ChoiceField(
            label=_("Secondo dato"),
            choices=[("", "—"), *numbers],
            initial=second,
            required=False,
            help_text=_("Serve per somma, differenza, prodotto e quoziente di due domande."),
        )

    def _add_check(self) -> None:
        check = (self.question.get("checks") or [None])[0]
        own = Subjects([{**self.question, "key": "self", "type": self.code, "label": ""}])
        op, value, message = "", "", ""
        if check and isinstance(check["when"], dict) and check["when"].get("op") in OPERATORS:
            op, message = check["when"]["op"], check["message"]
            args = check["when"]["args"]
            value = own.words("answer:self", args[1]) if len(args) > 1 else ""
        comparisons = [(code, label) for code, label in OPERATORS.items() if code not in {*ALONE, "has"}]
        self.fields["check_op"] = forms.ChoiceField(
            label=_("La risposta non è valida se"),
            choices=[("", "—"), *comparisons],
            initial=op,
            required=False,
        )
        self.fields["check_value"] = forms.CharField(
            label=_("Valore"), initial=value, required=False, max_length=100
        )
        self.fields["check_message"] = forms.CharField(
            label=_("Che cosa dire a chi risponde"), initial=message, required=False, max_length=300
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, read in (("options", read_options), ("rows", read_rows), ("columns", read_columns)):
            if name in data:
                try:
                    data[f"read_{name}"] = read(data[name], self.question)
                except ValueError as error:
                    self.add_error(name, str(error))
        for name in ("min", "max"):
            if data.get(name):
                try:
                    data[f"read_{name}"] = (
                        parse_day(data[name]) if self.code == "date" else parse_number(data[name])
                    )
                except ValueError as error:
                    self.add_error(name, str(error))
        if data.get("operation") not in (None, "sum") and not data.get("second"):
            self.add_error("second", _("Scegli il secondo dato."))
        return data

    def values(self) -> dict[str, Any]:
        """Return the question as a definition holds it; what the form does not show stays as it was."""
        data = self.cleaned_data
        made = {k: v for k, v in self.question.items() if k in ("default", "exclusive", "checks", FIXED)}
        made |= {
            "key": self.question.get("key") or new_key(data["label"], keys_of(self.definition), "domanda"),
            "type": self.code,
            "label": data["label"],
            "help": data["help"],
        }
        for name in ("required", "other", "rows_required", FIXED):
            if name in self.fields or name != FIXED:
                made[name] = data.get(name) or None
        for name in (
            "max_length",
            "format",
            "unit",
            "decimals",
            "from",
            "to",
            "from_label",
            "to_label",
            "min_choices",
            "max_choices",
            "min_rows",
            "max_rows",
        ):
            made[name] = data.get(name)
        for name in ("options", "rows", "columns", "min", "max"):
            made[name] = data.get(f"read_{name}")
        if self.code == "calculated":
            made["expression"] = _expression(data["operation"], data["first"], data.get("second", ""))
        if "check_op" in self.fields:
            made["checks"] = self._checks(made["key"])
        made["show"] = self.condition()
        made = {name: value for name, value in made.items() if value not in ("", None)}
        return self._with_default(made) if "default" in self.fields else made

    def _with_default(self, made: dict[str, Any]) -> dict[str, Any]:
        made.pop("default", None)
        words = self.cleaned_data.get("default", "").replace("\r\n", "\n")
        if not words or self.errors:
            return made
        try:
            value = Subjects([made]).literal(f"answer:{made['key']}", words)
        except ValueError as error:
            self.add_error("default", str(error))
            return made
        if sentence := value_error(made, value):
            self.add_error("default", sentence)
        return {**made, "default": value}

    def _checks(self, key: str) -> Any:
        data = self.cleaned_data
        if not data.get("check_op"):
            return self.question.get("checks", [])[1:] or None
        own = Subjects([{"key": key, "type": self.code, "label": ""}])
        try:
            literal = own.literal(f"answer:{key}", data.get("check_value", ""))
        except ValueError as error:
            self.add_error("check_value", str(error))
            return None
        if not data.get("check_message"):
            self.add_error("check_message", _("Scrivi la frase che spiega come correggere."))
        when = {"op": data["check_op"], "args": [{"answer": key}, literal]}
        return [{"when": when, "message": data.get("check_message")}]


_NUMBERS = {"number", "calculated"}
DEFAULTS = {"text", "long_text", "number", "money", "date", "yes_no", "single", "scale"}
OPERATIONS = {
    "sum": lazy("somma di una colonna"),
    "add": lazy("somma di due domande"),
    "sub": lazy("differenza"),
    "mul": lazy("prodotto"),
    "div": lazy("quoziente"),
}


def _expression(op: str, first: str, second: str) -> dict[str, Any]:
    subjects = [first] if op == "sum" else [first, second]
    return {"op": op, "args": [_subject(name) for name in subjects]}


def _subject(name: str) -> dict[str, str]:
    key, dot, column = name.partition(".")
    return {"answer": key, "column": column} if dot else {"answer": key}


def _expression_parts(expression: Any) -> tuple[str, str, str]:
    if not isinstance(expression, dict) or expression.get("op") not in OPERATIONS:
        return "sum", "", ""
    names = [_name_of(arg) for arg in expression["args"]]
    return expression["op"], names[0], names[1] if len(names) > 1 else ""


def _name_of(arg: Any) -> str:
    if not isinstance(arg, dict) or "answer" not in arg:
        return ""
    return f"{arg['answer']}.{arg['column']}" if "column" in arg else arg["answer"]
