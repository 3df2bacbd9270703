"""Filters of the directory."""

from typing import Any

from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from pico.base.modules import verticals
from pico.organisations.directory import GAPS, lacking, matching
from pico.organisations.models import Organisation, TerritorialUnit
from pico.organisations.models.bodies import OrganisationQuerySet
from pico.organisations.territories import served_with

ALL = [("", _("Tutti"))]


def _places() -> list[tuple[str, str, str, str]]:
    """Return code and name of the region, abbreviation and name of each unit in force, by name."""
    units = TerritorialUnit.objects.filter(valid_to=None)
    return list(units.values_list("region__code", "region__name", "abbreviation", "name"))


class DirectoryFilters(forms.Form):
    """What people look for; a value that makes no sense filters nothing and is said."""

    testo = forms.CharField(
        label=_("Nome o codice"),
        required=False,
        max_length=100,
        help_text=_("Anche ISTAT, catastale, fiscale o IPA."),
    )
    tipo = forms.ChoiceField(label=_("Tipo"), required=False, choices=[*ALL, *Organisation.Kind.choices])
    regione = forms.ChoiceField(label=_("Regione"), required=False)
    provincia = forms.ChoiceField(label=_("Provincia"), required=False)
    servizio = forms.ChoiceField(label=_("Servizio attivo"), required=False)
    stato = forms.ChoiceField(label=_("Stato"), required=False, choices=[*ALL, *Organisation.State.choices])
    manca = forms.ChoiceField(label=_("Dati da completare"), required=False, choices=[*ALL, *GAPS.items()])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        places = cache.get_or_set("organisations.places", _places, 600) or []
        regions = sorted({(code, region) for code, region, _short, _name in places}, key=lambda pair: pair[1])
        every = ("", _("Tutte"))
        self.fields["regione"].choices = [every, *regions]  # type: ignore[attr-defined]
        services = [(one.code, one.label) for one in verticals()]
        self.fields["servizio"].choices = [*ALL, *services]  # type: ignore[attr-defined]
        units = [(short, f"{name} ({short})") for _code, _region, short, name in places]
        self.fields["provincia"].choices = [every, *units]  # type: ignore[attr-defined]

    def apply(self, rows: OrganisationQuerySet) -> OrganisationQuerySet:
        """Return the rows that match all valid filters."""
        self.is_valid()
        for name, value in self.cleaned_data.items():
            if value:
                rows = _APPLY[name](rows, value)
        return rows

    def used(self) -> dict[str, str]:
        """Return the valid filters in force, for the journal line of an export."""
        return {name: value for name, value in self.cleaned_data.items() if value}


_APPLY: dict[str, Any] = {
    "testo": matching,
    "tipo": lambda rows, kind: rows.filter(kind=kind),
    "regione": lambda rows, code: rows.filter(region__code=code),
    "provincia": lambda rows, short: rows.filter(unit__abbreviation=short, unit__valid_to=None),
    "servizio": lambda rows, code: rows.filter(served_with(code)),
    "stato": lambda rows, state: rows.filter(state=state),
    "manca": lacking,
}
