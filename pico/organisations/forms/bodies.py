"""Forms about one body: its data, its codes, its modules, what it is entitled to."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.dates import today
from pico.base.fields import DayField
from pico.organisations.models import Entitlement, ModuleActivation, Organisation, OrganisationCode
from pico.organisations.models.bodies import OrganisationQuerySet

SCHEMES = [
    (code, f"{str(label)[:1].upper()}{str(label)[1:]}") for code, label in OrganisationCode.Scheme.choices
]


class LinesOfPec(forms.CharField):
    """Addresses, one a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        addresses = [
            line.strip().lower() for line in (super().clean(value) or "").splitlines() if line.strip()
        ]
        for address in addresses:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(
                    _("«%(address)s» non è un indirizzo valido.") % {"address": address}
                ) from None
        return addresses


class ProfileForm(forms.ModelForm):
    """The data a body keeps itself; the official name only for who keeps the registry."""

    other_pec = LinesOfPec(label=lazy("Altre PEC"), required=False, help_text=lazy("Una per riga."))
    website = forms.URLField(label=lazy("Sito"), required=False, assume_scheme="https")
    postal_code = forms.CharField(
        label=lazy("CAP"),
        required=False,
        max_length=5,
        validators=[RegexValidator(r"^\d{5}$", lazy("Il CAP ha cinque cifre."))],
    )
    checked_on = DayField(label=lazy("Dati verificati il"), required=False)

    class Meta:
        model = Organisation
        fields = (
            "name",
            "short_name",
            "address",
            "postal_code",
            "locality",
            "phone",
            "email",
            "pec",
            "other_pec",
            "website",
            "website_checked",
            "checked_on",
        )

    def __init__(self, organisation: Organisation, data: Any = None, *, registry: bool = False) -> None:
        super().__init__(data, instance=organisation)
        if not registry:
            del self.fields["name"], self.fields["checked_on"]

    def _post_clean(self) -> None:
        """Leave the row as it is: the action writes the values, here they are only cleaned."""


class CodeForm(forms.Form):
    """A code to add; who adds it says where it was read."""

    scheme = forms.ChoiceField(label=lazy("Tipo di codice"), choices=SCHEMES)
    value = forms.CharField(label=lazy("Codice"), max_length=40)
    source = forms.CharField(
        label=lazy("Fonte"),
        max_length=80,
        help_text=lazy("Dove lo hai letto: statuto, indicepa.gov.it, visura…"),
    )
    valid_from = DayField(label=lazy("Valido dal"), required=False)


class LastDayForm(forms.Form):
    """The last day of a code or of an entitlement."""

    on = DayField(label=lazy("Ultimo giorno"), initial=today)


class ModuleForm(forms.Form):
    """The state of a module; switching off with open work asks once more."""

    state = forms.ChoiceField(
        label=lazy("Stato"),
        widget=forms.RadioSelect,
        choices=[
            (ModuleActivation.State.ACTIVE, lazy("Attivo: gli enti leggono e scrivono")),
            (ModuleActivation.State.READ_ONLY, lazy("Sola lettura: si legge e si esporta, non si scrive")),
            (ModuleActivation.State.OFF, lazy("Non attivo: le pagine spariscono, i dati restano")),
        ],
    )
    note = forms.CharField(label=lazy("Nota"), required=False, max_length=200)
    confirmed = forms.BooleanField(label=lazy("Ho visto le attività aperte: spegni il modulo comunque"))

    def __init__(self, data: Any = None, *, ask: bool = False, **options: Any) -> None:
        super().__init__(data, **options)
        if not ask:
            del self.fields["confirmed"]


class EntitlementForm(forms.Form):
    """An entitlement entered by hand."""

    organisation = forms.ModelChoiceField(
        label=lazy("Ente"), queryset=Organisation.objects.none(), empty_label=lazy("Scegli un ente")
    )
    scope = forms.ChoiceField(label=lazy("Ambito"), choices=Entitlement.Scope.choices)
    valid_from = DayField(label=lazy("Valida dal"), initial=today)
    valid_to = DayField(label=lazy("Valida fino al"), required=False)
    reference = forms.CharField(
        label=lazy("Riferimento"),
        required=False,
        max_length=200,
        help_text=lazy("Numero della convenzione o dell'atto."),
    )

    def __init__(self, data: Any = None, *, bodies: OrganisationQuerySet) -> None:
        super().__init__(data)
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]
