"""Filters of the inbox, and the matrix of preferences."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base.dated import sources
from pico.notifications.kinds import families
from pico.notifications.models import Cadence, Channel, Preference
from pico.notifications.rules import default_cadence
from pico.organisations.forms.territories import TerritoryFilters


class InboxFilters(forms.Form):
    stato = forms.ChoiceField(
        label=_("Stato"),
        required=False,
        choices=[("", _("Tutte")), ("da-leggere", _("Da leggere")), ("lette", _("Già lette"))],
    )

    def __init__(self, *args: Any, told: Collection[str], **kwargs: Any) -> None:
        """Offer only the families of which the person has been told something.

        Args:
            told: codes of the kinds in the person's inbox.
        """
        super().__init__(*args, **kwargs)
        mine = [
            (code, words) for code, words, of_it in families() if any(kind.code in told for kind in of_it)
        ]
        choices = [("", _("Tutti")), *mine]
        self.fields["tipo"] = forms.ChoiceField(label=_("Argomento"), required=False, choices=choices)


class CalendarFilters(TerritoryFilters):
    """What the calendar shows; the month travels with it from page to page."""

    mese = forms.CharField(required=False, widget=forms.HiddenInput)
    vista = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        choices = [("", _("Tutti")), *((source.code, source.label) for source in sources)]
        self.fields["modulo"] = forms.ChoiceField(label=_("Modulo"), required=False, choices=choices)


class PreferencesForm(forms.Form):
    """For each family a checkbox (platform; none for what may not be switched off) and a cadence (e-mail)."""

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.families = families(person)
        chosen = {
            (row.kind_prefix, row.channel): row.cadence for row in Preference.objects.visible_to(person)
        }
        for prefix, words, of_it in self.families:
            for channel in Channel:
                if channel == Channel.APP and not any(kind.may_be_switched_off for kind in of_it):
                    continue
                cadence = chosen.get((prefix, channel)) or default_cadence(of_it[0], channel)
                self.fields[f"{prefix}:{channel}"] = _choice(
                    f"{words}: {channel.label.lower()}", channel, cadence
                )

    def rows(self) -> list[dict[str, Any]]:
        """Return the matrix as the page draws it."""
        return [
            {
                "label": words,
                "kinds": [kind.label for kind in of_it],
                "app": self[f"{prefix}:APP"] if f"{prefix}:APP" in self.fields else None,
                "mail": self[f"{prefix}:MAIL"],
            }
            for prefix, words, of_it in self.families
        ]

    def choices(self) -> list[tuple[str, str, str]]:
        """Return (family, channel, cadence) of every choice that was changed."""
        return [
            (prefix, channel, _cadence(self.cleaned_data[name]))
            for name in self.changed_data
            for prefix, _colon, channel in [name.partition(":")]
        ]


def _choice(label: str, channel: str, cadence: str) -> forms.Field:
    if channel == Channel.APP:
        return forms.BooleanField(label=label, required=False, initial=cadence == Cadence.NOW)
    return forms.ChoiceField(label=label, choices=Cadence, initial=cadence)


def _cadence(value: bool | str) -> str:
    if isinstance(value, bool):
        return Cadence.NOW if value else Cadence.OFF
    return value
