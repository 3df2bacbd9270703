"""allauth's forms with a password, in the product's words: no placeholders, one help, the same labels."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

HELP = _("Almeno 12 caratteri. Una frase di quattro o cinque parole va benissimo.")
WORDS: dict[str, dict[str, Any]] = {
    "login": {"label": _("E-mail")},
    "email": {"label": _("E-mail")},
    "oldpassword": {"label": _("Password attuale")},
    "password1": {"label": _("Nuova password"), "help_text": HELP},
    "password2": {"label": _("Ripeti la nuova password")},
}
NO_ADDRESS = _("Scrivi un indirizzo e-mail intero, per esempio «nome@ente.it».")


class InOurWords(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            for attribute, words in WORDS.get(name, {}).items():
                setattr(field, attribute, words)
            if isinstance(field, forms.EmailField):
                others = [rule for rule in field.validators if not isinstance(rule, EmailValidator)]
                field.validators = [EmailValidator(message=NO_ADDRESS), *others]


class SignInForm(InOurWords, LoginForm):
    pass


class ChangeForm(InOurWords, ChangePasswordForm):
    pass


class SetForm(InOurWords, SetPasswordForm):
    pass


class AskResetForm(InOurWords, ResetPasswordForm):
    pass


class ResetWithKeyForm(InOurWords, ResetPasswordKeyForm):
    pass
