"""Filters of the list of requests."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.organisations.models import Organisation
from pico.sua.forms.inputs import AmountField
from pico.sua.models.codes import Hand, State
from pico.sua.models.tenders import TenderQuerySet


class TenderFilters(forms.Form):
    """What people look for; a value that makes no sense filters nothing and is said."""

    testo = forms.CharField(label=_("Numero o parole dell'oggetto"), required=False, max_length=100)
    stato = forms.ChoiceField(label=_("Stato"), required=False, choices=[("", _("Tutti")), *State.choices])
    mano = forms.ChoiceField(label=_("In mano a"), required=False, choices=[("", _("Tutti")), *Hand.choices])
    ente = forms.ModelChoiceField(
        label=_("Ente"), required=False, queryset=Organisation.objects.none(), empty_label=_("Tutti")
    )
    anno = forms.TypedChoiceField(
        label=_("Anno"), required=False, coerce=int, empty_value=None, choices=[("", _("Tutti"))]
    )
    da = AmountField(label=_("Importo da"), required=False)
    fino = AmountField(label=_("Importo fino a"), required=False)

    def __init__(self, data: Any, *, rows: TenderQuerySet) -> None:
        super().__init__(data)
        bodies = Organisation.objects.filter(pk__in=rows.order_by().values("organisation")).order_by("name")
        self.fields["ente"].queryset = bodies  # type: ignore[attr-defined]
        years = rows.order_by().exclude(submitted_at=None).dates("submitted_at", "year", order="DESC")
        self.fields["anno"].choices = [("", _("Tutti")), *((day.year, str(day.year)) for day in years)]  # type: ignore[attr-defined]

    def apply(self, rows: TenderQuerySet) -> TenderQuerySet:
        """Return the rows that match all valid filters."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        for name, value in chosen.items():
            rows = _APPLY[name](rows, value)
        return rows


_APPLY: dict[str, Any] = {
    "testo": lambda rows, text: rows.filter(Q(number__icontains=text) | Q(title__icontains=text)),
    "stato": lambda rows, state: rows.filter(state=state),
    "mano": lambda rows, hand: rows.in_hand_of(hand),
    "ente": lambda rows, body: rows.filter(organisation=body),
    "anno": lambda rows, year: rows.filter(submitted_at__year=year),
    "da": lambda rows, amount: rows.filter(base_amount__gte=amount),
    "fino": lambda rows, amount: rows.filter(base_amount__lte=amount),
}

# key of the address -> columns; the last one is unique
SORTS = {
    "numero": ("number", "pk"),
    "oggetto": ("title", "pk"),
    "ente": ("organisation__name", "pk"),
    "importo": ("base_amount", "pk"),
    "stato": ("state", "pk"),
    "termine": ("term_on", "pk"),
}
NEWEST = ("-created_at", "-pk")


def sort(rows: TenderQuerySet, key: str) -> TenderQuerySet:
    """Return the rows in the order of a key (``-key`` descending); the newest first for any other."""
    columns = SORTS.get(key.removeprefix("-"))
    if columns is None:
        return rows.order_by(*NEWEST)
    return rows.order_by(*(f"-{name}" if key.startswith("-") else name for name in columns))
