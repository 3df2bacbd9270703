"""Filters of the register."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base.dates import end_of_day
from pico.base.fields import DayField
from pico.journal.models import Category, EntryQuerySet
from pico.journal.verbs import verbs


def _verb_choices() -> list[tuple[str, str]]:
    named = ((verb.code, verb.sentence.format(who="", object="…").strip()) for verb in verbs)
    return [("", str(_("Tutte"))), *sorted(named, key=lambda choice: choice[1])]


class RegisterFilters(forms.Form):
    persona = forms.CharField(label=_("Persona"), required=False, max_length=100)
    categoria = forms.ChoiceField(
        label=_("Categoria"), required=False, choices=[("", _("Tutte")), *Category.choices]
    )
    azione = forms.ChoiceField(label=_("Azione"), required=False, choices=_verb_choices)
    oggetto = forms.CharField(label=_("Oggetto"), required=False, max_length=100)
    dal = DayField(label=_("Dal"), required=False)
    al = DayField(label=_("Al"), required=False)

    def rows(self, entries: EntryQuerySet) -> Any:
        """Return the lines that match; a filter that is not valid does not filter, and the page says so."""
        self.is_valid()
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        lookups = {
            "persona": "actor_label__icontains",
            "categoria": "category",
            "azione": "verb",
            "oggetto": "object_label__icontains",
        }
        entries = entries.filter(
            **{lookups[name]: value for name, value in wanted.items() if name in lookups}
        )
        if "dal" in wanted:
            entries = entries.filter(at__gt=end_of_day(wanted["dal"] - timedelta(days=1)))
        if "al" in wanted:
            entries = entries.filter(at__lte=end_of_day(wanted["al"]))
        return entries

    def used(self) -> list[str]:
        """Return the names of the filters in force: what was looked for stays out of the journal."""
        return sorted(name for name, value in self.cleaned_data.items() if value)
