"""The items of a campaign as lines of a spreadsheet: pasted, or read from a CSV file."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pico.base.errors import Refused
from pico.base.html import one_line
from pico.base.money import number, parse_amount
from pico.questionnaires.typed import parse_number
from pico.sua.actions import ItemValues
from pico.sua.actions.campaigns import MOST_ITEMS
from pico.sua.forms.sheets import text_of
from pico.sua.models import NeedItem
from pico.sua.rules.needs import DECIMALS, plain

LARGEST_FILE = 500_000
MOST_ERRORS = 8
HEADER = (
    _("Codice"),
    _("Descrizione"),
    _("Unità"),
    _("Prezzo base"),
    _("Minimo"),
    _("Massimo"),
    _("Lotto"),
    _("Caratteristiche"),
)
# What people write for a unit beside its code and its label.
_ALSO = {
    "H87": ("pz", "pezzo", "n", "nr", "cad"),
    "TNE": ("ton", "tonnellate", "tonnellata"),
    "KGM": ("chilogrammi",),
    "LTR": ("lt", "litri"),
    "MTK": ("mq", "m2"),
    "MTQ": ("mc", "m3"),
    "HUR": ("h", "ora"),
    "DAY": ("gg", "giorno"),
    "MON": ("mese",),
    "XPK": ("conf", "confezione"),
}


def _units() -> dict[str, str]:
    known = {word: code for code, words in _ALSO.items() for word in words}
    for code, label in NeedItem.Unit.choices:
        known |= {code.casefold(): code, str(label).casefold(): code}
    return known


class ItemsForm(forms.Form):
    """All items of a campaign, one a line."""

    lines = forms.CharField(
        label=_("Voci, una per riga"),
        required=False,
        max_length=LARGEST_FILE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
        help_text=_(
            "Incolla da un foglio di calcolo, o separa con il punto e virgola: codice; descrizione; unità; "
            "prezzo base; minimo e massimo l'anno; lotto; caratteristiche. Le ultime quattro se servono."
        ),
    )
    file = forms.FileField(
        label=_("Oppure un file Excel (XLSX) o CSV"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_(
            "Prende il posto delle righe qui sopra; al massimo 500 KB e 200 voci. Prima di salvare vedi che "
            "cosa cambia, riga per riga."
        ),
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > LARGEST_FILE:
            raise ValidationError(now("Il file supera 500 KB."))
        try:
            return text_of(file.read(), MOST_ITEMS, len(HEADER))
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.in_file = in_file = bool(data.get("file"))
        self.text = ""
        text = data.get("file") or data.get("lines") or ""
        if in_file:  # a page cannot send a file twice: its lines go on as text
            kept: Any = self.data.copy()  # type: ignore[attr-defined]
            kept["lines"] = text
            self.data = kept
        if not self.errors:
            self.text = text
            self.items, wrong = read_items(text)
            for sentence in wrong:
                self.add_error("lines", sentence)
            if not self.items and not wrong:
                self.add_error("lines", now("Scrivi almeno una voce."))
        return data


def read_items(text: str) -> tuple[list[ItemValues], list[str]]:
    """Read lines of a spreadsheet; return the items and the sentences of what is wrong."""
    rows = _lines(text)
    if len(rows) > MOST_ITEMS:
        return [], [now("Al massimo %(most)s voci.") % {"most": MOST_ITEMS}]
    found = _each(rows)
    wrong = [
        now("Riga %(line)s: %(error)s") % {"line": one.line, "error": one.wrong} for one in found if one.wrong
    ]
    return [one.item for one in found if one.item], wrong[:MOST_ERRORS]


@dataclass(frozen=True)
class Read:
    """One line: the item it says, or what is wrong with it."""

    line: int
    code: str
    item: ItemValues | None = None
    wrong: str = ""


def _lines(text: str) -> list[tuple[int, list[str]]]:
    rows = [(line, cells) for line, cells in _rows(text) if any(cells)]
    if rows and rows[0][1][0].casefold() == str(HEADER[0]).casefold():
        rows = rows[1:]
    return rows


def _each(rows: Iterable[tuple[int, list[str]]]) -> list[Read]:
    found: list[Read] = []
    seen: set[str] = set()
    for line, cells in rows:
        try:
            item = _item(cells)
            if item.code in seen:
                raise ValueError(now("il codice «%(code)s» c'è già.") % {"code": item.code})
        except ValueError as error:
            found.append(Read(line, cells[0][:40], wrong=str(error)))
        else:
            seen.add(item.code)
            found.append(Read(line, item.code, item))
    return found


def report_of(text: str, known: Iterable[NeedItem]) -> list[dict[str, Any]]:
    """Return what saving some lines would do, one row a line and one for each item that goes.

    Args:
        text: the lines.
        known: the items there are.
    """
    before = {item.code: values_of(item) for item in known}
    read = _each(_lines(text)[:MOST_ITEMS])
    rows = [{"line": one.line, "code": one.code, **_outcome(one, before)} for one in read]
    gone = before.keys() - {one.code for one in read}
    words = {"what": now("tolta: nel file non c'è"), "tone": "warning"}
    return [*rows, *({"line": None, "code": code, **words} for code in before if code in gone)]


def _outcome(one: Read, before: dict[str, ItemValues]) -> dict[str, str]:
    if one.item is None:
        return {"what": now("da correggere: %(error)s") % {"error": one.wrong}, "tone": "danger"}
    if one.code not in before:
        return {"what": now("nuova"), "tone": "success"}
    if before[one.code] == one.item:
        return {"what": now("uguale a quella che c'è"), "tone": "neutral"}
    return {"what": now("cambia quella che c'è"), "tone": "info"}


def values_of(item: NeedItem) -> ItemValues:
    """Return an item as it is typed."""
    return ItemValues(**{field.name: getattr(item, field.name) for field in fields(ItemValues)})


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    delimiter = "\t" if "\t" in text else ";"
    reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter)
    try:
        for number_of_line, cells in enumerate(reader, 1):
            yield number_of_line, [one_line(cell) for cell in cells]
    except csv.Error:
        return


def _item(cells: list[str]) -> ItemValues:
    if len(cells) > len(HEADER) and any(cells[len(HEADER) :]):
        raise ValueError(now("ha più di %(most)s celle.") % {"most": len(HEADER)})
    for label, value in zip(HEADER[2:6], cells[2:6], strict=False):  # a text may begin so
        if value.startswith("="):
            where = {"label": str(label).lower(), "formula": value[:40]}
            raise ValueError(
                now("%(label)s: «%(formula)s» è una formula; scrivi al suo posto il risultato.") % where
            )
    code, description, unit, price, least, most, lot, attributes = (*cells, *[""] * len(HEADER))[
        : len(HEADER)
    ]
    for value, label, longest in (
        (code, HEADER[0], 40),
        (description, HEADER[1], 160),
        (lot, HEADER[6], 60),
        (attributes, HEADER[7], 300),
    ):
        if len(value) > longest:
            words = {"label": str(label).lower(), "most": longest}
            raise ValueError(now("%(label)s: al massimo %(most)s caratteri.") % words)
    if not code or not description:
        raise ValueError(now("servono codice e descrizione."))
    made = ItemValues(
        code,
        description,
        _unit(unit),
        read_price(price),
        read_quantity(least),
        read_quantity(most),
        lot,
        attributes,
    )
    if made.least is not None and made.most is not None and made.most < made.least:
        raise ValueError(now("il massimo è sotto il minimo."))
    return made


def _unit(text: str) -> str:
    found = _units().get(text.casefold().rstrip("."))
    if found is None:
        some = ", ".join(str(label) for label in NeedItem.Unit.labels)
        raise ValueError(
            now("unità «%(unit)s» sconosciuta; usa una di: %(some)s.") % {"unit": text[:20], "some": some}
        )
    return found


def read_price(text: str) -> Decimal:
    value = parse_amount(text)
    if not 0 < value < 10**10:
        raise ValueError(now("il prezzo base dev'essere maggiore di zero."))
    return value


def read_quantity(text: str) -> Decimal | None:
    if not text:
        return None
    value = Decimal(parse_number(text)["num"])
    if value < 0 or value >= 10**10 or value != round(value, DECIMALS):
        raise ValueError(now("una quantità ha al massimo %(most)s decimali.") % {"most": DECIMALS})
    return value


def lines_of(items: Iterable[NeedItem]) -> str:
    """Return items as lines that read back to them."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter="\t", lineterminator="\n")
    for item in items:
        bounds = ["" if bound is None else plain(bound) for bound in (item.least, item.most)]
        cells = [item.code, item.description, item.get_unit_display(), number(item.base_price, 2)]
        writer.writerow([*map(str, cells), *bounds, item.lot_hint, item.attributes])
    return file.getvalue()
