"""Forms of a RUP's assignment: whom to ask, what the person answers, why it ends."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.sua.forms.inputs import ParagraphsField
from pico.sua.models import RupProfile


class ProposalForm(forms.Form):
    """Who is asked; with a reason in writing when a requirement lacks."""

    profile = forms.ModelChoiceField(
        label=_("Persona"),
        queryset=RupProfile.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Scegli una persona."),
            "invalid_choice": _("Questa persona non è fra quelle che puoi proporre."),
        },
    )
    justification = ParagraphsField(
        label=_("Motivazione"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Solo per chi nella tabella ha «Serve una motivazione»: scrivi perché proponi comunque questa "
            "persona. Resta agli atti."
        ),
    )

    def __init__(self, data: Any, *, profiles: Any, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["profile"]
        field.queryset = profiles  # type: ignore[attr-defined]
        field.choices = choices  # type: ignore[attr-defined]


class AcceptanceForm(forms.Form):
    no_conflict = forms.BooleanField(
        label=_("Dichiaro di non avere conflitti di interessi in questa gara"),
        help_text=_(
            "Art. 16 del Codice: né interessi finanziari, economici o personali, né legami con chi può "
            "partecipare. Se più avanti ne nasce uno, comunicalo subito alla Provincia."
        ),
        error_messages={
            "required": _("Per accettare dichiara di non avere conflitti di interessi (art. 16 del Codice).")
        },
    )


class DeclineForm(forms.Form):
    reason = ParagraphsField(
        label=_("Perché non puoi accettare?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Lo leggono i dirigenti e gli operatori SUA della Provincia."),
    )


class RevocationForm(forms.Form):
    reason = ParagraphsField(
        label=_("Perché revochi l'incarico?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("La persona lo legge nella pagina dell'incarico e riceve una notifica."),
    )
