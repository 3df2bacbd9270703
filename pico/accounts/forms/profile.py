"""What people fill in about themselves."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User

PHONE = RegexValidator(r"^[+0-9 ./()-]{5,30}$", _("Scrivi un numero di telefono, per esempio 0422 656000."))


class ProfileForm(forms.Form):
    given_name = forms.CharField(label=_("Nome"), max_length=80)
    family_name = forms.CharField(label=_("Cognome"), max_length=80)
    job_title = forms.CharField(
        label=_("Qualifica"),
        max_length=120,
        required=False,
        help_text=_("Come ti presenti agli altri enti, per esempio «Istruttore tecnico»."),
    )
    phone = forms.CharField(
        label=_("Telefono di lavoro"),
        max_length=30,
        required=False,
        validators=[PHONE],
        help_text=_("Lo vedono le persone degli enti con cui lavori."),
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, initial={name: getattr(user, name) for name in self.base_fields})
        for name, token in {
            "given_name": "given-name",
            "family_name": "family-name",
            "job_title": "organization-title",
            "phone": "tel",
        }.items():
            self.fields[name].widget.attrs["autocomplete"] = token
        if user.names_from != User.NamesFrom.SELF:
            for name in ("given_name", "family_name"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Viene dalla tua identità digitale.")


class NewAccountForm(forms.Form):
    """Names and a password for somebody whose address is known already."""

    given_name = forms.CharField(label=_("Nome"), max_length=80)
    family_name = forms.CharField(label=_("Cognome"), max_length=80)
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Almeno 12 caratteri. Una frase di quattro o cinque parole va benissimo."),
    )
    password2 = forms.CharField(
        label=_("Ripeti la password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, email: str = "") -> None:
        super().__init__(data)
        self.known_email = email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Le due password non sono uguali."))
        if first:
            self._judge(first, {"email": self.known_email, **data})
        return data

    def _judge(self, password: str, data: dict[str, Any]) -> None:
        person = User(**{name: data.get(name, "") for name in ("email", "given_name", "family_name")})
        try:
            validate_password(password, person)
        except ValidationError as wrong:
            self.add_error("password1", wrong)

    def person(self) -> dict[str, str]:
        """Return what the action needs; the password leaves the form only hashed."""
        return {
            "given_name": self.cleaned_data["given_name"],
            "family_name": self.cleaned_data["family_name"],
            "password_hash": make_password(self.cleaned_data["password1"]),
        }


class FirstRunForm(NewAccountForm):
    email = forms.EmailField(label=_("E-mail"), help_text=_("Ti servirà per accedere."))
    field_order = ("given_name", "family_name", "email", "password1", "password2")

    def person(self) -> dict[str, str]:
        return {**super().person(), "email": self.cleaned_data["email"]}
