"""What is asked of a form (scheda) that was sent to ANAC."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pico.base import dates
from pico.base.fields import DayField
from pico.base.identifiers import compact
from pico.sua.forms.inputs import LineField
from pico.sua.models import SchedaRecord, TenderParticipant

DAY_HELP = _("gg/mm/aaaa")
_STATE = SchedaRecord.State


def _day(label: Any, help_text: Any = DAY_HELP) -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, widget=widget, help_text=help_text)


class SchedaForm(forms.Form):
    code = LineField(label=_("Scheda"), max_length=12)
    on = _day(_("Inviata il"))
    participant = forms.TypedChoiceField(
        label=_("Ente"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Solo se la scheda riguarda un ente, ad esempio il suo contratto."),
    )
    state = forms.ChoiceField(
        label=_("Stato"),
        choices=[(one.value, capfirst(one.label)) for one in (_STATE.SENT, _STATE.WAITING_TED)],
        initial=_STATE.SENT,
        widget=forms.RadioSelect,
        help_text=_("«In attesa TED» quando l'avviso deve prima uscire sulla Gazzetta europea."),
    )
    note = LineField(
        label=_("Nota"), max_length=500, required=False, help_text=_("Ad esempio il numero dell'avviso.")
    )

    def __init__(
        self, bodies: Sequence[TenderParticipant], suggested: Sequence[str], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.bodies = {row.pk: row for row in bodies}
        choices = [(row.pk, str(row.organisation)) for row in bodies]
        if bodies:
            self.fields["participant"].choices = [("", now("Tutta la gara")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["participant"]  # who sends for one body sends no other's
        self.fields["code"].help_text = (
            now("Può seguire: %(codes)s.") % {"codes": ", ".join(suggested)}
            if suggested
            else now("Come la chiama la piattaforma, ad esempio P1_16.")
        )
        self.fields["on"].initial = dates.today()

    def clean_code(self) -> str:
        return compact(self.cleaned_data["code"])

    def clean_participant(self) -> TenderParticipant | None:
        return self.bodies.get(self.cleaned_data["participant"])


class SchedaStateForm(forms.Form):
    state = forms.ChoiceField(label=_("Com'è andata"), widget=forms.RadioSelect)
    on = _day(_("Dal"), _("Da quale giorno è così: gg/mm/aaaa."))
    note = LineField(
        label=_("Nota"),
        max_length=500,
        required=False,
        help_text=_("Se è scartata, il motivo: ad esempio «manca il CUP»."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, row: SchedaRecord, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"note": row.note, "seen": row.state, "on": dates.today()})
        super().__init__(*args, **options)
        others = [(one.value, capfirst(one.label)) for one in _STATE if one != row.state]
        self.fields["state"].choices = others  # type: ignore[attr-defined]
