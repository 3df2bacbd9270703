"""What ANAC's platform asks of a body of a tender."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.identifiers import compact
from pico.sua.forms.inputs import LineField, ParagraphsField
from pico.sua.models import TenderParticipant


class ParticipantForm(forms.Form):
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    fiscal_code = LineField(
        label=lazy("Codice fiscale dell'ente"),
        max_length=20,
        required=False,
        help_text=lazy("Undici cifre, ad esempio 80008870265."),
    )
    ausa = LineField(
        label=lazy("Codice AUSA"),
        max_length=10,
        required=False,
        validators=[RegexValidator(r"^\d{10}$", lazy("Il codice AUSA ha dieci cifre: 0000123456."))],
        help_text=lazy("Dieci cifre, dall'Anagrafe unica delle stazioni appaltanti di ANAC."),
    )
    cost_centre = LineField(
        label=lazy("Centro di costo"),
        max_length=60,
        required=False,
        help_text=lazy("Codice o nome con cui è registrato in AUSA, ad esempio Ufficio gare e contratti."),
    )
    functions = forms.TypedChoiceField(
        label=lazy("Funzioni svolte dalla SUA"),
        choices=TenderParticipant.Functions.choices,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=lazy("Di solito l'affidamento: il contratto lo firma l'ente."),
    )

    def clean_fiscal_code(self) -> str:
        code = compact(self.cleaned_data["fiscal_code"])
        if code and not (len(code) == 11 and code.isdecimal()):
            raise ValidationError(_("Il codice fiscale di un ente ha undici cifre: 80008870265."))
        return code


class PassForm(forms.Form):
    """Why a warning of the check is no obstacle."""

    note = ParagraphsField(
        label=lazy("Perché si può procedere"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Il RUP lo legge nel controllo, ad esempio: codici verificati sul portale di ANAC."),
    )
