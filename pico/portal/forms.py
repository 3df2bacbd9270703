from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.portal.models import NewsPage


class NewsFilters(forms.Form):
    """Filters of the list of news; what is not valid is ignored and said."""

    tipo = forms.ChoiceField(label=_("Tipo"), required=False)
    argomento = forms.ChoiceField(label=_("Argomento"), required=False)
    anno = forms.ChoiceField(label=_("Anno"), required=False)

    def __init__(self, data: Any, *, topics: list[tuple[str, str]], years: list[int]) -> None:
        super().__init__(data)
        self._offer("tipo", list(NewsPage.Kind.choices), _("Tutti i tipi"))
        self._offer("argomento", topics, _("Tutti gli argomenti"))
        self._offer("anno", [(str(year), str(year)) for year in years], _("Tutti gli anni"))

    def _offer(self, name: str, choices: list[Any], everything: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [("", everything), *choices]


class ProvinceFilters(forms.Form):
    """Filters of the directory of Provinces."""

    testo = forms.CharField(
        label=_("Nome o sigla"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    regione = forms.ChoiceField(label=_("Regione"), required=False)

    def __init__(self, data: Any, *, regions: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["regione"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [("", _("Tutte le regioni")), *regions]


class PlaceFilters(forms.Form):
    """Filter of the list of municipalities."""

    testo = forms.CharField(
        label=_("Nome del Comune"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class ListFilters(forms.Form):
    """Filters of a list of pages: those that the list has; what is not valid is ignored and said."""

    testo = forms.CharField(
        label=_("Parole"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    tipo = forms.ChoiceField(label=_("Tipo"), required=False)
    argomento = forms.ChoiceField(label=_("Argomento"), required=False)
    anno = forms.ChoiceField(label=_("Anno"), required=False)

    def __init__(self, data: Any, *, kinds: Any = (), topics: Any = (), years: Any = ()) -> None:
        super().__init__(data)
        offered = {
            "tipo": (list(kinds), _("Tutti i tipi")),
            "argomento": (list(topics), _("Tutti gli argomenti")),
            "anno": ([(str(year), str(year)) for year in years], _("Tutti gli anni")),
        }
        for name, (choices, everything) in offered.items():
            if not choices:
                del self.fields[name]
                continue
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
            field.choices = [("", everything), *choices]

    def chosen(self, name: str) -> str:
        """Return the valid value of a filter, empty when there is none."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""
