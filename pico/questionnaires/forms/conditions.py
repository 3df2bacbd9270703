"""Conditions as rows of a form: «domanda, operatore, valore», joined by all or at least one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.questionnaires.purposes import Fact
from pico.questionnaires.typed import label_of, parse_day, parse_number, typed_number
from pico.questionnaires.types import italian_day, types

ROWS = 3
OPERATORS = {
    "eq": lazy("è uguale a"),
    "ne": lazy("è diverso da"),
    "lt": lazy("è minore di, prima di"),
    "le": lazy("è al massimo"),
    "gt": lazy("è maggiore di, dopo"),
    "ge": lazy("è almeno"),
    "has": lazy("contiene la risposta"),
    "filled": lazy("ha una risposta"),
    "empty": lazy("non ha risposta"),
}
ALONE = {"filled", "empty"}
USABLE = {"text", "number", "date", "bool", "choice", "choices", "calculated"}
JOINS = {"and": lazy("tutte le righe"), "or": lazy("almeno una riga")}


class Subjects:
    """What a condition may speak of: earlier questions, and facts.

    Args:
        questions: those above.
        facts: of the purpose of the questionnaire.
    """

    def __init__(self, questions: Sequence[Mapping[str, Any]], facts: Sequence[Fact] = ()) -> None:
        self.facts = {fact.name: fact for fact in facts}
        self.questions = {q["key"]: q for q in questions if types.get(q["type"]).kind in USABLE}

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What a select offers."""
        asked = [(f"answer:{key}", question["label"][:80]) for key, question in self.questions.items()]
        return [
            ("", "—"),
            *asked,
            *[(f"fact:{fact.name}", f"({fact.label})") for fact in self.facts.values()],
        ]

    def reference(self, code: str) -> dict[str, str]:
        """Return the reference that a chosen code means."""
        sort, _colon, name = code.partition(":")
        return {sort: name}

    def kind(self, code: str) -> str:
        """Return the kind of what a code means."""
        sort, _colon, name = code.partition(":")
        if sort == "fact":
            return self.facts[name].kind
        return types.get(self.questions[name]["type"]).kind

    def literal(self, code: str, text: str) -> Any:
        """Return what a typed value means beside a subject.

        Raises:
            ValueError: with an Italian sentence.
        """
        kind, words = self.kind(code), text.strip()
        if kind in ("number", "calculated"):
            return parse_number(words)
        if kind == "date":
            return {"fact": "today"} if words.lower() == "oggi" else parse_day(words)
        if kind == "bool":
            known = {"sì": True, "si": True, "no": False}
            if words.lower() not in known:
                raise ValueError(_("Scrivi sì oppure no."))
            return known[words.lower()]
        if kind in ("choice", "choices"):
            return self._option(code, words)
        return words

    def _option(self, code: str, words: str) -> str:
        options = self.questions[code.partition(":")[2]]["options"]
        for option in options:
            if words.lower() in (option["label"].lower(), option["value"]):
                return option["value"]
        known = ", ".join(option["label"] for option in options[:8])
        raise ValueError(_("Scrivi una delle risposte: %(known)s.") % {"known": known})

    def words(self, code: str, value: Any) -> str:
        """Return a literal as people type it."""
        kind = self.kind(code)
        if isinstance(value, dict):
            return "oggi" if value == {"fact": "today"} else typed_number(value)
        if isinstance(value, bool):
            return "sì" if value else "no"
        if kind == "date":
            return italian_day(str(value))
        if kind in ("choice", "choices"):
            return label_of(self.questions[code.partition(":")[2]], value)
        return str(value)


def rows_of(expression: Any, subjects: Subjects) -> tuple[str, list[tuple[str, str, str]]] | None:
    """Return (join, rows) of a condition that the form can show; None for a deeper one."""
    if expression is None:
        return "and", []
    join, parts = "and", [expression]
    if isinstance(expression, dict) and expression.get("op") in JOINS:
        join, parts = expression["op"], expression["args"]
    rows = [_row_of(part, subjects) for part in parts]
    if len(rows) > ROWS or any(row is None for row in rows):
        return None
    return join, [row for row in rows if row is not None]


def _row_of(part: Any, subjects: Subjects) -> tuple[str, str, str] | None:
    if not isinstance(part, dict) or part.get("op") not in OPERATORS:
        return None
    subject, *others = part["args"]
    code = _code(subject)
    if code not in dict(subjects.choices) or not code:
        return None
    if part["op"] in ALONE:
        return code, part["op"], ""
    if isinstance(others[0], dict) and set(others[0]) - {"num"} and others[0] != {"fact": "today"}:
        return None
    return code, part["op"], subjects.words(code, others[0])


def _code(subject: Any) -> str:
    if isinstance(subject, dict) and set(subject) == {"answer"}:
        return f"answer:{subject['answer']}"
    return f"fact:{subject['fact']}" if isinstance(subject, dict) and set(subject) == {"fact"} else ""


class ConditionMixin(forms.Form):
    """Adds the rows of a condition to a form; ``condition()`` returns what they mean.

    A condition too deep for rows is kept as it is, and said so.
    """

    subjects: Subjects
    kept: Any = None

    def add_condition(self, expression: Any, subjects: Subjects) -> None:
        self.subjects = subjects
        shown = rows_of(expression, subjects)
        if shown is None:
            self.kept = expression
            return
        if len(subjects.choices) == 1:
            return
        join, rows = shown
        for number in range(ROWS):
            code, op, value = rows[number] if number < len(rows) else ("", "eq", "")
            self.fields[f"show_{number}"] = forms.ChoiceField(
                label=_("Mostra se, riga %(number)s: domanda") % {"number": number + 1},
                choices=subjects.choices,
                initial=code,
                required=False,
            )
            self.fields[f"op_{number}"] = forms.ChoiceField(
                label=_("Riga %(number)s: confronto") % {"number": number + 1},
                choices=list(OPERATORS.items()),
                initial=op,
                required=False,
            )
            self.fields[f"value_{number}"] = forms.CharField(
                label=_("Riga %(number)s: valore") % {"number": number + 1},
                initial=value,
                required=False,
                max_length=200,
                help_text=_(
                    "Come lo scrive chi risponde: sì, 12,5, 15/02/2027, oggi, le parole della scelta."
                ),
            )
        self.fields["join"] = forms.ChoiceField(
            label=_("Devono valere"), choices=list(JOINS.items()), initial=join, required=False
        )

    def condition(self) -> Any:
        """Return the expression, None when it is always shown; errors stand at their rows."""
        if self.kept is not None:
            return self.kept
        parts = [part for number in range(ROWS) if (part := self._part(number)) is not None]
        if len(parts) <= 1:
            return parts[0] if parts else None
        return {"op": self.cleaned_data.get("join") or "and", "args": parts}

    def _part(self, number: int) -> Any:
        code = self.cleaned_data.get(f"show_{number}")
        if not code:
            return None
        op = self.cleaned_data.get(f"op_{number}") or "eq"
        subject = self.subjects.reference(code)
        if op in ALONE:
            return {"op": op, "args": [subject]}
        try:
            literal = self.subjects.literal(code, self.cleaned_data.get(f"value_{number}", ""))
        except ValueError as error:
            self.add_error(f"value_{number}", str(error))
            return None
        return {"op": op, "args": [subject, literal]}
