"""Filters and orders of the lists of the library."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.base.fields import DayField
from pico.files.models import Area, DocumentType, name_key
from pico.organisations.forms.territories import TerritoryFilters
from pico.organisations.models import Organisation

ALL = ("", _("Tutti"))


class DocumentFilters(forms.Form):
    """What people look for in a folder; a value that makes no sense filters nothing and is said."""

    testo = forms.CharField(label=_("Parole del titolo"), required=False, max_length=100)
    tipo = forms.ModelChoiceField(
        label=_("Tipo"), required=False, queryset=DocumentType.objects.none(), empty_label=_("Tutti")
    )
    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("Tutte")), *Area.choices])
    etichetta = forms.CharField(label=_("Etichetta"), required=False, max_length=30)
    dal = DayField(label=_("Data dal"), required=False)
    al = DayField(label=_("Data al"), required=False)
    sotto = forms.BooleanField(label=_("Anche nelle sottocartelle"), required=False)

    def __init__(self, data: Any, *, owner: Organisation) -> None:
        data = data.copy()
        data["area"] = data.get("area", "").upper()  # ?area=sua, as the verticals link
        super().__init__(data)
        self.fields["tipo"].queryset = DocumentType.objects.filter(Q(owner=None) | Q(owner=owner))  # type: ignore[attr-defined]

    def apply(self, rows: Any) -> Any:
        """Return the rows that match all valid filters."""
        self.is_valid()
        for name, value in self.cleaned_data.items():
            if value not in (None, "") and name in _APPLY:
                rows = _APPLY[name](rows, value)
        return rows

    @property
    def chosen(self) -> bool:
        """Say whether anything filters."""
        return any(value not in (None, "", False) for value in getattr(self, "cleaned_data", {}).values())


_APPLY: dict[str, Any] = {
    "testo": lambda rows, text: rows.filter(title_key__contains=name_key(text)),
    "tipo": lambda rows, kind: rows.filter(type=kind),
    "area": lambda rows, area: rows.filter(area=area),
    "etichetta": lambda rows, tag: rows.filter(tags__contains=f",{name_key(tag)},"),
    "dal": lambda rows, day: rows.filter(reference_date__gte=day),
    "al": lambda rows, day: rows.filter(reference_date__lte=day),
}
# key of the address -> columns; the last one is unique
SORTS = {
    "titolo": ("title_key", "pk"),
    "tipo": ("type__label", "title_key", "pk"),
    "data": ("reference_date", "pk"),
    "dimensione": ("current_version__file__size", "pk"),
    "aggiornato": ("updated_at", "pk"),
}


def sort(rows: Any, key: str) -> Any:
    """Return the rows in the order of a key (``-key`` descending); by title for any other."""
    columns = SORTS.get(key.removeprefix("-"), SORTS["titolo"])
    return rows.order_by(*(f"-{name}" if key.startswith("-") else name for name in columns))


class LibraryFilters(TerritoryFilters):
    """Filters of the list of libraries."""

    ente = forms.ModelChoiceField(
        label=_("Ente"), required=False, queryset=Organisation.objects.none(), empty_label=_("Tutti")
    )
    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("Tutte")), *Area.choices])
    dal = DayField(label=_("Aggiornate dal"), required=False)
    al = DayField(label=_("Aggiornate fino al"), required=False)

    def __init__(self, data: Any, *, rows: Any) -> None:
        data = data.copy()
        data["area"] = data.get("area", "").upper()
        super().__init__(data)
        owners = Organisation.objects.filter(pk__in=rows.order_by().values("owner"))
        self.fields["ente"].queryset = owners.order_by("name")  # type: ignore[attr-defined]

    def apply(self, rows: Any) -> Any:
        """Return the folders that match all valid filters."""
        self.is_valid()
        chosen, rows = self.cleaned_data, self.in_territory(rows)
        if chosen.get("ente"):
            rows = rows.filter(owner=chosen["ente"])
        if chosen.get("area"):
            rows = rows.filter(area=chosen["area"])
        if chosen.get("dal"):
            rows = rows.filter(updated_at__date__gte=chosen["dal"])
        if chosen.get("al"):
            rows = rows.filter(updated_at__date__lte=chosen["al"])
        return rows
