"""Forms of the reasons of moderation: choosing one, and wording them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base import dates
from pico.community.models import ModerationReason


class ReasonField(forms.ChoiceField):
    """One of the reasons offered today; its value is the code."""

    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Perché"), choices=offered, **options)


def offered() -> list[tuple[str, str]]:
    """Return the reasons offered today, with what each comprises."""
    rows = ModerationReason.objects.in_use(dates.today())
    return [(row.code, f"{row.label}: {row.help_text}" if row.help_text else row.label) for row in rows]


class HidingForm(forms.Form):
    """Why a text is hidden."""

    why = ReasonField()
    reason = forms.CharField(
        label=_("Spiegazione"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("La legge chi ha scritto, come chiede il regolamento sui servizi digitali."),
    )  # fmt: skip


class FlagForm(forms.Form):
    """Why a text is reported."""

    reason = ReasonField()
    note = forms.CharField(
        label=_("Nota per chi modera"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class WordingForm(forms.Form):
    """A reason, new or worded otherwise."""

    label = forms.CharField(label=_("Motivo"), max_length=80, help_text=_("Breve: si legge fra le scelte."))
    help_text = forms.CharField(
        label=_("Che cosa comprende"), required=False, max_length=200,
        help_text=_("Una frase che aiuta chi segnala a scegliere."),
    )  # fmt: skip
