"""Filters of the figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base import dates
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

    def __init__(
        self, data: Any, *, years: list[int], provinces: list[Organisation], one_by_one: bool = True
    ) -> None:
        """Prepare the filters.

        Args:
            years: in which tenders were sent, the last first.
            provinces: of which the person reads figures.
            one_by_one: the person reads the tenders themselves. Who does not (the unions) reads one year at a
                time and nothing narrower: of two sums one of which is within the other, the difference would
                tell of a tender, while years have none in common and no sum of all of them is shown.
        """
        super().__init__(data)
        choices = [(year, str(year)) for year in years]
        self.fields["anno"].choices = [("", _("Tutti")), *choices] if one_by_one else choices  # type: ignore[attr-defined]
        self.only: int | None = None if one_by_one else next(iter(years), dates.today().year)
        if not one_by_one:
            del self.fields["genere"], self.fields["contratto"]
            self.fields["anno"].initial = self.only
            self.fields["anno"].help_text = _("Le gare inviate in un anno: la somma di tutti non si mostra.")
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
            if value := self.cleaned_data.get(name) or (self.only if name == "anno" else None):
                rows = rows.filter(**{column: value})
        return rows

    def among(self, provinces: list[Organisation]) -> list[Organisation]:
        """Return the Province that was chosen; all without a choice."""
        slug = self.cleaned_data.get("provincia")
        return [one for one in provinces if one.slug == slug] if slug else provinces
