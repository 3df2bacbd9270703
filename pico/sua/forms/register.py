"""Filters of the register of RUPs."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.base import dates
from pico.base.fields import DayField
from pico.organisations.models import Organisation
from pico.sua.forms.inputs import AmountField, LineField
from pico.sua.forms.profiles import CpvGroupsField, SoaField
from pico.sua.models.rups import RupProfileQuerySet
from pico.sua.rules.rups import YEARS, ZERO, Experience, Rules


class RegisterFilters(forms.Form):
    """What an office looks for; a value that makes no sense filters nothing and is said."""

    testo = LineField(label=_("Nome o titolo di studio"), required=False, max_length=100)
    tipo = forms.ChoiceField(
        label=_("Tipo di contratto"),
        required=False,
        choices=[("", _("Tutti")), *((kind.value, kind.label.capitalize()) for kind in Experience)],
    )
    valore = AmountField(label=_("Valore della gara"), required=False)
    cpv = CpvGroupsField(label=_("CPV"), required=False, max_length=40)
    soa = SoaField(label=_("Categoria SOA"), required=False, max_length=40)
    provincia = forms.ModelChoiceField(
        label=_("Provincia"), required=False, queryset=Organisation.objects.none(), empty_label=_("Tutte")
    )
    giorno = DayField(label=_("Disponibile il"), required=False)
    dichiarati = forms.BooleanField(label=_("Solo con le dichiarazioni"), required=False)

    def __init__(self, data: Any, *, rows: RupProfileQuerySet) -> None:
        super().__init__(data)
        bodies = rows.order_by()
        found = Organisation.objects.filter(
            Q(pk__in=bodies.values("organisation")) | Q(pk__in=bodies.values("organisation__province")),
            kind=Organisation.Kind.PROVINCE,
        )
        self.fields["provincia"].queryset = found.order_by("name")  # type: ignore[attr-defined]

    def apply(self, rows: RupProfileQuerySet) -> RupProfileQuerySet:
        """Return the rows that match all valid filters."""
        self.is_valid()
        chosen = self.cleaned_data
        rows = self._fit(rows, chosen.get("tipo"), chosen.get("valore"))
        for name, narrow in _APPLY.items():
            if chosen.get(name):
                rows = narrow(rows, chosen[name])
        return rows

    @staticmethod
    def _fit(rows: RupProfileQuerySet, kind: str | None, value: Any) -> RupProfileQuerySet:
        """Those with the years that the law asks for a contract of this kind and value."""
        if not kind:
            return rows.filter(max_value__gte=value) if value else rows
        experience = Experience(kind)
        needed = Rules.on(dates.today()).years(experience, value or ZERO)
        rows = rows.filter(**{f"{YEARS[experience]}__gte": needed.figure if needed else 1})
        return rows if experience == Experience.PURCHASES else rows.filter(technician=True)


def _with_cpv(rows: RupProfileQuerySet, wanted: list[str]) -> RupProfileQuerySet:
    """Those who know a group that holds the code, or that the code holds."""
    known = rows.values_list("pk", "cpv_groups")
    near = [
        pk
        for pk, codes in known
        if any(code.startswith(one) or one.startswith(code) for code in codes for one in wanted)
    ]
    return rows.filter(pk__in=near)


def _with_soa(rows: RupProfileQuerySet, wanted: list[str]) -> RupProfileQuerySet:
    known = rows.values_list("pk", "soa")
    return rows.filter(pk__in=[pk for pk, codes in known if set(wanted) <= set(codes)])


_APPLY: dict[str, Any] = {
    "testo": lambda rows, text: rows.filter(
        Q(person__family_name__icontains=text)
        | Q(person__given_name__icontains=text)
        | Q(degree__icontains=text)
    ),
    "cpv": _with_cpv,
    "soa": _with_soa,
    "provincia": lambda rows, province: rows.filter(
        Q(organisation=province) | Q(organisation__province=province)
    ),
    "giorno": lambda rows, day: rows.available_on(day),
    "dichiarati": lambda rows, _on: rows.filter(clean_declared_on__isnull=False, employed=True),
}

SORTS = {
    "nome": ("person__family_name", "person__given_name", "pk"),
    "ente": ("organisation__name", "pk"),
    "lavori": ("years_works", "pk"),
    "servizi": ("years_purchases", "pk"),
    "valore": ("max_value", "pk"),
}


def sort(rows: RupProfileQuerySet, key: str) -> RupProfileQuerySet:
    """Return the rows in the order of a key (``-key`` descending); by name for any other."""
    columns = SORTS.get(key.removeprefix("-"), SORTS["nome"])
    down = key.startswith("-") and key[1:] in SORTS
    return rows.order_by(*(f"-{name}" if down else name for name in columns))
