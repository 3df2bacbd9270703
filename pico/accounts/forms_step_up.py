"""The proofs a person may give before a sensitive action, as forms."""

from typing import Any

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import context
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def password_field() -> forms.CharField:
    """Return the field for the password one has already."""
    return forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ChecksPassword:
    """Judge the password first: a code is not used up by somebody who does not know it."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("La password non è corretta."), code="wrong_password")
        return password


class PasswordProof(ChecksPassword, forms.Form):
    """Only for whoever has nothing stronger, and for demo accounts."""

    password = password_field()

    def __init__(self, data: Any = None, *, user: Any) -> None:
        self.user = user
        super().__init__(data)

    def accept(self) -> None:
        reauthenticate_by_password(context.request)


class PasswordAndCodeProof(ChecksPassword, ReauthenticateForm):
    password = password_field()
    field_order = ("password", "code")

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data, user=user)
        self.fields["code"].label = _("Codice")
        self.fields["code"].help_text = _(
            "Le 6 cifre che mostra la tua app, oppure uno dei codici di recupero."
        )
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}

    def clean_code(self) -> str:
        if "password" not in self.cleaned_data:
            return ""
        code: str = super().clean_code()
        return code

    def accept(self) -> None:
        reauthenticate_by_password(context.request)
        post_authentication(context.request, self.authenticator, reauthenticated=True)


class PasskeyProof(AuthenticateWebAuthnForm):
    """A passkey that checks its owner by finger, face or PIN: enough by itself."""

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data, user=user, auto_id="webauthn_%s")

    def accept(self) -> None:
        post_authentication(
            context.request, self.cleaned_data["credential"], reauthenticated=True, passwordless=True
        )


class PasswordAndKeyProof(ChecksPassword, AuthenticateWebAuthnForm):
    """A security key only says that it is there: the password goes with it."""

    password = password_field()
    field_order = ("password", "credential")

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data, user=user, auto_id="webauthn_%s")

    def accept(self) -> None:
        reauthenticate_by_password(context.request)
        post_authentication(context.request, self.cleaned_data["credential"], reauthenticated=True)
