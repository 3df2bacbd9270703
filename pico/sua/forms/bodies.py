"""A body added to a tender."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.organisations.models import Organisation
from pico.sua.models import Tender, TenderParticipant
from pico.sua.models.codes import Framework
from pico.sua.rules import bodies


class AddBodyForm(forms.Form):
    """Which body, in which part, and under which framework agreement."""

    organisation = forms.ModelChoiceField(
        label=_("Ente"),
        queryset=Organisation.objects.none(),
        empty_label=_("Scegli"),
        help_text=_("Gli enti con una convenzione in vigore con la SUA che non sono già nella gara."),
    )
    role = forms.ChoiceField(
        label=_("Ruolo"),
        choices=TenderParticipant.Role.choices,
        initial=TenderParticipant.Role.ADHERING,
        widget=forms.RadioSelect,
        help_text=_("Sulla piattaforma di ANAC il titolare è uno solo."),
    )
    functions = forms.TypedChoiceField(
        label=_("Funzioni svolte dalla SUA"),
        choices=TenderParticipant.Functions.choices,
        initial=TenderParticipant.Functions.AWARD,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Di solito l'affidamento: il contratto lo firma l'ente."),
    )
    framework = forms.ChoiceField(
        label=_("Accordo quadro della gara"),
        choices=Framework.choices,
        help_text=_("Quando si compra per più enti serve un accordo quadro (art. 59 del Codice)."),
    )

    def __init__(self, tender: Tender, data: Any = None) -> None:
        super().__init__(data, initial={"framework": tender.framework})
        taking_part = tender.participants.values("organisation_id")
        rows = bodies.entitled(tender.province).exclude(pk__in=taking_part)
        self.fields["organisation"].queryset = rows  # type: ignore[attr-defined]
