"""Forms of the frequent questions."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.helpdesk.models import Faq
from pico.helpdesk.models.faqs import LONGEST_ANSWER
from pico.helpdesk.rules.faqs import subjects, topics
from pico.organisations.models import Organisation
from pico.sharing.forms import LevelField
from pico.sharing.levels import Level

HOW_TO_WRITE = _(
    "I passi da fare, uno per riga. Una riga vuota separa i paragrafi, «1. » fa un elenco numerato, "
    "[parole](https://indirizzo) un collegamento. Niente nomi di persone."
)


class FaqForm(forms.Form):
    """A question with its solution."""

    question = forms.CharField(
        label=_("Domanda"), max_length=200,
        help_text=_("Come la farebbe chi ha il problema: «Come chiedo un nuovo accesso per un collega?»."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Risposta"), max_length=LONGEST_ANSWER, help_text=HOW_TO_WRITE,
        widget=forms.Textarea(attrs={"rows": 12, "data-markdown": True}),
    )  # fmt: skip
    module = forms.ChoiceField(label=_("Modulo"), required=False)
    topic = forms.ChoiceField(
        label=_("Tema"), required=False,
        help_text=_("Se c'è, la domanda compare anche a chi chiede aiuto su quel tema."),
    )  # fmt: skip
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, owner: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["module"].choices = subjects()  # type: ignore[attr-defined]
        groups = [(name, topics(code)) for code, name in subjects() if code]
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", _("Nessuno in particolare")), *[group for group in groups if group[1]],
        ]  # fmt: skip
        level = LevelField(owner)
        level.widget.choices = [one for one in level.widget.choices if one[0] != Level.INVITED]
        self.fields["level"] = level
        self.order_fields(["question", "source", "module", "topic", "level"])


class SearchForm(forms.Form):
    """The box of the first page."""

    testo = forms.CharField(
        label=_("Che cosa vuoi sapere?"), max_length=100,
        help_text=_("Ad esempio: collega, SPID, integrazioni."),
    )  # fmt: skip


class FaqFilters(forms.Form):
    """What readers look for."""

    testo = forms.CharField(label=_("Parole"), required=False, max_length=100)
    modulo = forms.ChoiceField(label=_("Modulo"), required=False)
    ente = forms.ModelChoiceField(
        label=_("Ente"), required=False, queryset=Organisation.objects.none(), empty_label=_("Tutti")
    )

    def __init__(self, data: Any, *, rows: Any) -> None:
        super().__init__(data)
        named = [(code or "nessuno", name) for code, name in subjects()]
        self.fields["modulo"].choices = [("", _("Tutti")), *named]  # type: ignore[attr-defined]
        owners = Organisation.objects.filter(pk__in=rows.order_by().values("owner")).order_by("name")
        self.fields["ente"].queryset = owners  # type: ignore[attr-defined]

    def apply(self, rows: Any) -> Any:
        """Return the FAQ that match all valid filters."""
        self.is_valid()
        for name, value in self.cleaned_data.items():
            if value not in (None, "", False) and name in _APPLY:
                rows = _APPLY[name](rows, value)
        return rows


class DeskFilters(FaqFilters):
    """What their editors look for."""

    stato = forms.ChoiceField(
        label=_("Stato"), required=False, choices=[("", _("Tutti")), *Faq.State.choices]
    )
    vecchie = forms.BooleanField(label=_("Solo quelle da rileggere"), required=False)


class WhyForm(forms.Form):
    """What was missing."""

    perche = forms.CharField(
        label=_("Che cosa manca?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Al massimo 300 caratteri. Non scrivere dati personali."),
    )  # fmt: skip


def _with_words(rows: Any, text: str) -> Any:
    for word in text.split():
        rows = rows.filter(Q(question__icontains=word) | Q(source__icontains=word))
    return rows


_APPLY: dict[str, Any] = {
    "testo": _with_words,
    "modulo": lambda rows, code: rows.filter(module="" if code == "nessuno" else code),
    "ente": lambda rows, owner: rows.filter(owner=owner),
    "stato": lambda rows, state: rows.filter(state=state),
    "vecchie": lambda rows, _chosen: rows.to_check(),
}
