"""Rounds: their data, the list of organisations, what people say when they move one."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.dates import ROME, rome
from pico.base.fields import DayField
from pico.organisations.models import Organisation, Region


def moment(day: Any, hour: time) -> datetime:
    """Return a moment of Rome's clock."""
    return datetime.combine(day, hour, ROME)


class ClosingMixin(forms.Form):
    """A day and an hour in Rome, in the future."""

    day = DayField(label=lazy("Chiude il giorno"), help_text=lazy("gg/mm/aaaa"))
    hour = forms.TimeField(label=lazy("Alle ore"), help_text=lazy("Per esempio 18:00, ora italiana."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("day") and data.get("hour"):
            data["closes_at"] = moment(data["day"], data["hour"])
            if data["closes_at"] <= timezone.now():
                self.add_error("day", _("Scegli un momento futuro."))
        return data


class RoundForm(ClosingMixin):
    """What a round says to those it asks."""

    title = forms.CharField(label=lazy("Titolo della rilevazione"), max_length=160)
    intro = forms.CharField(
        label=lazy("Introduzione"),
        required=False,
        max_length=4000,
        help_text=lazy("Perché lo chiedete, che cosa ne farete."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact = forms.CharField(
        label=lazy("A chi rivolgersi"),
        required=False,
        max_length=200,
        help_text=lazy("Un ufficio, un telefono o un indirizzo."),
    )
    privacy_text = forms.CharField(
        label=lazy("Informativa sui dati personali"),
        required=False,
        max_length=8000,
        help_text=lazy("Serve prima di aprire la rilevazione."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    needs_sign_off = forms.BooleanField(
        label=lazy("Un responsabile dell'ente approva le risposte prima dell'invio"), required=False
    )
    may_decline = forms.BooleanField(label=lazy("L'ente può dire che non è interessato"), required=False)
    reminders = forms.TypedMultipleChoiceField(
        label=lazy("Promemoria a chi non ha ancora risposto"),
        required=False,
        coerce=int,
        choices=[
            (14, lazy("14 giorni prima")),
            (7, lazy("7 giorni prima")),
            (2, lazy("2 giorni prima")),
            (0, lazy("il giorno della chiusura")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("title", "intro", "day", "hour", "reminders", "needs_sign_off", "may_decline", "contact")

    def __init__(self, data: Any, *, round: Any = None, title: str = "") -> None:
        super().__init__(
            data,
            initial=_opened(round)
            if round
            else {
                "title": title,
                "hour": "18:00",
                "needs_sign_off": True,
                "may_decline": True,
                "reminders": [7, 2, 0],
            },
        )

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in ("day", "hour")}
        return {**data, "reminders": sorted(data["reminders"], reverse=True)}


def _opened(round: Any) -> dict[str, Any]:
    names = ("title", "intro", "contact", "privacy_text", "needs_sign_off", "may_decline", "reminders")
    closes = rome(round.closes_at)
    return {**{name: getattr(round, name) for name in names}, "day": closes.date(), "hour": f"{closes:%H:%M}"}


class InviteForm(forms.Form):
    """Which organisations to ask."""

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
    names = forms.CharField(
        label=lazy("Solo questi enti"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("Una denominazione per riga. Senza, tutti quelli dei filtri qui sopra."),
    )

    def __init__(self, data: Any, *, owner: Organisation) -> None:
        initial = {"kind": ["MUNICIPALITY"], "province": owner.pk} if owner.kind == "PROVINCE" else {}
        super().__init__(data, initial=initial)
        provinces = self.fields["province"], self.fields["region"]
        provinces[0].queryset = Organisation.objects.filter(kind="PROVINCE").order_by("name")  # type: ignore[attr-defined]
        provinces[1].queryset = Region.objects.order_by("name")  # type: ignore[attr-defined]

    def clean_names(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]

    def organisations(self) -> Any:
        """Return the organisations that exist today and match; those that nobody names are left out."""
        data = self.cleaned_data
        rows = Organisation.objects.filter(active_to=None)
        if data["kind"]:
            rows = rows.filter(kind__in=data["kind"])
        if data["province"]:
            rows = rows.filter(province=data["province"])
        if data["region"]:
            rows = rows.filter(region=data["region"])
        if data["names"]:
            rows = rows.filter(name__in=data["names"]) | rows.filter(short_name__in=data["names"])
        return rows.exclude(kind="NATIONAL_UPI").order_by("name", "pk")

    def unknown(self, found: Any) -> list[str]:
        """Return the names written that no organisation of the filters has."""
        known = {name for row in found for name in (row.name, row.short_name)}
        return [name for name in self.cleaned_data["names"] if name not in known]


class PlainForm(forms.Form):
    """Nothing to say: the question alone."""


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=lazy("Motivo"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ReopenForm(ClosingMixin, ReasonForm):
    """Until when, and why."""


class ExtendForm(ClosingMixin):
    """Until when one organisation has time."""


class NoteForm(forms.Form):
    """What colleagues are to correct."""

    note = forms.CharField(
        label=lazy("Che cosa va corretto"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
