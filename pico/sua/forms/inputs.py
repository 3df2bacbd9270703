"""Fields of our own: texts without harmful characters, Italian amounts, CUP codes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pico.base import money
from pico.base.html import one_line, printable
from pico.base.identifiers import compact, is_valid_cup


def told(words: Any, *more: str) -> dict[str, Any]:
    """Return the messages of a number that says what to write, whatever is wrong with it.

    Args:
        words: the sentence.
        more: codes of Django beside the usual ones.
    """
    return dict.fromkeys(("invalid", "min_value", "max_value", *more), words)


class LineField(forms.CharField):
    """A title or another short text: one line, whatever was pasted or posted."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if "\0" in text else one_line(text)  # Django's validator refuses a NUL in words


class ParagraphsField(forms.CharField):
    """A longer text: it keeps its lines, and no character that harms a page or an export."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if "\0" in text else printable(text).strip()


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
        if amount < 0 and not self.positive:
            raise ValidationError(_("Indica un importo senza segno meno: scrivi 0 se non ce n'è."))
        if amount <= 0 and self.positive:
            raise ValidationError(_("Indica un importo maggiore di zero, ad esempio 1.234,50"))
        if amount > money.LARGEST:
            raise ValidationError(_("L'importo è troppo grande: controlla il numero di cifre."))
        return amount


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
