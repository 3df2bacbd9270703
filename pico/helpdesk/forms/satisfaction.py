"""The form that asks how it went."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.helpdesk.models import Satisfaction


class SatisfactionForm(forms.Form):
    """How satisfied somebody is."""

    score = forms.TypedChoiceField(
        label=_("Sei soddisfatto dell'assistenza ricevuta?"), choices=Satisfaction.Score.choices, coerce=int,
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = forms.CharField(
        label=_("Vuoi aggiungere qualcosa?"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo sportello legge i commenti tutti insieme, senza nomi né numeri di richiesta."),
    )  # fmt: skip
