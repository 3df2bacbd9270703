"""Rounds: their data, the list of organisations, what people say when they move one."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.dates import ROME, rome
from pico.base.fields import DayField
from pico.organisations.models import Organisation
from pico.questionnaires.models import Round


def moment(day: Any, hour: time) -> datetime:
    """Return a moment of Rome's clock."""
    return datetime.combine(day, hour, ROME)


class ClosingMixin(forms.Form):
    """A day and an hour in Rome, in the future."""

    day = DayField(label=lazy("Chiude il giorno"), help_text=lazy("gg/mm/aaaa"))
    hour = forms.TimeField(
        label=lazy("Alle ore"), help_text=lazy("Per esempio 18:00, ora italiana."),
        error_messages={"invalid": lazy("Scrivi l'ora e i minuti, ad esempio 18:00")},
    )  # fmt: skip

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
    subject = forms.ChoiceField(
        label=lazy("Area"), required=False, help_text=lazy("Di che cosa si parla: chi cerca filtra per area.")
    )
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
    unit = forms.ChoiceField(
        label=lazy("Chi risponde"),
        choices=Round.Unit,
        widget=forms.RadioSelect,
        initial=Round.Unit.ORGANISATION,
    )
    audience = forms.ChoiceField(
        label=lazy("Se rispondono persone, chi"),
        required=False,
        help_text=lazy(
            "Con un pubblico aperta a tutti quelli che ne fanno parte, senza invitarli uno per uno."
        ),
    )
    results_level = forms.ChoiceField(
        label=lazy("Dopo la chiusura i risultati li vede anche"),
        required=False,
        help_text=lazy(
            "Solo i totali: né chi ha risposto che cosa, né i testi scritti a mano. I numeri piccoli di "
            "persone non si mostrano."
        ),
    )
    dimension = forms.ChoiceField(
        label=lazy("Se è anonima, risultati distinti per"),
        required=False,
        choices=[("", lazy("niente: solo il totale")), *Round.Dimension.choices],
        help_text=lazy(
            "È l'unica cosa che resta scritta accanto alle risposte: ogni persona lo legge prima."
        ),
    )
    min_cell = forms.IntegerField(
        label=lazy("Se è anonima, non mostrare meno di quante risposte"),
        min_value=3,
        max_value=100,
        initial=5,
        required=False,
        help_text=lazy("Un numero più piccolo di così non si mostra, e i testi liberi nemmeno."),
    )
    opens_day = DayField(
        label=lazy("Si apre da sola il giorno"),
        required=False,
        help_text=lazy("gg/mm/aaaa. Senza, la apri tu quando vuoi."),
    )
    opens_hour = forms.TimeField(
        label=lazy("Alle ore"), required=False, help_text=lazy("Per esempio 09:00, ora italiana."),
        error_messages={"invalid": lazy("Scrivi l'ora e i minuti, ad esempio 09:00")},
    )  # fmt: skip
    needs_sign_off = forms.BooleanField(
        label=lazy("Un responsabile dell'ente approva le risposte prima dell'invio"),
        required=False,
        help_text=lazy("Vale quando rispondono enti."),
    )
    may_decline = forms.BooleanField(
        label=lazy("Chi è invitato può dire che non gli interessa"), required=False
    )
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
    field_order = (
        "title", "subject", "intro", "unit", "audience", "results_level", "dimension", "min_cell",
        "opens_day", "opens_hour", "day", "hour", "reminders", "needs_sign_off", "may_decline", "contact",
    )  # fmt: skip

    def __init__(
        self,
        data: Any,
        *,
        owner: Organisation,
        subjects: tuple[tuple[str, Any], ...] = (),
        round: Any = None,
        title: str = "",
    ) -> None:
        """Take what the round may be about; without subjects it is not asked."""
        super().__init__(
            data,
            initial=_opened(round)
            if round
            else {
                "title": title,
                "unit": Round.Unit.ORGANISATION,
                "opens_hour": "09:00",
                "min_cell": 5,
                "hour": "18:00",
                "needs_sign_off": True,
                "may_decline": True,
                "reminders": [7, 2, 0],
            },
        )
        self.fields["subject"].choices = subjects  # type: ignore[attr-defined]
        if not subjects:
            del self.fields["subject"]
        self.fields["audience"].choices = _audiences(owner)  # type: ignore[attr-defined]
        self.fields["results_level"].choices = _readers(owner)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("unit") == Round.Unit.ORGANISATION and data.get("audience"):
            self.add_error(
                "audience", _("Un pubblico si sceglie quando rispondono persone: gli enti si invitano.")
            )
        if data.get("opens_day"):
            data["opens_at"] = moment(data["opens_day"], data.get("opens_hour") or time(9))
            if data["opens_at"] <= timezone.now():
                self.add_error("opens_day", _("Scegli un momento futuro."))
            elif data.get("closes_at") and data["opens_at"] >= data["closes_at"]:
                self.add_error("opens_day", _("Deve aprirsi prima di chiudere."))
        return data

    def values(self) -> dict[str, Any]:
        """Return what the actions take."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in MOMENTS}
        return {
            "opens_at": None,
            **data,
            "min_cell": data.get("min_cell") or 5,
            "reminders": sorted(data["reminders"], reverse=True),
        }


MOMENTS = ("day", "hour", "opens_day", "opens_hour")
KEPT = (
    "title", "subject", "intro", "contact", "privacy_text", "needs_sign_off", "may_decline", "reminders",
    "unit", "audience", "results_level", "dimension", "min_cell",
)  # fmt: skip


def _audiences(owner: Organisation) -> list[tuple[str, Any]]:
    """Return the choices: a region and a territory only for who has one."""
    has = {"PROVINCE": owner.province_id, "REGION": owner.region_id, "NETWORK": True}
    return [("", _("solo chi inviti")), *[choice for choice in Round.Audience.choices if has[choice[0]]]]


def _readers(owner: Organisation) -> list[tuple[str, Any]]:
    """Return who may be shown the results: a region and a territory only for who has one."""
    has = {"PROVINCE": owner.province_id, "REGION": owner.region_id}
    offered = [choice for choice in Round.Results.choices if has.get(choice[0], True)]
    return [("", _("nessuno: solo chi la conduce")), *offered]


def _opened(round: Any) -> dict[str, Any]:
    closes = rome(round.closes_at)
    opens = rome(round.opens_at) if round.opens_at else None
    return {
        **{name: getattr(round, name) for name in KEPT},
        "day": closes.date(),
        "hour": f"{closes:%H:%M}",
        "opens_day": opens and opens.date(),
        "opens_hour": f"{opens:%H:%M}" if opens else "09:00",
    }


class PlainForm(forms.Form):
    """Nothing to say: the question alone."""


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=lazy("Motivo"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ReopenForm(ClosingMixin, ReasonForm):
    """Until when, and why."""


class ExtendForm(ClosingMixin):
    """Until when one organisation has time."""


class CodeForm(forms.Form):
    """The code of an anonymous draft."""

    code = forms.CharField(
        label=lazy("Codice"),
        max_length=40,
        help_text=lazy("Quello mostrato quando hai cominciato. Trattini e minuscole non contano."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NoteForm(forms.Form):
    """What colleagues are to correct."""

    note = forms.CharField(
        label=lazy("Che cosa va corretto"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
