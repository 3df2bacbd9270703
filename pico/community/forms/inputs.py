"""Fields of the library's forms."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.models import User
from pico.files.trees import one_line
from pico.organisations.directory import named
from pico.organisations.models import Organisation

MOST_TAGS, LONGEST_TAG = 10, 30


class TagsField(forms.CharField):
    """Tags, separated by commas."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", lazy("Etichette"))
        options.setdefault(
            "help_text", lazy("Separale con una virgola, ad esempio: sale, viabilità invernale.")
        )
        super().__init__(required=False, max_length=400, **options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        typed = (super().to_python(value) or "").split(",")
        tags = [tag for tag in map(one_line, typed) if tag]
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            raise ValidationError(_("Al massimo 10 etichette, di 30 caratteri ciascuna."))
        return tags

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True

    def validate(self, value: Any) -> None:
        """Nothing more: a list has no length in characters."""

    def run_validators(self, value: Any) -> None:
        """As ``validate``."""


class BodyField(forms.CharField):
    """A body by its whole name or a code; cleans to the body."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, **options)

    def clean(self, value: Any) -> Any:
        return body_named(super().clean(value).strip())


def body_named(text: str) -> Organisation:
    """Return the one body of this name or code.

    Raises:
        ValidationError: when none or several have it.
    """
    found = named(text)
    if len(found) != 1:
        names = ", ".join(f"{body.name} ({body.slug})" for body in found[:5])
        raise ValidationError(
            _("Può essere più di un ente: %(names)s.") % {"names": names}
            if found
            else _("Nessun ente ha questo nome o codice: scrivi il nome intero, come «Comune di Asolo».")
        )
    return found[0]


class InviteeField(forms.CharField):
    """A person by e-mail address or a body by name or code; cleans to one of the two.

    Args:
        only_people: bodies are not asked for.
    """

    def __init__(self, *, only_people: bool = False, **options: Any) -> None:
        self.only_people = only_people
        people = lazy("L'e-mail di una persona registrata.")
        both = lazy("L'e-mail di una persona registrata, oppure il nome intero o un codice dell'ente.")
        super().__init__(
            label=lazy("Persona") if only_people else lazy("Persona o ente"),
            help_text=people if only_people else both,
            max_length=200,
            **options,
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        return self._person(text) if "@" in text or self.only_people else body_named(text)

    @staticmethod
    def _person(text: str) -> User:
        found = User.objects.filter(email__iexact=text, is_active=True).first()
        if found is None:
            raise ValidationError(_("Nessuna persona registrata ha questo indirizzo e-mail."))
        return found
