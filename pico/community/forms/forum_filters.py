"""Filters of lists that hold rows of several categories."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.community.forms.forum import CategoryFilters
from pico.community.models import Category
from pico.files.models import Area
from pico.organisations.forms.territories import TerritoryFilters
from pico.organisations.models import Organisation


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


class ModerationFilters(forms.Form):
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
    categoria = forms.ChoiceField(label=_("Categoria"), required=False)
    ente = forms.ChoiceField(label=_("Ente"), required=False)

    def __init__(
        self, data: Any, *, categories: Iterable[Category], bodies: Iterable[Organisation] = ()
    ) -> None:
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

    def places(self) -> list[int]:
        """Return the keys of the categories that match."""
        self.is_valid()
        category, owner = (self.cleaned_data.get(name) for name in ("categoria", "ente"))
        return [
            one.pk
            for one in self.categories
            if category in {None, "", str(one.pk)} and owner in {None, "", str(one.owner_id)}
        ]

    def is_of_body(self, name: str) -> bool:
        """Say whether what lies in no category, of a body of this name, is shown."""
        self.is_valid()
        owner = self.cleaned_data.get("ente")
        labels = dict(self.fields["ente"].choices)  # type: ignore[attr-defined]
        return not self.cleaned_data.get("categoria") and (not owner or labels.get(owner) == name)

    def shows(self, what: str) -> bool:
        """Say whether things of a kind are shown."""
        self.is_valid()
        return self.cleaned_data.get("cosa") in {"", None, what}
