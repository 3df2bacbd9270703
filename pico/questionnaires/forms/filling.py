"""The form of one section as it is asked now: a field, or several, for each question."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pico.questionnaires.forms.fields import (
    OTHER,
    answer_field,
    as_stored,
    cell_field,
    choice_field,
    opened,
    options_of,
    read_cell,
)
from pico.questionnaires.forms.pasting import line_of, read_fixed, read_pasted
from pico.questionnaires.purposes import Finder, Wrong
from pico.questionnaires.typed import row_label, shown
from pico.questionnaires.types import (
    FIXED,
    FIXED_ROWS,
    MOST_ROWS,
    PAPER,
    outside_of,
    paper_keeper,
    types,
    value_error,
)

PASTE, DROP = "paste", "drop"
SPARE_ROWS = 3
LONGEST_PASTE = 400_000
MOST_IN_FIELDS = 30  # rows
_PASTE_WORDS = {
    False: (
        gettext_noop("Incolla righe da un foglio di calcolo in «%(label)s»"),
        gettext_noop("Colonne nell'ordine: %(columns)s. Si aggiungono alle righe qui sopra."),
    ),
    True: (
        gettext_noop("%(label)s: le righe"),
        gettext_noop(
            "Una per riga, celle separate da tabulazioni come in un foglio di calcolo: %(columns)s."
        ),
    ),
}
_PASTE_BY_CODE = gettext_noop(
    "Una per voce, celle nell'ordine: %(columns)s. Il codice dice di quale voce è la riga."
)
_CELL = re.compile(r"__(\d{1,3})__")


class AnswersForm(forms.Form):
    """One section.

    Args:
        items: the questions of the section, also those that are not asked now: an answer may bring them up.
        values: stored values by question.
        labels: the labels with earlier answers put in.
        proxy_reason: what was said before by who answers for a body; None for the body itself.
        takes_pasted: whether pasted rows join their table, and files are taken; in a draft they wait for the
            button.
        files: what was sent beside the data.
        person: who writes, for what an app above set aside for them.
        finder: finds what is wrong for the purpose; a draft keeps it, with a word.
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
        takes_pasted: bool = True,
        files: Any = None,
        person: Any = None,
        finder: Finder | None = None,
    ) -> None:
        super().__init__(data, files)
        self.person, self.before, self.finder = person, values, finder
        self.kept_wrong: dict[str, list[str]] = {}
        self.takes_pasted = takes_pasted
        self.pasted: dict[str, list[dict[str, Any]]] = {}
        self.by_code: dict[str, dict[str, dict[str, Any]]] = {}
        self.left_out: dict[str, list[str]] = {}
        self.items = [item for item in items if types.get(item["type"]).is_asked]
        self.labels = labels
        if proxy_reason is not None:
            label = _("Perché compili al posto dell'ente")
            self._put("proxy_reason", forms.CharField(max_length=1000), label, proxy_reason, needed=True)
            self._add_paper(values.get(PAPER["key"]))
        for item in self.items:
            self._add(item, values.get(item["key"], item.get("default")))

    def _add_paper(self, value: Any) -> None:
        """Ask for what came from the body, where files are kept."""
        if keeper := paper_keeper():
            help_text = _(
                "Facoltativo: il foglio compilato, l'appunto della telefonata. Lo legge anche l'ente."
            )
            label = _("Che cosa hai ricevuto dall'ente")
            field = keeper.field(PAPER, self.person)
            kinds = str(field.help_text)
            self._put(PAPER["key"], field, label, None, help_text=f"{help_text} {kinds}".strip())
            if value:
                words = _("Togli «%s»") % keeper.words(value)
                self._put(f"{PAPER['key']}__{DROP}", forms.BooleanField(), words, False)

    @property
    def paper(self) -> Any:
        """What came from the body, as it was or as it was sent now; in a draft it waits for the button."""
        if PAPER["key"] not in self.fields or not self.takes_pasted:
            return self.before.get(PAPER["key"])
        return self._read(PAPER, self.cleaned_data)

    def _add(self, item: Mapping[str, Any], value: Any) -> None:
        key = item["key"]
        if outside := outside_of(item):
            needed = item.get("required", False) and not value
            field = outside.field(item, self.person)
            help_text = " ".join(part for part in (item.get("help", ""), str(field.help_text)) if part)
            self._put(key, field, self.labels[key], None, help_text=help_text, needed=needed)
            if value:
                self._put(
                    f"{key}__{DROP}", forms.BooleanField(), _("Togli «%s»") % outside.words(value), False
                )
        elif item["type"] == "matrix":
            for row in item["rows"]:
                self._put(
                    f"{key}__{row['key']}",
                    choice_field(item, options_of(item)),
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
                answer_field(item),
                self.labels[key],
                opened(item, value),
                help_text=_help(item),
                needed=needed,
            )
            if item.get("other"):
                words = value["other"] if isinstance(value, dict) else ""
                label = _("Altro: scrivi quale (per «%(label)s»)") % {"label": self.labels[key][:100]}
                self._put(f"{key}{OTHER}", forms.CharField(max_length=200), label, words)

    def _add_table(self, item: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
        is_fixed = bool(item.get(FIXED))
        is_long = len(item[FIXED_ROWS] if is_fixed else rows) > MOST_IN_FIELDS
        heads = [_("codice"), _("voce")] if is_fixed else []
        for number in range(self.row_count(item, rows)):
            row = rows[number] if number < len(rows) else {}
            for column in item["columns"]:
                name = f"{item['key']}__{number}__{column['key']}"
                label = f"{column['label']} ({column['unit']})" if column.get("unit") else column["label"]
                value = opened(column, row.get(column["key"]))
                self._put(name, cell_field(column), label, value, needed=column.get("required", False))
        self._put(
            f"{item['key']}__{PASTE}",
            forms.CharField(
                max_length=LONGEST_PASTE, widget=forms.Textarea(attrs={"rows": 15 if is_long else 3})
            ),
            _(_PASTE_WORDS[is_long][0]) % {"label": self.labels[item["key"]]},
            self._lines_of(item, rows) if is_long else "",
            help_text=_(_PASTE_WORDS[is_long][1] if is_long or not is_fixed else _PASTE_BY_CODE)
            % {"columns": ", ".join([*heads, *(column["label"] for column in item["columns"])])},
        )

    def _lines_of(self, item: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
        """Return a long table as lines of text; one with fixed rows shows them all."""
        if not item.get(FIXED):
            return "\n".join(line_of(item, row) for row in rows)
        filled = [*rows, *({} for _row in item[FIXED_ROWS][len(rows) :])]
        pairs = zip(item[FIXED_ROWS], filled, strict=False)
        return "\n".join(f"{one['code']}\t{one['label']}\t{line_of(item, row)}" for one, row in pairs)

    def row_count(self, item: Mapping[str, Any], rows: Sequence[Any]) -> int:
        """Return how many rows a table shows: those sent, or those stored and a few more.

        A long table is lines of text instead: thousands of fields make a page that nobody can use.
        """
        if item.get(FIXED):
            count = len(item[FIXED_ROWS])
            return count if count <= MOST_IN_FIELDS else 0
        most = item.get("max_rows", MOST_ROWS)
        if self.is_bound:
            sent = [name for name in self.data if name.startswith(f"{item['key']}__")]
            numbers = [int(found[1]) for name in sent if (found := _CELL.search(name))]
            return min(max(numbers, default=-1) + 1, most)
        if len(rows) > MOST_IN_FIELDS:
            return 0
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
        for item in self.items:
            if item["type"] == "table" and self.takes_pasted:
                self._take_pasted(item, data)
        self.values = {
            item["key"]: self._read(item, data)
            for item in self.items
            if not self._failed(item)
            and not self._waits_as_lines(item, data)
            and not self._waits_as_file(item)
        }
        for item in self.items:
            if item["key"] in self.values and (error := value_error(item, self.values[item["key"]])):
                self.add_error(self._place_of_errors(item), error)
            elif self.finder and self.values.get(item["key"]) is not None:
                for wrong in self.finder(item, self.values[item["key"]]):
                    self._say_wrong(item, wrong)
        return data

    def _say_wrong(self, item: Mapping[str, Any], wrong: Wrong) -> None:
        """Put what the purpose found beside the field where it was written: a cell, or the pasted lines."""
        rows = [row["code"] for row in item.get(FIXED_ROWS, ())]
        name = self._place_of_errors(item) or "__all__"
        if wrong.row in rows:
            cell = f"{item['key']}__{rows.index(wrong.row)}__{wrong.column}"
            is_pasted = wrong.row in self.by_code.get(item["key"], {})
            name = cell if cell in self.fields and not is_pasted else f"{item['key']}__{PASTE}"
        self.kept_wrong.setdefault(name, []).append(wrong.sentence)
        self.add_error(None if name == "__all__" else name, wrong.sentence)

    def _take_pasted(self, item: Mapping[str, Any], data: dict[str, Any]) -> None:
        """Read pasted rows; those beyond the limit are left out, and said."""
        name = f"{item['key']}__{PASTE}"
        if item.get(FIXED):
            self.by_code[item["key"]], errors = read_fixed(item, data.get(name, ""), read_cell)
            for sentence in errors:
                self.add_error(name, sentence)
            return
        room = item.get("max_rows", MOST_ROWS) - len(list(self._rows(item, data)))
        pasted = read_pasted(item, data.get(name, ""), max(room, 0), read_cell)
        for sentence in pasted.errors:
            self.add_error(name, sentence)
        self.pasted[item["key"]] = pasted.rows
        if pasted.left:
            self.left_out[item["key"]] = pasted.left

    def _waits_as_lines(self, item: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """Whether a draft brings a long table, which only the button reads."""
        is_lines = item["type"] == "table" and not self.row_count(item, [])
        return is_lines and not self.takes_pasted and bool(data.get(f"{item['key']}__{PASTE}"))

    def _waits_as_file(self, item: Mapping[str, Any]) -> bool:
        """Whether a draft brings a file, or takes one away: only the button does."""
        return outside_of(item) is not None and not self.takes_pasted

    @property
    def waits_pasted(self) -> bool:
        """Whether rows were pasted that a draft has not taken."""
        return not self.takes_pasted and any(
            self.cleaned_data.get(f"{item['key']}__{PASTE}") for item in self.items
        )

    def forgive(self, asked: Collection[str]) -> None:
        """Look past what is wrong with questions that are not asked, now that all answers are read."""
        for item in self.items:
            if item["key"] not in asked:
                for name in [name for name in self.errors if _belongs(name, item["key"])]:
                    del self.errors[name]
                    self.kept_wrong.pop(name, None)

    def _failed(self, item: Mapping[str, Any]) -> bool:
        return any(_belongs(name, item["key"]) for name in self.errors)

    def _place_of_errors(self, item: Mapping[str, Any]) -> str | None:
        if item["key"] in self.fields:
            return item["key"]
        return next((name for name in self.fields if name.startswith(f"{item['key']}__")), None)

    def _read(self, item: Mapping[str, Any], data: Mapping[str, Any]) -> Any:
        key = item["key"]
        if outside_of(item):
            if data.get(key):
                return data[key]
            return None if data.get(f"{key}__{DROP}") else self.before.get(key)
        if item["type"] == "matrix":
            cells = {row["key"]: data.get(f"{key}__{row['key']}") for row in item["rows"]}
            return {name: cell for name, cell in cells.items() if cell} or None
        if item.get(FIXED):
            return self._fixed_rows(item, data)
        if item["type"] == "table":
            return [*self._rows(item, data), *self.pasted.get(key, [])] or None
        if item.get("other") and data.get(key) == OTHER:
            return {"other": data.get(f"{key}{OTHER}", "")}
        return as_stored(item, data.get(key))

    def _rows(self, item: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for number in range(self.row_count(item, [])):
            if cells := self._cells(item, number, data):
                yield cells

    def _cells(self, item: Mapping[str, Any], number: int, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return a row as it was written; nothing of an empty one."""
        cells = {
            c["key"]: as_stored(c, data.get(f"{item['key']}__{number}__{c['key']}")) for c in item["columns"]
        }
        return cells if any(cell is not None for cell in cells.values()) else {}

    def _fixed_rows(self, item: Mapping[str, Any], data: Mapping[str, Any]) -> Any:
        """Return all rows of the round in their order, those left empty too; nothing when all are."""
        pasted = self.by_code.get(item["key"], {})
        rows = [
            pasted.get(row["code"]) or self._cells(item, number, data)
            for number, row in enumerate(item[FIXED_ROWS])
        ]
        return rows if any(rows) else None

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
                "legend": self._legend(item, number),
                "fields": [self[f"{key}__{number}__{column['key']}"] for column in item["columns"]],
                "help": item.get("help", "") if number == 0 else "",
            }
            for number in range(count)
        ]

    def _legend(self, item: Mapping[str, Any], number: int) -> str:
        label = self.labels[item["key"]]
        if not item.get(FIXED):
            return _("%(label)s: riga %(number)s") % {"label": label, "number": number + 1}
        return _("%(label)s: %(row)s") % {"label": label, "row": row_label(item[FIXED_ROWS][number])}


def _belongs(name: str, key: str) -> bool:
    return name in (key, f"{key}{OTHER}") or name.startswith(f"{key}__")


def _help(item: Mapping[str, Any]) -> str:
    unit = _("In %(unit)s.") % {"unit": item["unit"]} if item.get("unit") else ""
    how = {
        "organisation": _("Il nome intero, come «Comune di Asolo», o il codice."),
        "municipality": _("Il nome, come «Asolo», o il codice catastale."),
    }.get(item["type"], "")
    return " ".join(part for part in (item.get("help", ""), unit, how) if part)


def piped(label: str, definition_items: Mapping[str, Mapping[str, Any]], values: Mapping[str, Any]) -> str:
    """Return a label with earlier answers in the place of ``{{key}}``: text only."""

    def words(found: re.Match[str]) -> str:
        item = definition_items.get(found[1])
        return shown(item, values.get(found[1])) or "…" if item else "…"

    return re.sub(r"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}", words, label)
