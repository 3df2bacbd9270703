"""Filters of one's own activity."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base.dates import end_of_day
from pico.base.fields import DayField
from pico.journal.models import Category

ACCESS = "accessi"  # both what a sign-in and what a second factor leaves
KINDS = (
    ("", _("Tutti")),
    (ACCESS, _("Accessi e secondo fattore")),
    *((value, label) for value, label in Category.choices if value not in {"signin", "second_factor"}),
)


class ActivityFilters(forms.Form):
    tipo = forms.ChoiceField(label=_("Tipo"), required=False, choices=KINDS)
    dal = DayField(label=_("Dal"), required=False)
    al = DayField(label=_("Al"), required=False)

    def rows(self, entries: Any) -> Any:
        """Return the lines that match; a filter that is not valid does not filter, and the page says so."""
        self.is_valid()
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        if kind := wanted.get("tipo"):
            kinds = ("signin", "second_factor") if kind == ACCESS else (kind,)
            entries = entries.filter(category__in=kinds)
        if "dal" in wanted:
            entries = entries.filter(at__gt=end_of_day(wanted["dal"] - timedelta(days=1)))
        if "al" in wanted:
            entries = entries.filter(at__lte=end_of_day(wanted["al"]))
        return entries

    def used(self) -> list[str]:
        """Return the names of the filters in force."""
        return sorted(name for name, value in self.cleaned_data.items() if value)
