from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base.fields import DayField
from pico.portal.models import NewsPage, Placement, PortalSite
from pico.portal.models.placements import PlacementQuerySet


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


# --- flow: what travels between sites ---


class PlacementFilters(forms.Form):
    """What publishers look for among the placements; a value that makes no sense filters nothing."""

    testo = forms.CharField(label=_("Parole del titolo"), required=False, max_length=100)
    stato = forms.ChoiceField(
        label=_("Stato"), required=False, choices=[("", _("Tutti")), *Placement.State.choices]
    )
    contenuto = forms.ChoiceField(
        label=_("Contenuto"), required=False, choices=[("", _("Tutti")), *Placement.Kind.choices]
    )

    def apply(self, rows: PlacementQuerySet) -> PlacementQuerySet:
        """Return the rows that match all valid filters."""
        self.is_valid()
        names = {"testo": "title__icontains", "stato": "state", "contenuto": "kind"}
        chosen = {names[name]: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**chosen)


class PlacementReason(forms.Form):
    """Why it is refused or removed: the other side reads it."""

    reason = forms.CharField(
        label=_("Motivo"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("L'altro sito lo legge nella pagina della condivisione."),
    )


class PlacementHighlight(forms.Form):
    highlighted = forms.BooleanField(label=_("In evidenza, in cima alle novità della home"), required=False)


class SendForm(forms.Form):
    """Where an item goes: one site above, all those below, those of one region, or some of them."""

    where = forms.ChoiceField(
        label=_("Dove"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli a quali siti proporlo.")},
    )
    region = forms.ChoiceField(label=_("Regione"), required=False)
    sites = forms.MultipleChoiceField(label=_("Siti"), required=False, widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(
        label=_("Nota per chi decide"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    expires_on = DayField(
        label=_("Mostralo fino al"),
        required=False,
        help_text=_("Dopo questo giorno viene ritirato dagli altri siti. Vuoto: senza fine."),
    )

    def __init__(self, data: Any, *, above: list[PortalSite], below: list[PortalSite]) -> None:
        super().__init__(data)
        self.above = {f"up-{site.pk}": site for site in above}
        self.below = {str(site.pk): site for site in below}
        regions = {
            s.organisation.region.code: s.organisation.region.name for s in below if s.organisation.region
        }
        where: list[tuple[str, Any]] = [(key, site.organisation.name) for key, site in self.above.items()]
        if below:
            where.append(("all", _("Tutti i siti collegati (%(n)s)") % {"n": len(below)}))
            where.append(("chosen", _("Solo alcuni siti, scelti sotto")))
        if len(regions) > 1:
            where.insert(-1, ("region", _("I siti di una regione, scelta sotto")))
            self._offer("region", [("", _("Scegli")), *sorted(regions.items(), key=lambda row: row[1])])
        else:
            del self.fields["region"]
        self._offer("where", where)
        if below:
            self._offer("sites", [(key, site.organisation.name) for key, site in self.below.items()])
        else:
            del self.fields["sites"]
        if len(where) == 1:
            self.initial["where"] = where[0][0]

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("where") == "region" and not given.get("region"):
            self.add_error("region", _("Scegli la regione."))
        if given.get("where") == "chosen" and not given.get("sites"):
            self.add_error("sites", _("Scegli almeno un sito."))
        return given

    def targets(self) -> list[PortalSite]:
        """Return the sites that were chosen."""
        where = self.cleaned_data["where"]
        if where in self.above:
            return [self.above[where]]
        if where == "chosen":
            return [self.below[key] for key in self.cleaned_data["sites"]]
        below = list(self.below.values())
        if where == "region":
            code = self.cleaned_data["region"]
            return [s for s in below if s.organisation.region and s.organisation.region.code == code]
        return below
