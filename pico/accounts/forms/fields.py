"""Fields that name an organisation or roles, limited to what the actor may reach."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pico.accounts import rules
from pico.accounts.roles import Role, roles_at_kind
from pico.base.actor import Actor
from pico.organisations.directory import matching
from pico.organisations.models import Organisation
from pico.organisations.models.bodies import OrganisationQuerySet
from pico.organisations.names import search_form

MOST_IN_A_LIST = 400
NOT_THERE = _("Scegli un valore valido.")
NO_BODY = _("Scegli l'ente.")


class BodyChoice(forms.ModelChoiceField):
    """A body from a list short enough to be read."""

    def __init__(
        self, queryset: OrganisationQuerySet, *, required_message: Any = NO_BODY, **kwargs: Any
    ) -> None:
        super().__init__(
            queryset=queryset,
            to_field_name="slug",
            error_messages={"invalid_choice": NOT_THERE, "required": required_message},
            **kwargs,
        )


class BodyByName(forms.CharField):
    """A body among thousands, written by name or code; what means several is said with their names."""

    def __init__(self, queryset: OrganisationQuerySet, **kwargs: Any) -> None:
        self.queryset = queryset
        help_text = _("Scrivi il nome o il codice IPA, per esempio «Provincia di Treviso» o «p_tv».")
        super().__init__(max_length=200, help_text=help_text, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Organisation) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = list(matching(self.queryset, text).order_by("search_name", "pk")[:6])
        exact = [body for body in found if search_form(body.name) == search_form(text)]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError(NOT_THERE)
        names = ", ".join(body.name for body in found[:5])
        raise ValidationError(_("Quale? %(names)s…") % {"names": names})


def body_field(actor: Actor) -> forms.Field:
    """Return the field by which the actor says at which organisation a role is given."""
    reach = rules.appointable_organisations(actor)
    if reach.count() > MOST_IN_A_LIST:
        return BodyByName(reach, label=_("Ente"))
    return BodyChoice(reach.order_by("search_name", "pk"), label=_("Ente"), empty_label=None)


def role_choices(actor: Actor) -> list[tuple[str, Any]]:
    """Return the roles that exist at the kinds of organisation the actor reaches."""
    kinds = rules.appointable_organisations(actor).order_by().values_list("kind", flat=True).distinct()
    wanted = {role for kind in kinds for role in roles_at_kind(kind)}
    return [(role.value, _capital(role.label)) for role in Role if role in wanted]


def choices_at(kind: str) -> list[tuple[str, Any]]:
    """Return the roles of one kind of organisation as choices."""
    return [(role.value, _capital(role.label)) for role in roles_at_kind(kind)]


def _capital(label: Any) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]
