"""Conditions as rows of a form: «domanda, operatore, valore», joined by all or at least one.

Rows of one group stand for one: joined the other way, since the same way would change nothing. Groups in
groups come from imported questions alone.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.questionnaires.purposes import Fact
from pico.questionnaires.typed import label_of, parse_day, parse_number, typed_number
from pico.questionnaires.types import italian_day, types

ROWS, MOST = 3, 30  # shown at first, and with those added
GROUPS = "ABCDE"
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
INSIDE = {"and": "or", "or": "and"}  # how rows of a group are joined, by how all are
_NUMBER = re.compile(r"show_(\d{1,2})")
Row = tuple[str, str, str, str]  # code of the subject, operator, value as typed, group


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


def rows_of(expression: Any, subjects: Subjects) -> tuple[str, list[Row]] | None:
    """Return (join, rows) of a condition that the form can show; None for a deeper one."""
    if expression is None:
        return "and", []
    join, parts = "and", [expression]
    if isinstance(expression, dict) and expression.get("op") in JOINS:
        join, parts = expression["op"], expression["args"]
    rows: list[Row | None] = []
    letters = iter(GROUPS)
    for part in parts:
        if _is_group(part, join):
            letter = next(letters, "")
            rows += [_row_of(one, subjects, letter) if letter else None for one in part["args"]]
        else:
            rows.append(_row_of(part, subjects, ""))
    known = [row for row in rows if row is not None]
    return (join, known) if len(known) == len(rows) <= MOST else None


def _is_group(part: Any, join: str) -> bool:
    return isinstance(part, dict) and part.get("op") == INSIDE[join] and len(part["args"]) > 1


def _row_of(part: Any, subjects: Subjects, group: str) -> Row | None:
    if not isinstance(part, dict) or part.get("op") not in OPERATORS:
        return None
    subject, *others = part["args"]
    code = _code(subject)
    if code not in dict(subjects.choices) or not code:
        return None
    if part["op"] in ALONE:
        return code, part["op"], "", group
    if isinstance(others[0], dict) and set(others[0]) - {"num"} and others[0] != {"fact": "today"}:
        return None
    return code, part["op"], subjects.words(code, others[0]), group


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
    row_count = 0

    def add_condition(self, expression: Any, subjects: Subjects, typed: Any = None) -> None:
        """Add the rows.

        Args:
            expression: the condition so far.
            subjects: what it may speak of.
            typed: what was written so far by who asks for one more row; all of it is shown again.
        """
        self.subjects = subjects
        shown = rows_of(expression, subjects)
        if shown is None:
            self.kept = expression
            return
        if len(subjects.choices) == 1:
            return
        join, rows = shown
        self.row_count = self._count(len(rows), typed)
        for number in range(self.row_count):
            code, op, value, group = rows[number] if number < len(rows) else ("", "eq", "", "")
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
            self.fields[f"group_{number}"] = forms.ChoiceField(
                label=_("Riga %(number)s: gruppo") % {"number": number + 1},
                choices=[("", "—"), *((one, _("gruppo %(letter)s") % {"letter": one}) for one in GROUPS)],
                initial=group,
                required=False,
            )
        self.fields["join"] = forms.ChoiceField(
            label=_("Devono valere"),
            choices=list(JOINS.items()),
            initial=join,
            required=False,
            help_text=_(
                "Le righe di un gruppo valgono come una sola: se devono valere tutte, del gruppo ne basta "
                "una; se ne basta una, il gruppo vale per intero."
            ),
        )
        if typed:
            self._show_again(typed)

    def _count(self, known: int, typed: Any) -> int:
        """Return how many rows there are, those sent or of the condition, and one more if asked for."""
        sent = [int(found[1]) for name in (typed or self.data) if (found := _NUMBER.fullmatch(name))]
        count = max(ROWS, known, *(number + 1 for number in sent)) + bool(typed)
        return min(count, MOST)

    def _show_again(self, typed: Any) -> None:
        for name, field in self.fields.items():
            self.initial[name] = field.widget.value_from_datadict(typed, {}, self.add_prefix(name))
        self.fields[f"show_{self.row_count - 1}"].widget.attrs["autofocus"] = True

    @property
    def takes_more(self) -> bool:
        """Whether there is room for another row."""
        return 0 < self.row_count < MOST

    def condition(self) -> Any:
        """Return the expression, None when it is always shown; errors stand at their rows."""
        if self.kept is not None:
            return self.kept
        join = self.cleaned_data.get("join") or "and"
        entries: dict[str, list[Any]] = {}
        for number in range(self.row_count):
            if (part := self._part(number)) is not None:
                entries.setdefault(self.cleaned_data.get(f"group_{number}") or str(number), []).append(part)
        return _joined(join, [_joined(INSIDE[join], parts) for parts in entries.values()])

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


def _joined(join: str, parts: list[Any]) -> Any:
    """Return parts as one expression; None of none."""
    if len(parts) <= 1:
        return parts[0] if parts else None
    return {"op": join, "args": parts}
