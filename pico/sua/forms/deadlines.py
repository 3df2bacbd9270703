"""What is asked to add a deadline, and to give the conclusion of a procedure more time."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base.fields import DayField
from pico.sua.forms.inputs import LineField, told

REASON = forms.Textarea(attrs={"rows": 3})


class DeadlineForm(forms.Form):
    label = LineField(
        label=_("Che cosa scade"), max_length=160, help_text=_("Ad esempio: Relazione della commissione.")
    )
    due_on = DayField(
        label=_("Scade il"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("gg/mm/aaaa"),
    )
    note = LineField(
        label=_("Nota"),
        max_length=500,
        required=False,
        widget=REASON,
        help_text=_("Ad esempio chi deve farla. La leggono gli enti in gara."),
    )


class ExtensionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Perché"),
        choices=[
            ("rup", _("Proroga motivata del RUP, in tutto al massimo tre mesi")),
            ("anomaly", _("Verifica di offerte anomale, un mese")),
        ],
        widget=forms.RadioSelect,
    )
    months = forms.IntegerField(
        label=_("Mesi da aggiungere"), min_value=1, max_value=3, help_text=_("Da 1 a 3, ad esempio 1."),
        error_messages=told(_("Scrivi i mesi da aggiungere con una cifra: 1, 2 o 3")),
    )  # fmt: skip
    reason = LineField(
        label=_("Motivo"),
        max_length=500,
        widget=REASON,
        help_text=_("Ad esempio: i chiarimenti chiesti ai concorrenti hanno allungato la valutazione."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["months"].initial = 1
