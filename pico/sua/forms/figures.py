"""Filters of the figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.organisations.models import Organisation
from pico.sua.models.codes import ContractObject, Kind


class FigureFilters(forms.Form):
    """Of which tenders the figures tell; a value that makes no sense filters nothing and is said."""

    anno = forms.TypedChoiceField(
        label=_("Anno"), required=False, coerce=int, empty_value=None, choices=[("", _("Tutti"))]
    )
    genere = forms.ChoiceField(label=_("Genere"), required=False, choices=[("", _("Tutti")), *Kind.choices])
    contratto = forms.ChoiceField(
        label=_("Che cosa si acquista"), required=False, choices=[("", _("Tutto")), *ContractObject.choices]
    )
    provincia = forms.ChoiceField(label=_("Provincia"), required=False)

    def __init__(self, data: Any, *, years: list[int], provinces: list[Organisation]) -> None:
        super().__init__(data)
        self.fields["anno"].choices = [("", _("Tutti")), *((year, str(year)) for year in years)]  # type: ignore[attr-defined]
        if len(provinces) > 1:
            self.fields["provincia"].choices = [  # type: ignore[attr-defined]
                ("", _("Tutte")), *((one.slug, one.name) for one in provinces)
            ]  # fmt: skip
        else:
            del self.fields["provincia"]

    def apply(self, rows: Any) -> Any:
        """Return the rows that match all valid filters."""
        self.is_valid()
        for name, column in (
            ("anno", "submitted_at__year"), ("genere", "kind"), ("contratto", "contract_object"),
        ):  # fmt: skip
            if value := self.cleaned_data.get(name):
                rows = rows.filter(**{column: value})
        return rows

    def among(self, provinces: list[Organisation]) -> list[Organisation]:
        """Return the Province that was chosen; all without a choice."""
        slug = self.cleaned_data.get("provincia")
        return [one for one in provinces if one.slug == slug] if slug else provinces
