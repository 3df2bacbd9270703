"""Fields of these forms, and the words for what a desk covers."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pico.base.modules import Module, modules
from pico.helpdesk.rules.hours import BadHours, read_hours, write_hours
from pico.helpdesk.rules.routing import ALL_PROCEDURES
from pico.organisations.directory import named
from pico.organisations.models import Organisation

LEAP_YEAR = 2024  # has every day that a year may have


def modules_asked_about() -> list[Module]:
    """Return the modules that declare something people ask about, in their order."""
    return sorted((one for one in modules if one.help_topics), key=lambda one: (one.order, one.code))


def module_choices() -> list[tuple[str, str]]:
    """Return the modules for a select, the empty choice first."""
    return [("", _("Tutti")), *((one.code, one.label) for one in modules_asked_about())]


def module_label(code: str) -> str:
    """Return a module's name; its code when it is installed no more."""
    return next((one.label for one in modules if one.code == code), code)


def cover_choices() -> list[tuple[str, str]]:
    """Return what a desk may answer for."""
    each = [
        (f"PROCEDURE:{one.code}", _("Procedure: %(module)s") % {"module": one.label})
        for one in modules_asked_about()
    ]
    return [
        ("ACCESS", _("Accesso e registrazione")),
        ("TECHNICAL", _("Problemi tecnici")),
        (ALL_PROCEDURES, _("Procedure di tutti i moduli")),
        *each,
    ]


def covers_in_words(covers: list[str]) -> str:
    """Return what a desk answers for, in the order of the choices."""
    return ", ".join(label for code, label in cover_choices() if code in covers)


class HoursField(forms.CharField):
    """The hours of one weekday, cleaned to the form in which they are kept."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=60, **options)

    def clean(self, value: Any) -> str:
        try:
            return write_hours(read_hours(super().clean(value)))
        except BadHours as wrong:
            words = _("Scrivi gli orari così: 9:00-13:00, 14:00-18:00. Lascia vuoto se è chiuso.")
            raise ValidationError(words) from wrong


class DayOfYearField(forms.CharField):
    """A day of every year: «27/4», cleaned to «04-27»."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=5, **options)

    def prepare_value(self, value: Any) -> Any:
        month, dash, day = str(value or "").partition("-")
        return f"{int(day)}/{int(month)}" if dash else value

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            day, month = (int(part) for part in text.split("/"))
            return f"{date(LEAP_YEAR, month, day):%m-%d}"
        except ValueError as wrong:
            raise ValidationError(_("Scrivi giorno e mese, ad esempio 27/4.")) from wrong


class BodyField(forms.CharField):
    """A body by its whole name or a code; cleans to the body, or to None when left empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, **options)

    def clean(self, value: Any) -> Organisation | None:
        text = super().clean(value).strip()
        if not text:
            return None
        found = named(text)
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"{body.name} ({body.slug})" for body in found[:5])
            raise ValidationError(_("Può essere più di un ente: %(names)s.") % {"names": names})
        words = _("Nessun ente ha questo nome o codice: scrivi il nome intero, come «Comune di Asolo».")
        raise ValidationError(words)
