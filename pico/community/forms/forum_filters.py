"""Filters of lists that hold rows of several categories."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base.fields import DayField
from pico.community.forms.forum import CategoryFilters
from pico.community.models import Category
from pico.files.models import Area
from pico.organisations.forms.territories import TerritoryFilters
from pico.organisations.models import Organisation
from pico.organisations.territories import contains


class TopicFilters(TerritoryFilters, CategoryFilters):
    """What people look for among the discussions of all categories.

    Args:
        categories: those the person sees.
    """

    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("Tutte")), *Area.choices])
    ente = forms.ModelChoiceField(
        label=_("Ente"), required=False, queryset=Organisation.objects.none(), empty_label=_("Tutti")
    )

    def __init__(self, data: Any, *, signed_in: bool, categories: Any) -> None:
        data = data.copy()
        data["area"] = data.get("area", "").upper()  # ?area=sua, as the verticals link
        super().__init__(data, signed_in=signed_in)
        owners = Organisation.objects.filter(pk__in=categories.order_by().values("owner"))
        self.fields["ente"].queryset = owners.order_by("name")  # type: ignore[attr-defined]
        self.order_fields(["testo", "area", "ente", "tipo", "dal", "al"])

    def apply(self, rows: Any, *, user: Any, read: Any) -> Any:
        """As for one category, of one area and one body too."""
        rows = self.in_territory(super().apply(rows, user=user, read=read), "category__owner__")
        if self.cleaned_data.get("area"):
            rows = rows.filter(category__area=self.cleaned_data["area"])
        if self.cleaned_data.get("ente"):
            rows = rows.filter(category__owner=self.cleaned_data["ente"])
        return rows


class ModerationFilters(TerritoryFilters):
    """Which of the things that wait to show.

    Args:
        categories: those in which the person decides, with their owners.
        bodies: those whose articles and comments the person decides on.
    """

    PROPOSALS, REPORTS, ARTICLES = "proposte", "segnalazioni", "articoli"
    cosa = forms.ChoiceField(
        label=_("Che cosa"), required=False,
        choices=[("", _("Tutto")), (PROPOSALS, _("Proposte")), (REPORTS, _("Segnalazioni")),
                 (ARTICLES, _("Articoli"))],
    )  # fmt: skip
    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("Tutte")), *Area.choices])
    categoria = forms.ChoiceField(label=_("Categoria"), required=False)
    ente = forms.ChoiceField(label=_("Ente"), required=False)
    dal = DayField(label=_("In attesa dal"), required=False)
    al = DayField(label=_("In attesa fino al"), required=False)

    def __init__(
        self, data: Any, *, categories: Iterable[Category], bodies: Iterable[Organisation] = ()
    ) -> None:
        data = data.copy()
        data["area"] = data.get("area", "").upper()  # ?area=sua, as the community's first page links
        super().__init__(data)
        self.categories = list(categories)
        names = [(str(one.pk), f"{one.name} ({one.owner.name})") for one in self.categories]
        owners = {str(one.owner_id): one.owner.name for one in self.categories}
        owners |= {str(one.pk): one.name for one in bodies}
        self.fields["categoria"].choices = [("", _("Tutte")), *names]  # type: ignore[attr-defined]
        self.fields["ente"].choices = [("", _("Tutti")), *owners.items()]  # type: ignore[attr-defined]
        for name, choices in (("categoria", names), ("ente", owners)):
            if len(choices) < 2:  # nothing to choose between
                self.fields[name].widget = forms.HiddenInput()
        self.is_valid()
        self.chosen = {name: value for name, value in self.cleaned_data.items() if value}

    def places(self) -> list[int]:
        """Return the keys of the categories that match."""
        return [one.pk for one in self.categories if self._matches(one)]

    def _matches(self, category: Category) -> bool:
        has = {
            "categoria": str(category.pk), "ente": str(category.owner_id), "area": category.area,
        }  # fmt: skip
        chosen = all(self.chosen.get(name, value) == value for name, value in has.items())
        return chosen and (self.territory is None or contains(self.territory, category.owner))

    def of_blog(self, rows: Any, path: str = "") -> Any:
        """Return what lies in no category: of the body, the area and the territory chosen.

        Args:
            path: how to come from the row to the article, with "__" at its end.
        """
        if "categoria" in self.chosen:
            return rows.none()
        names = {"ente": f"{path}owner", "area": f"{path}area"}
        rows = rows.filter(**{names[key]: value for key, value in self.chosen.items() if key in names})
        return self.in_territory(rows, f"{path}owner__")

    def since(self, rows: Any, moment: str) -> Any:
        """Return the rows that wait since a day of the period chosen."""
        names = {"dal": f"{moment}__date__gte", "al": f"{moment}__date__lte"}
        return rows.filter(**{names[key]: value for key, value in self.chosen.items() if key in names})

    def shows(self, what: str) -> bool:
        """Say whether things of a kind are shown."""
        return self.chosen.get("cosa", what) == what
