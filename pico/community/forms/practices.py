"""Forms of the good practices."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.base.fields import DayField
from pico.community.forms.inputs import BodyField
from pico.community.models import Practice
from pico.community.models.practices import LONGEST_RESULTS
from pico.files.models import Area
from pico.organisations.models import Organisation, Region

WHAT = [
    ("", _("Tutte")),
    ("topic", _("Discussioni")),
    ("article", _("Articoli")),
    ("document", _("Documenti")),
]


class PracticeForm(forms.Form):
    """What is said of a good practice."""

    theme = forms.ChoiceField(label=_("Tema"), choices=[("", _("Scegli un tema")), *Practice.Theme.choices])
    place = BodyField(label=_("Dove"), help_text=_("L'ente che l'ha fatto: nome intero o codice."))
    results = forms.CharField(
        label=_("Che cosa è cambiato"), max_length=LONGEST_RESULTS, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("I risultati in poche righe, con i numeri se ci sono: «In due anni gli avanzi -30 %»."),
    )  # fmt: skip
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, practice: Practice | None, owner: Organisation) -> None:
        first: dict[str, Any] = {"place": owner.name}
        if practice is not None:
            first = {name: getattr(practice, name) for name in ("theme", "results", "edition")}
            first["place"] = practice.place.name
        super().__init__(data, initial=first)


class PracticeFilters(forms.Form):
    """What people look for among the good practices."""

    testo = forms.CharField(label=_("Parole"), required=False, max_length=100)
    tema = forms.ChoiceField(
        label=_("Tema"), required=False, choices=[("", _("Tutti")), *Practice.Theme.choices]
    )
    regione = forms.ModelChoiceField(
        label=_("Regione"), required=False, queryset=Region.objects.none(), empty_label=_("Tutte")
    )
    territorio = forms.ModelChoiceField(
        label=_("Territorio"), required=False, queryset=Organisation.objects.none(), empty_label=_("Tutti")
    )
    tipo = forms.ChoiceField(label=_("Che cos'è"), required=False, choices=WHAT)
    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("Tutte")), *Area.choices])
    dal = DayField(label=_("Segnate dal"), required=False)
    al = DayField(label=_("Segnate fino al"), required=False)

    def __init__(self, data: Any, *, rows: Any) -> None:
        data = data.copy()
        data["area"] = data.get("area", "").upper()  # ?area=sua, as the verticals link
        super().__init__(data)
        places = Organisation.objects.filter(pk__in=rows.order_by().values("place"))
        regions = Region.objects.filter(pk__in=places.values("region")).order_by("name")
        provinces = Organisation.objects.filter(pk__in=places.values("province")).order_by("name")
        self.fields["regione"].queryset = regions  # type: ignore[attr-defined]
        self.fields["territorio"].queryset = provinces  # type: ignore[attr-defined]

    def apply(self, rows: Any) -> Any:
        """Return the good practices that match all valid filters."""
        self.is_valid()
        for name, value in self.cleaned_data.items():
            if value not in (None, "") and name in _APPLY:
                rows = _APPLY[name](rows, value)
        return rows


def _with_words(rows: Any, text: str) -> Any:
    titles = ("topic__title", "article__live__title", "document__title", "results")
    wanted = Q(pk__in=[])
    for name in titles:
        wanted |= Q(**{f"{name}__icontains": text})
    return rows.filter(wanted)


_APPLY: dict[str, Any] = {
    "testo": _with_words,
    "tema": lambda rows, theme: rows.filter(theme=theme),
    "regione": lambda rows, region: rows.filter(place__region=region),
    "territorio": lambda rows, province: rows.filter(place__province=province),
    "tipo": lambda rows, what: rows.exclude(**{what: None}),
    "area": lambda rows, area: rows.filter(
        Q(topic__category__area=area) | Q(article__area=area) | Q(document__area=area)
    ),
    "dal": lambda rows, day: rows.filter(marked_at__date__gte=day),
    "al": lambda rows, day: rows.filter(marked_at__date__lte=day),
}
