"""Fields of our own: Italian amounts, CPV and CUP codes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pico.base import dates, money
from pico.base.identifiers import clean_cpv, compact, is_valid_cup
from pico.sua.rules import code_lists, places

LARGEST = Decimal("999999999999.99")


class AmountField(forms.CharField):
    """An amount as people type it: 1.250.000,00."""

    def __init__(self, *, positive: bool = False, **options: Any) -> None:
        self.positive = positive
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 30})
        super().__init__(widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return money.number(value, 2) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            amount = money.parse_amount(text)
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong
        if amount < 0 or (self.positive and amount == 0):
            raise ValidationError(_("Indica un importo maggiore di zero, ad esempio 1.234,50"))
        if amount > LARGEST:
            raise ValidationError(_("L'importo è troppo grande: controlla il numero di cifre."))
        return amount


class CpvField(forms.CharField):
    """The eight digits of a CPV; the control digit after the dash is dropped."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=12, **options)
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        code = clean_cpv(text)
        if code is None:
            raise ValidationError(_("Scrivi il CPV con otto cifre, ad esempio 45214200-2"))
        if not code_lists.is_in_force(code_lists.CPV, code, dates.today()) and code_lists.is_loaded(
            code_lists.CPV
        ):
            raise ValidationError(
                _("Il CPV %(code)s non è nell'elenco in vigore: cercalo per parole nelle tabelle della SUA.")
                % {"code": code}
            )
        return code


class CupField(forms.CharField):
    """One or more CUP codes."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().to_python(value) or ""
        codes = [compact(part) for part in text.replace(",", " ").replace(";", " ").split()]
        wrong = [code for code in codes if not is_valid_cup(code)]
        if wrong:
            raise ValidationError(
                _("«%(code)s» non è un CUP: 15 caratteri, ad esempio F51B21000150006")
                % {"code": wrong[0][:20]}
            )
        return list(dict.fromkeys(codes))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class PlaceField(forms.CharField):
    """A municipality by its name; ANAC's code of nine digits is computed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=120, **options)
        self.widget.attrs["autocomplete"] = "off"

    def prepare_value(self, value: Any) -> Any:
        return places.name_of(value) if isinstance(value, str) and value.isdecimal() else value

    def to_python(self, value: Any) -> str:
        try:
            return places.find(super().to_python(value) or "")
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong


class CcnlField(forms.CharField):
    """The code of a collective agreement; the imported list, where there is one, decides."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, **options)
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> str:
        code = compact(super().to_python(value) or "")
        if code and not code.isalnum():
            raise ValidationError(_("Scrivi il codice alfanumerico del CCNL, ad esempio F012"))
        known = code_lists.is_in_force(code_lists.CCNL, code, dates.today()) if code else True
        if not known and code_lists.is_loaded(code_lists.CCNL):
            raise ValidationError(
                _("Il CCNL %(code)s non è nell'elenco in vigore: cercalo nelle tabelle della SUA.")
                % {"code": code}
            )
        return code
