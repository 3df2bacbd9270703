"""What people fill in about SPID and CIE."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import IdentityProvider


class CompleteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail di lavoro"),
        help_text=_("Ti mandiamo un messaggio per confermarla: da lì completi la registrazione."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    privacy = forms.BooleanField(
        label=_("Ho letto l'informativa sul trattamento dei dati personali"),
        error_messages={"required": _("Per registrarti devi aver letto l'informativa.")},
    )

    def __init__(self, data: Any = None, *, email: str = "") -> None:
        super().__init__(data, initial={"email": email})


class ProviderForm(forms.Form):
    kind = forms.ChoiceField(label=_("Tipo"), choices=IdentityProvider.Kind.choices)
    name = forms.CharField(label=_("Nome"), max_length=120, help_text=_("Come lo conoscono le persone."))
    metadata = forms.FileField(
        label=_("Metadati"),
        help_text=_(
            "Il file XML pubblicato dal gestore. Se il gestore c'è già, i metadati vengono sostituiti."
        ),
    )

    def clean_metadata(self) -> bytes:
        file = self.cleaned_data["metadata"]
        if file.size > 500_000:
            raise forms.ValidationError(_("I metadati di un gestore non superano i 500 kB."))
        return bytes(file.read())
