"""The parts of the bodies in the lots of a tender, all on one page."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pico.base import money
from pico.sua.forms.inputs import AmountField
from pico.sua.forms.items import read_quantity
from pico.sua.models import Lot, NeedItem, TenderParticipant
from pico.sua.rules import quotas
from pico.sua.rules.needs import plain
from pico.sua.rules.quotas import Division, Part

ALL = "tutti"


class QuantityField(forms.CharField):
    """A quantity as people type it: 1.250,5."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 20})
        super().__init__(widget=widget, required=False, **options)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        try:
            return read_quantity((super().to_python(value) or "").strip())
        except ValueError as wrong:
            text = str(wrong)
            raise ValidationError(text[:1].upper() + text[1:]) from wrong


class QuotasForm(forms.Form):
    """An amount and a quantity of each body in each lot.

    Each lot carries the mark of what stood there when the page was opened: a lot that the person left as it
    was is not saved, and is in nobody's way.
    """

    def __init__(
        self,
        data: Any,
        *,
        lots: Sequence[Lot],
        rows: Sequence[TenderParticipant],
        stored: Mapping[int, Division],
    ) -> None:
        super().__init__(data)
        self.lots, self.rows = lots, rows
        self.sums: dict[int, str] = {}
        self.divisions: dict[int, Division] = {}
        for lot in lots:
            self._add_lot(lot, stored.get(lot.pk, Division()))

    def _add_lot(self, lot: Lot, division: Division) -> None:
        for row in self.rows:
            part = division.parts.get(row.pk)
            where = {"n": lot.n, "body": row.organisation}
            self.fields[f"a{lot.pk}_{row.pk}"] = AmountField(
                label=_("Importo di %(body)s nel lotto %(n)s") % where,
                required=False,
                initial=part.amount if part else None,
            )
            self.fields[f"q{lot.pk}_{row.pk}"] = QuantityField(
                label=_("Quantità di %(body)s nel lotto %(n)s") % where,
                initial=plain(part.quantity) if part and part.quantity is not None else "",
            )
        self.fields[f"u{lot.pk}"] = forms.ChoiceField(
            label=_("Unità di misura del lotto %(n)s") % {"n": lot.n},
            choices=[("", _("Nessuna: solo importi")), *NeedItem.Unit.choices],
            required=False,
            initial=division.unit,
            help_text=_("Serve se scrivi le quantità, ad esempio t per il sale da disgelo."),
        )
        self.fields[f"w{lot.pk}"] = forms.CharField(
            widget=forms.HiddenInput, required=False, max_length=64, initial=_mark(division)
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for lot in self.lots:
            names = [name for name in self.fields if name[1:].split("_")[0] == str(lot.pk)]
            if any(name in self.errors for name in names):
                continue
            division = self._division(lot, data)
            if data[f"w{lot.pk}"] == _mark(division):
                continue  # as it was
            self._check_units(lot, data)
            if sentence := quotas.objection(lot, division):
                self.sums[lot.pk] = sentence
                self.add_error(None, sentence)
            self.divisions[lot.pk] = division
        return data

    def _division(self, lot: Lot, data: Mapping[str, Any]) -> Division:
        parts = {}
        for row in self.rows:
            amount, quantity = data[f"a{lot.pk}_{row.pk}"], data[f"q{lot.pk}_{row.pk}"]
            if amount or quantity:
                parts[row.pk] = Part(amount or quotas.ZERO, quantity)
        measured = any(part.quantity is not None for part in parts.values())
        return Division(parts, data[f"u{lot.pk}"] if measured else "")

    def _check_units(self, lot: Lot, data: Mapping[str, Any]) -> None:
        for row in self.rows:
            if data[f"q{lot.pk}_{row.pk}"] and not data[f"u{lot.pk}"]:
                self.add_error(f"u{lot.pk}", now("Scegli in che cosa sono misurate le quantità."))
                return

    def typed(self, lot: Lot) -> dict[int, Decimal | None]:
        """Return the amounts as they stand on the page; one that is no amount counts as none."""
        return {row.pk: self._amount(f"a{lot.pk}_{row.pk}") for row in self.rows}

    def _amount(self, name: str) -> Decimal | None:
        value = self[name].value()
        try:
            return value if isinstance(value, Decimal) else self.fields[name].clean(value or "")
        except ValidationError:
            return None

    def divided(self, which: str) -> dict[str, str]:
        """Return the amounts of one lot, or of all, in equal parts: name of the field -> amount."""
        found = {}
        for lot in self.lots:
            if which in {ALL, str(lot.pk)}:
                equal = quotas.in_equal_parts(lot, self.rows, self.typed(lot))
                for row in self.rows:
                    if row.pk in equal or self.typed(lot)[row.pk] is None:
                        amount = equal.get(row.pk)
                        text = "" if amount is None else money.number(amount, 2)
                        found[f"a{lot.pk}_{row.pk}"] = text
        return found

    def sections(self) -> Iterator[dict[str, Any]]:
        """Yield each lot with its fields, what they sum to, and what is missing or too much."""
        for lot in self.lots:
            total = sum((amount for amount in self.typed(lot).values() if amount), quotas.ZERO)
            yield {
                "lot": lot,
                "cells": [
                    {
                        "row": row,
                        "amount": self[f"a{lot.pk}_{row.pk}"],
                        "quantity": self[f"q{lot.pk}_{row.pk}"],
                    }
                    for row in self.rows
                ],
                "unit": self[f"u{lot.pk}"],
                "was": self[f"w{lot.pk}"],
                "wrong": self.sums.get(lot.pk, ""),
                "facts": [
                    {"label": _("Somma delle quote"), "value": money.euro(total)},
                    {"label": _("Importo del lotto"), "value": money.euro(lot.amount)},
                    {"label": _("Differenza"), "value": _gap(lot.amount - total)},
                ],
            }

    def first_cell(self, sentence: str) -> str:
        """Return the id to jump to from the sentence about the sum of a lot; empty for other sentences."""
        lot = next((pk for pk, text in self.sums.items() if text == sentence), None)
        return "" if lot is None else f"id_a{lot}_{self.rows[0].pk}"


def _gap(gap: Decimal) -> str:
    if not gap:
        return now("nessuna")
    words = now("mancano %(gap)s") if gap > 0 else now("%(gap)s di troppo")
    return words % {"gap": money.euro(abs(gap))}


def _mark(division: Division) -> str:
    """Return the same for the same parts, however they are written."""
    parts = [
        f"{pk}:{part.amount:.2f}:{'' if part.quantity is None else plain(part.quantity)}"
        for pk, part in sorted(division.parts.items())
    ]
    return hashlib.sha256("|".join([division.unit, *parts]).encode()).hexdigest()
