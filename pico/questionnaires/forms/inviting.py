"""Whom to ask: organisations or people, by filters or by a list."""

from collections import Counter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.models import Membership, User
from pico.accounts.roles import Role
from pico.base.money import number
from pico.organisations.models import Organisation, Region


class BodiesForm(forms.Form):
    """Organisations by kind and place."""

    kind = forms.MultipleChoiceField(
        label=lazy("Tipo di ente"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("PROVINCE", lazy("Province")),
            ("MUNICIPALITY", lazy("Comuni")),
            ("OTHER_BODY", lazy("Altri enti")),
            ("REGIONAL_UPI", lazy("UPI regionali")),
        ],
        help_text=lazy("Senza una scelta, di ogni tipo."),
    )
    province = forms.ModelChoiceField(
        label=lazy("Territorio della Provincia"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=lazy("tutte"),
    )
    region = forms.ModelChoiceField(
        label=lazy("Regione"), required=False, queryset=Region.objects.none(), empty_label=lazy("tutte")
    )

    def __init__(self, data: Any, *, owner: Organisation) -> None:
        initial = {"kind": ["MUNICIPALITY"], "province": owner.pk} if owner.kind == "PROVINCE" else {}
        super().__init__(data, initial=initial)
        provinces = self.fields["province"], self.fields["region"]
        provinces[0].queryset = Organisation.objects.filter(kind="PROVINCE").order_by("name")  # type: ignore[attr-defined]
        provinces[1].queryset = Region.objects.order_by("name")  # type: ignore[attr-defined]

    def bodies(self) -> Any:
        """Return the organisations that exist today and match."""
        data = self.cleaned_data
        rows = Organisation.objects.filter(active_to=None)
        if data["kind"]:
            rows = rows.filter(kind__in=data["kind"])
        if data["province"]:
            rows = rows.filter(province=data["province"])
        if data["region"]:
            rows = rows.filter(region=data["region"])
        return rows


class InviteForm(BodiesForm):
    """Which organisations to ask."""

    names = forms.CharField(
        label=lazy("Solo questi enti"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("Una denominazione per riga. Senza, tutti quelli dei filtri qui sopra."),
    )

    def clean_names(self) -> list[str]:
        return lines(self.cleaned_data["names"])

    def found(self) -> Any:
        """Return the organisations that match; those that nobody names are left out."""
        rows, names = self.bodies(), self.cleaned_data["names"]
        if names:
            rows = rows.filter(name__in=names) | rows.filter(short_name__in=names)
        return rows.exclude(kind="NATIONAL_UPI").order_by("name", "pk")

    def unknown(self, found: Any) -> list[str]:
        """Return the names written that no organisation of the filters has."""
        known = {name for row in found for name in (row.name, row.short_name)}
        return [name for name in self.cleaned_data["names"] if name not in known]


class InvitePeopleForm(BodiesForm):
    """Which people to ask: those who belong to some organisations now."""

    role = forms.MultipleChoiceField(
        label=lazy("Ruolo"),
        required=False,
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Senza una scelta, con ogni ruolo."),
    )
    names = forms.CharField(
        label=lazy("Solo queste persone"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("Un indirizzo di posta per riga. Senza, tutte quelle dei filtri qui sopra."),
    )

    def clean_names(self) -> list[str]:
        return [line.lower() for line in lines(self.cleaned_data["names"])]

    def found(self) -> Any:
        """Return the people that match; those whom nobody names are left out."""
        held = self.memberships().order_by().values("user_id")
        rows = User.objects.filter(is_active=True, pk__in=held)
        if self.cleaned_data["names"]:
            rows = rows.filter(email__in=self.cleaned_data["names"])
        return rows.order_by("pk")

    def memberships(self) -> Any:
        """Return what makes people match: their belonging to one of the bodies, with one of the roles."""
        rows = Membership.objects.unrestricted("whom to ask is counted by body, nobody's name is shown")
        rows = rows.active().filter(organisation__in=self.bodies().order_by().values("pk"))
        return rows.filter(role__in=self.cleaned_data["role"]) if self.cleaned_data["role"] else rows

    def counted(self, found: Any) -> list[str]:
        """Return how many people of which body, in words: a list of names is not the author's to read."""
        people = {row.pk for row in found}
        pairs = self.memberships().order_by("organisation__name").values_list("organisation__name", "user_id")
        counts = Counter(name for name, pk in dict.fromkeys(pairs) if pk in people)
        return [f"{name}: {number(count)}" for name, count in counts.items()]

    def unknown(self, found: Any) -> list[str]:
        """Return the addresses written that nobody of the filters has."""
        known = {row.email.lower() for row in found}
        return [name for name in self.cleaned_data["names"] if name not in known]


def lines(text: str) -> list[str]:
    """Return the lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
