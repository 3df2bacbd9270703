"""Filters of the list of surveys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base.fields import DayField
from pico.files.models import Area
from pico.organisations.forms.territories import TerritoryFilters
from pico.organisations.models import Organisation


class SurveyFilters(TerritoryFilters):
    """What people look for among surveys.

    Args:
        rows: the surveys among which the bodies are offered.
    """

    testo = forms.CharField(label=_("Parole del titolo"), required=False, max_length=100)
    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("Tutte")), *Area.choices])
    ente = forms.ModelChoiceField(
        label=_("Ente"), required=False, queryset=Organisation.objects.none(), empty_label=_("Tutti")
    )
    dal = DayField(label=_("Chiudono dal"), required=False)
    al = DayField(label=_("Chiudono fino al"), required=False)
    stato = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, data: Any, *, rows: Any) -> None:
        data = data.copy()
        data["area"] = data.get("area", "").upper()  # ?area=sua, as the verticals link
        super().__init__(data)
        owners = Organisation.objects.filter(pk__in=rows.order_by().values("owner"))
        self.fields["ente"].queryset = owners.order_by("name")  # type: ignore[attr-defined]

    def apply(self, rows: Any) -> Any:
        """Return the surveys that match all valid filters."""
        self.is_valid()
        rows = self.in_territory(rows)
        for name, value in self.cleaned_data.items():
            if value not in (None, "") and name in _APPLY:
                rows = _APPLY[name](rows, value)
        return rows


_APPLY: dict[str, Any] = {
    "testo": lambda rows, text: rows.filter(title__icontains=text),
    "area": lambda rows, area: rows.filter(subject=area),
    "ente": lambda rows, owner: rows.filter(owner=owner),
    "dal": lambda rows, day: rows.filter(closes_at__date__gte=day),
    "al": lambda rows, day: rows.filter(closes_at__date__lte=day),
}
