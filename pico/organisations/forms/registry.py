"""Forms of the national registry: official files and events of bodies."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.dates import today
from pico.base.fields import DayField
from pico.organisations.directory import named
from pico.organisations.models import Organisation, OrganisationEvent, RegistryImport

LARGEST_FILE = 30_000_000
Kind = OrganisationEvent.Kind
KINDS = [
    (kind.value, str(kind.label).capitalize()) for kind in (Kind.MERGER, Kind.INCORPORATION, Kind.CEASED)
]


class UploadForm(forms.Form):
    """An official file and the day it describes."""

    kind = forms.ChoiceField(label=lazy("Fonte"), choices=RegistryImport.Kind.choices)
    observation_date = DayField(
        label=lazy("Situazione al"), initial=today, help_text=lazy("Il giorno che il file descrive.")
    )
    file = forms.FileField(label=lazy("File"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("Il file supera 30 MB: non è l'elenco atteso."))
        return file

    def clean_observation_date(self) -> Any:
        day = self.cleaned_data["observation_date"]
        if day > today():
            raise ValidationError(_("Il file non può descrivere il futuro."))
        return day


class ConfirmForm(forms.Form):
    """The word to type where a file would change too much."""

    confirmation = forms.CharField(label=lazy("Scrivi APPLICA per confermare"), max_length=20)


class DecisionForm(forms.Form):
    """«KEEP:17» is about one difference, «APPLY:CHANGED» about all of a group."""

    choice = forms.RegexField(r"^(APPLY|KEEP):(\d{1,12}|NEW|CHANGED|GONE|CONFLICT)$")

    def decided(self) -> tuple[str, str]:
        """Return the decision and what it is about."""
        decision, _colon, about = self.cleaned_data["choice"].partition(":")
        return decision, about


class LinesOfBodies(forms.CharField):
    """Bodies, one a line, by code or by whole name."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[Organisation]:
        lines = [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
        bodies: list[Organisation] = []
        for line in lines[:50]:
            found = named(line)
            if len(found) != 1:
                raise ValidationError(_unclear(line, found))
            if found[0] not in bodies:
                bodies.append(found[0])
        return bodies


def _unclear(line: str, found: list[Organisation]) -> str:
    if not found:
        return _("«%(line)s» non è nel registro: usa il nome intero o un codice.") % {"line": line}
    names = ", ".join(f"{body.name} ({body.slug})" for body in found[:5])
    return _("«%(line)s» può essere più di un ente: %(names)s. Usa un codice.") % {
        "line": line,
        "names": names,
    }


class EventForm(forms.Form):
    """A merger or the end of a body; who becomes what, from which day."""

    kind = forms.ChoiceField(label=lazy("Che cosa succede"), choices=KINDS)
    effective_on = DayField(label=lazy("Decorrenza"))
    predecessors = LinesOfBodies(
        label=lazy("Enti che cambiano"),
        help_text=lazy("Uno per riga: nome intero, codice ISTAT, catastale, IPA o fiscale."),
    )
    successors = LinesOfBodies(
        label=lazy("Ente che ne prende il posto"),
        required=False,
        help_text=lazy("Nella fusione per incorporazione è anche fra quelli che cambiano."),
    )
    serving_province = forms.ModelChoiceField(
        label=lazy("Provincia che servirà il nuovo ente"),
        queryset=Organisation.objects.of_kind("PROVINCE").order_by("search_name", "pk"),
        required=False,
        empty_label=lazy("Quella di oggi"),
        help_text=lazy("Serve solo se gli enti vengono da due Province."),
    )
    act = forms.CharField(label=lazy("Atto"), required=False, max_length=200)
    source = forms.CharField(label=lazy("Fonte"), required=False, max_length=80)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        before, after = data.get("predecessors"), data.get("successors")
        if before and after is not None:
            self._check_bodies(data.get("kind", ""), before, after)
            provinces = {body.province_id for body in before}
            if after and len(provinces) > 1 and not data.get("serving_province"):
                self.add_error(
                    "serving_province",
                    _("Gli enti vengono da due Province: scegli chi servirà il nuovo ente."),
                )
        return data

    def _check_bodies(self, kind: str, before: list[Organisation], after: list[Organisation]) -> None:
        if kind == Kind.CEASED:
            if after:
                self.add_error(
                    "successors", _("Un ente che cessa non ha chi ne prende il posto: scegli una fusione.")
                )
        elif len(after) != 1:
            self.add_error("successors", _("Indica l'ente, uno solo, che ne prende il posto."))
        elif (after[0] in before) != (kind == Kind.INCORPORATION):
            self.add_error(
                "successors", _("Nella fusione nasce un ente nuovo, nell'incorporazione ne resta uno.")
            )
        elif len(before) < 2:
            self.add_error("predecessors", _("In una fusione cambiano almeno due enti."))

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        return dict(self.cleaned_data)

    def stamp(self) -> str:
        """Return a short print of the valid values: what was seen is what is written."""
        told = sorted((name, str(value)) for name, value in self.cleaned_data.items())
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
