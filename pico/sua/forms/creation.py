"""The first page of a tender that the SUA enters itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pico.organisations.models import Organisation
from pico.sua.forms.inputs import LineField
from pico.sua.forms.steps import StartForm
from pico.sua.models.codes import Kind
from pico.sua.rules import bodies


class CreateForm(StartForm):
    """What kind of tender, for whom, and the two things without which it has no name."""

    kind = forms.ChoiceField(
        label=_("Per chi è la gara?"),
        choices=[
            (Kind.OWN, _("Per la Provincia (gara propria)")),
            (Kind.DELEGATED, _("Per un ente che ce l'affida (gara su delega)")),
            (Kind.AGGREGATED, _("Per più enti insieme (gara aggregata)")),
        ],
        widget=forms.RadioSelect,
        help_text=_("Propria e aggregata cominciano dalla progettazione; su delega dalla scelta del RUP."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Ente che affida la gara"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Scegli"),
        help_text=_("Solo per una gara su delega: gli enti con una convenzione in vigore con la SUA."),
    )
    field_order = ("kind", "organisation", "title", "contract_object")

    def __init__(self, province: Organisation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = bodies.entitled(province)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        delegated = data.get("kind") == Kind.DELEGATED
        if delegated and not data.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", now("Scegli l'ente per cui fai la gara."))
        if not delegated:
            data["organisation"] = None
        return data


class SourceSearchForm(forms.Form):
    """Words of an earlier tender to begin from."""

    testo = LineField(
        label=_("Oggetto o numero"),
        max_length=100,
        required=False,
        help_text=_("Ad esempio: refezione, oppure SUA-2026-0042."),
    )
