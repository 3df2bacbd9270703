"""allauth's forms of second factors, in the product's words."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class CodeGeneratorForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Codice mostrato dall'app")
        self.fields["code"].help_text = _("Sei cifre; cambia ogni 30 secondi.")
        self.fields["code"].widget.attrs = CODE_ATTRIBUTES


class KeyForm(AddWebAuthnForm):
    field_order = ("name", "passwordless", "credential")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nome")
        self.fields["name"].max_length = 60
        self.fields["name"].help_text = _("Per riconoscerla, per esempio «Telefono» o «Chiave blu».")
        passwordless = self.fields["passwordless"]
        passwordless.label = _("Passkey: entra senza password")
        passwordless.initial = True
        passwordless.help_text = _(
            "Il dispositivo ti riconosce con impronta, volto o PIN. Togli la spunta per una chiave di "
            "sicurezza da usare insieme alla password."
        )


class SecondStepForm(AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Codice")
        self.fields["code"].help_text = _(
            "Le 6 cifre che mostra la tua app, oppure uno dei codici di recupero."
        )
        self.fields["code"].widget.attrs = {**CODE_ATTRIBUTES, "autofocus": True}


class KeyNameForm(forms.Form):
    name = forms.CharField(label=_("Nome"), max_length=60)


class ResetForm(forms.Form):
    """An administrator says why a person's second factor is reset."""

    reason = forms.CharField(
        label=_("Motivo"),
        max_length=200,
        help_text=_("Resta nel registro, per esempio «Telefono smarrito, identità verificata di persona»."),
    )
