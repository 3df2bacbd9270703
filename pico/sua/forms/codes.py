"""Fields of codes that are found by words: CPV, collective agreement, place; and the SOA category."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.identifiers import clean_cpv, compact
from pico.sua.rules import code_lists, places, proposals, soa


class CodeInput(forms.TextInput):
    """A code, what it means below it, and where the script asks for proposals."""

    template_name = "sua/widgets/code.html"
    known: Mapping[str, str] | None = None  # code -> meaning, where many fields on a page are read at once

    def __init__(self, name: str) -> None:
        super().__init__({"autocomplete": "off"})
        self.name = name

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-suggest"] = reverse("sua:codes", args=[self.name])
        context["widget"]["meaning"] = self.meaning(str(value or ""))
        return context

    def meaning(self, value: str) -> str:
        """Return what the code in the field means; empty for anything else."""
        if self.known is not None:
            return self.known.get(value, "")
        return proposals.label_of(self.name, value) if value else ""


class PlaceInput(CodeInput):
    """A place is written by its name; below it stands its NUTS code."""

    def meaning(self, value: str) -> str:
        try:
            return super().meaning(places.find(value)) if value else ""
        except ValueError:
            return ""


class CodeField(forms.CharField):
    """A text that a list of codes decides on."""

    list_name = ""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=proposals.LONGEST, widget=CodeInput(self.list_name), **options)


def _refused(wrong: str, name: str, text: str) -> ValidationError:
    """Return the refusal with the proposals nearest to what was typed."""
    found = proposals.nearest(name, text)
    if not found:
        return ValidationError(wrong)
    nearest = _("Forse %(codes)s.") % {"codes": "; ".join(map(str, found))}
    return ValidationError(f"{wrong.removesuffix('.')}. {nearest}")


class CpvField(CodeField):
    """The eight digits of a CPV; the control digit after the dash is dropped."""

    list_name = "cpv"

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        code = clean_cpv(text)
        if code is None:
            wrong = _("Scrivi il CPV con otto cifre, ad esempio 45214200-2")
        elif not code_lists.is_in_force(code_lists.CPV, code, dates.today()) and code_lists.is_loaded(
            code_lists.CPV
        ):
            wrong = _("Il CPV %(code)s non è nell'elenco in vigore.") % {"code": code}
        else:
            return code
        raise _refused(wrong, "cpv", code or text)


class CcnlField(CodeField):
    """The code of a collective agreement; the imported list, where there is one, decides."""

    list_name = "ccnl"

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        code = compact(text)
        if not code:
            return ""
        if not (code.isalnum() and len(code) <= 20 and any(letter.isdigit() for letter in code)):
            wrong = _("Scrivi il codice alfanumerico del CCNL, ad esempio F012")
        elif not code_lists.is_in_force(code_lists.CCNL, code, dates.today()) and code_lists.is_loaded(
            code_lists.CCNL
        ):
            wrong = _("Il CCNL %(code)s non è nell'elenco in vigore.") % {"code": code}
        else:
            return code
        raise _refused(wrong, "ccnl", text)


class PlaceField(forms.CharField):
    """A municipality by its name; ANAC's code of nine digits is computed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=120, widget=PlaceInput(proposals.PLACE), **options)

    def prepare_value(self, value: Any) -> Any:
        return places.name_of(value) if isinstance(value, str) and value.isdecimal() else value

    def to_python(self, value: Any) -> str:
        try:
            return places.find(super().to_python(value) or "")
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong


class CategoryField(forms.CharField):
    """The SOA category of a lot; the imported list, where there is one, decides."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, **options)
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> str:
        code = soa.tidy(super().to_python(value) or "")
        if sentence := soa.objection(code, dates.today()):
            raise ValidationError(sentence)
        return code
