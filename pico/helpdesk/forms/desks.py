"""What is said of a desk and of who works there."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.models import User
from pico.base.dates import WEEKDAYS, patron_days
from pico.helpdesk.forms.inputs import DayOfYearField, HoursField, cover_choices
from pico.helpdesk.models import Desk, DeskMember
from pico.helpdesk.models.desks import office_hours
from pico.helpdesk.rules.access import may_be_above, who_may_answer
from pico.organisations.models import Organisation


class DeskForm(forms.Form):
    """A desk: its name, what it answers for, when it is open, what is above it."""

    name = forms.CharField(
        label=lazy("Nome"), max_length=120,
        help_text=lazy("Lo legge chi chiede aiuto: «Sportello SUA Treviso»."),
    )  # fmt: skip
    covers = forms.MultipleChoiceField(
        label=lazy("Di che cosa risponde"), widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Chi risponde di un modulo preciso viene prima di chi risponde di tutti."),
    )  # fmt: skip
    parent = forms.ModelChoiceField(
        label=lazy("Sportello superiore"), required=False, queryset=Desk.objects.none(),
        empty_label=lazy("Nessuno"), help_text=lazy("Quello a cui passare ciò che qui non si può risolvere."),
    )  # fmt: skip
    rises = forms.BooleanField(
        label=lazy("A tempo scaduto la richiesta passa allo sportello superiore"), required=False,
        help_text=lazy(
            "Da sola, con un avviso, quando finisce il tempo per la prima risposta o per la soluzione. "
            "Altrimenti resta qui e i responsabili sono avvisati."
        ),
    )  # fmt: skip
    patron_day = DayOfYearField(
        label=lazy("Santo patrono"),
        help_text=lazy("Giorno e mese, ad esempio 27/4: quel giorno lo sportello è chiuso."),
    )
    remind_days = forms.IntegerField(
        label=lazy("Sollecito dopo giorni"), min_value=1, max_value=60, initial=5,
        help_text=lazy("Quando lo sportello aspetta una risposta di chi ha chiesto."),
    )  # fmt: skip
    resolve_days = forms.IntegerField(
        label=lazy("Risolta senza risposta dopo giorni"), min_value=2, max_value=180, initial=15,
        help_text=lazy("Più del sollecito. Chi ha chiesto la riapre rispondendo entro una settimana."),
    )  # fmt: skip
    email = forms.EmailField(
        label=lazy("E-mail dell'ufficio"), required=False,
        help_text=lazy("Facoltativa: di un ufficio, non di una persona."),
    )  # fmt: skip
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, owner: Organisation, desk: Desk | None = None) -> None:
        super().__init__(data, initial=_initial(desk, owner))
        known = patron_days(owner.unit.abbreviation) if desk is None and owner.unit else ()
        if known:
            self.fields["patron_day"].help_text = _proposal(known)
        self.fields["covers"].choices = cover_choices()  # type: ignore[attr-defined]
        above = may_be_above(owner).select_related("owner")
        above = above.exclude(pk=desk.pk) if desk else above
        self.fields["parent"].queryset = above  # type: ignore[attr-defined]
        self.fields["parent"].label_from_instance = lambda row: f"{row.name} ({row.owner.short_name})"  # type: ignore[attr-defined]
        for number, day in enumerate(WEEKDAYS):
            words = _("Orario di %(day)s") % {"day": day}
            help_text = _("Ad esempio 9:00-13:00, 14:00-18:00; vuoto se è chiuso.") if not number else ""
            self.fields[f"day_{number}"] = HoursField(label=words, help_text=help_text)
        days = [f"day_{number}" for number in range(len(WEEKDAYS))]
        last = ["patron_day", "remind_days", "resolve_days", "email"]
        self.order_fields(["name", "covers", "parent", "rises", *days, *last])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        hours = {str(day): values.pop(f"day_{day}", "") for day in range(len(WEEKDAYS))}
        values["hours"] = {day: text for day, text in hours.items() if text}
        return values


def _proposal(days: tuple[str, ...]) -> str:
    """Return what the form says of the days that are known: one is filled in, of several one is chosen."""
    shown = _(" o ").join(f"{int(day[3:])}/{int(day[:2])}" for day in days)
    if len(days) == 1:
        words = _("Proposto %(day)s, per la provincia: correggilo se nella sede dello sportello è un altro.")
    else:
        words = _("Per la provincia risulta %(day)s: scrivi quello della sede dello sportello.")
    return words % {"day": shown}


def _initial(desk: Desk | None, owner: Organisation) -> dict[str, Any]:
    hours = desk.hours if desk else office_hours()
    days = {f"day_{day}": hours.get(str(day), "") for day in range(len(WEEKDAYS))}
    if desk is None:
        known = patron_days(owner.unit.abbreviation) if owner.unit else ()
        return {**days, "patron_day": known[0] if len(known) == 1 else ""}
    names = (
        "name",
        "covers",
        "parent",
        "rises",
        "patron_day",
        "email",
        "remind_days",
        "resolve_days",
        "edition",
    )
    return {**days, **{name: getattr(desk, name) for name in names}}


class MemberForm(forms.Form):
    """Somebody who is to answer at a desk."""

    person = forms.ModelChoiceField(
        label=lazy("Persona"), queryset=User.objects.none(), empty_label=lazy("Scegli una persona"),
        help_text=lazy("Chi ha presso l'ente un ruolo che risponde: help desk, esperto, operatore."),
    )  # fmt: skip
    role = forms.ChoiceField(
        label=lazy("Compito"), choices=DeskMember.Role.choices, initial=DeskMember.Role.AGENT,
        help_text=lazy("Il responsabile cura anche orari e operatori dello sportello."),
    )  # fmt: skip

    def __init__(self, data: Any, *, desk: Desk) -> None:
        super().__init__(data)
        people = User.objects.filter(pk__in=who_may_answer(desk)).order_by("family_name", "given_name", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = lambda person: person.get_full_name()  # type: ignore[attr-defined]
