"""A body added to a tender."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.organisations.models import Organisation
from pico.sua.models import Tender, TenderParticipant
from pico.sua.models.codes import Framework
from pico.sua.rules import bodies, parts


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


class RupForm(forms.Form):
    """Who is responsible for the part of a body, among its people."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    person: Any = forms.ModelChoiceField(
        label=_("RUP dell'ente"),
        queryset=None,
        required=False,
        empty_label=_("Nessuno, per ora"),
        help_text=_(
            "Una persona registrata dell'ente, ad esempio il responsabile dell'ufficio tecnico. "
            "Riceve una notifica, e registra avvio e conclusione dell'esecuzione."
        ),
    )

    def __init__(self, part: TenderParticipant, data: Any = None) -> None:
        super().__init__(data, initial={"person": parts.rup_of(part), "edition": part.edition})
        self.fields["person"].queryset = bodies.colleagues(part.organisation)  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """Which part a body has in the tender."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    role = forms.ChoiceField(
        label=_("Ruolo"),
        choices=TenderParticipant.Role.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Sulla piattaforma di ANAC il titolare è uno solo: se lo diventa questo ente, chi lo era prende "
            "il ruolo che questo ente aveva."
        ),
    )

    def __init__(self, part: TenderParticipant, data: Any = None) -> None:
        super().__init__(data, initial={"role": part.role, "edition": part.edition})
