"""Registration by oneself: an account that gives no right until an organisation says yes."""

from typing import Any

from allauth.account.forms import SignupForm
from django import forms
from django.utils.translation import gettext_lazy as _


class SignUpForm(SignupForm):
    given_name = forms.CharField(label=_("Nome"), max_length=80)
    family_name = forms.CharField(label=_("Cognome"), max_length=80)
    privacy = forms.BooleanField(
        label=_("Ho letto l'informativa sul trattamento dei dati personali"),
        error_messages={"required": _("Per registrarti devi aver letto l'informativa.")},
    )
    field_order = ("given_name", "family_name", "email", "password1", "privacy")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, token in {"given_name": "given-name", "family_name": "family-name"}.items():
            self.fields[name].widget.attrs["autocomplete"] = token
        self.fields["email"].label = _("E-mail di lavoro")
        self.fields["email"].help_text = _("Ti mandiamo un messaggio per confermarla.")
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _(
            "Almeno 12 caratteri. Una frase di quattro o cinque parole va benissimo."
        )
        for name in ("email", "password1"):
            self.fields[name].widget.attrs.pop("placeholder", None)
