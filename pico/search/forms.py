"""The box and the filters of the search page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base.modules import modules
from pico.search.finding import PERIODS
from pico.search.searchables import kinds

PERIOD_LABELS = {7: _("Ultimi 7 giorni"), 30: _("Ultimi 30 giorni"), 365: _("Ultimo anno")}


class SearchForm(forms.Form):
    """What is looked for and where. A value that is not offered counts as not given."""

    testo = forms.CharField(
        label=_("Che cosa cerchi?"),
        error_messages={"required": _("Scrivi almeno una parola.")},
        strip=True,
        max_length=2000,
        help_text=_(
            "Parole, codici (CIG, CUP, numero di gara) o una frase tra virgolette; -parola la esclude."
        ),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )


class FilterForm(forms.Form):
    """The facets as plain fields: the page works without the links beside the results."""

    modulo = forms.ChoiceField(required=False)
    tipo = forms.ChoiceField(required=False)
    ente = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    periodo = forms.TypedChoiceField(
        required=False, coerce=int, choices=[(days, PERIOD_LABELS[days]) for days in PERIODS]
    )
    ordina = forms.ChoiceField(required=False, choices=[("data", _("Data"))])
    dove = forms.ChoiceField(
        required=False, choices=[("rete", _("Tutta la rete")), ("sito", _("Questo sito"))]
    )
    pagina = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modulo"].choices = [(module.code, module.label) for module in modules]  # type: ignore[attr-defined]
        self.fields["tipo"].choices = [(code, kind.label) for code, kind in kinds().items()]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """Return the valid choices; what is not valid is as if it were not there."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
