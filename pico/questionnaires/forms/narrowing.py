"""Which organisations of a round the results are about."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from pico.organisations.models import Organisation, Region
from pico.questionnaires.dimensions import CLASS_CHOICES
from pico.questionnaires.models import Round
from pico.questionnaires.narrowing import ALL, Narrowing, narrowing_of, provinces_of, regions_of


class NarrowingForm(forms.Form):
    """Filters of the results and of their files."""

    regione = forms.ModelChoiceField(
        label=lazy("Regione"),
        required=False,
        queryset=Region.objects.none(),
        to_field_name="code",
        empty_label=lazy("tutte"),
    )
    territorio = forms.ModelChoiceField(
        label=lazy("Territorio della Provincia"),
        required=False,
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        empty_label=lazy("tutti"),
    )
    tipo = forms.ChoiceField(
        label=lazy("Tipo di ente"), required=False, choices=[("", lazy("tutti")), *Organisation.Kind.choices]
    )
    abitanti = forms.ChoiceField(
        label=lazy("Abitanti del Comune"), required=False, choices=[("", lazy("tutti")), *CLASS_CHOICES]
    )

    def __init__(self, data: Any, *, round: Round, kept: Sequence[str] = ()) -> None:
        super().__init__(data)
        for name in kept:  # what else the page was asked for
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["regione"].queryset = regions_of(round)  # type: ignore[attr-defined]
        self.fields["territorio"].queryset = provinces_of(round)  # type: ignore[attr-defined]

    @property
    def narrowing(self) -> Narrowing:
        """What was chosen; all where something is chosen that the round does not have."""
        return narrowing_of(self.cleaned_data) if self.is_valid() else ALL
