"""The form of a rating without script, and the filters of its results."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pico.base.fields import DayField
from pico.portal.models import PageRating
from pico.portal.models.ratings import POSITIVE_FROM
from pico.portal.rating import STARS, answers_for

MOST_PAGES = 200


def _star_words(number: int) -> Any:
    return _("Valuta %(number)d stelle su 5") % {"number": number}


class StarsForm(forms.Form):
    """First page: the stars."""

    stelle = forms.TypedChoiceField(
        label=_("Stelle"),
        coerce=int,
        choices=[(number, _star_words(number)) for number in STARS],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Scegli da 1 a 5 stelle."),
            "invalid_choice": _("Scegli da 1 a 5 stelle."),
        },
    )


class AnswerForm(StarsForm):
    """Second page: why. The answers are those that go with the stars."""

    risposta = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    testo = forms.CharField(
        label=_("Vuoi aggiungere altri dettagli?"),
        required=False,
        max_length=200,
        help_text=_("Al massimo 200 caratteri. Non scrivere dati personali."),
    )

    def __init__(self, *args: Any, stars: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["stelle"].widget = forms.HiddenInput()
        answer = self.fields["risposta"]
        assert isinstance(answer, forms.ChoiceField)  # noqa: S101 - tells the type checker
        answer.choices = answers_for(stars)
        answer.label = (
            _("Quali sono stati gli aspetti che hai preferito?")
            if stars >= POSITIVE_FROM
            else _("Dove hai incontrato le maggiori difficoltà?")
        )


class RatingFilters(forms.Form):
    """Filters of the results; what is not valid is ignored and said."""

    percorso = forms.ChoiceField(label=_("Pagina"), required=False)
    giudizio = forms.ChoiceField(
        label=_("Giudizio"),
        required=False,
        choices=[("", _("Tutti")), ("hard", _("Da 1 a 3 stelle")), ("good", _("4 o 5 stelle"))],
    )
    commento = forms.ChoiceField(
        label=_("Commento"), required=False, choices=[("", _("Con e senza")), ("si", _("Solo con commento"))]
    )
    dal = DayField(label=_("Dal"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    al = DayField(label=_("Al"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, *, ratings: QuerySet[PageRating]) -> None:
        super().__init__(data)
        paths = ratings.order_by("path").values_list("path", flat=True).distinct()[:MOST_PAGES]
        chosen = self.fields["percorso"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - tells the type checker
        chosen.choices = [("", _("Tutte le pagine")), *((path, path) for path in paths)]
        self._ratings = ratings

    def rows(self) -> QuerySet[PageRating]:
        """Return the ratings that are asked for, the latest first."""
        self.is_valid()
        found = self.cleaned_data
        rows = self._ratings
        if found.get("percorso"):
            rows = rows.filter(path=found["percorso"])
        if found.get("giudizio") == "hard":
            rows = rows.filter(stars__lt=POSITIVE_FROM)
        elif found.get("giudizio") == "good":
            rows = rows.filter(stars__gte=POSITIVE_FROM)
        if found.get("commento"):
            rows = rows.exclude(text="")
        if found.get("dal"):
            rows = rows.filter(day__gte=found["dal"])
        if found.get("al"):
            rows = rows.filter(day__lte=found["al"])
        return rows
