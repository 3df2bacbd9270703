"""What administrators fill in: filters of people and invitations, roles to give, addresses to invite."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.actions.invitations import MOST_AT_ONCE
from pico.accounts.forms.fields import body_field, role_choices
from pico.accounts.models import AccountInvitation, Membership, Role
from pico.accounts.models.people import PeopleQuerySet
from pico.base.actor import Actor
from pico.base.dates import today
from pico.base.fields import DayField
from pico.organisations.directory import matching
from pico.organisations.models import Organisation

ALL = ("", _("Tutti"))
SORTS = {
    "nome": ("family_name", "given_name", "pk"),
    "email": ("email", "pk"),
    "accesso": ("last_seen_on", "pk"),
}


class PeopleFilters(forms.Form):
    """What an administrator looks for; a value that makes no sense filters nothing and is said."""

    testo = forms.CharField(label=_("Nome o e-mail"), required=False, max_length=100)
    ente = forms.CharField(label=_("Ente"), required=False, max_length=100)
    ruolo = forms.ChoiceField(label=_("Ruolo"), required=False, choices=[ALL, *Role.choices])
    stato = forms.ChoiceField(
        label=_("Stato"),
        required=False,
        choices=[
            ALL,
            ("attivi", _("Con un ruolo in corso")),
            ("scaduti", _("Con un ruolo scaduto")),
            ("disabilitati", _("Disabilitati")),
        ],
    )
    fattore = forms.ChoiceField(
        label=_("Secondo fattore"), required=False, choices=[ALL, ("si", _("Sì")), ("no", _("No"))]
    )

    def apply(self, people: PeopleQuerySet, memberships: Any) -> PeopleQuerySet:
        """Return the people that match.

        Args:
            people: visible, with ``second_factor``.
            memberships: the visible ones not ended, in which roles and bodies are looked for.
        """
        self.is_valid()
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        for word in wanted.get("testo", "").split():
            people = people.filter(
                Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(email__icontains=word)
            )
        if held := self._held(memberships, wanted):
            people = people.filter(pk__in=held[0].order_by().values("user_id"))
        if wanted.get("stato") == "disabilitati":
            people = people.filter(is_active=False)
        if "fattore" in wanted:
            people = people.filter(second_factor=wanted["fattore"] == "si")
        return people

    def _held(self, memberships: Any, wanted: dict[str, Any]) -> list[Any]:
        """Return the memberships that the filters are about, or nothing when no filter is about them."""
        rows = memberships
        if "ruolo" in wanted:
            rows = rows.filter(role=wanted["ruolo"])
        if "ente" in wanted:
            bodies = matching(Organisation.objects.all(), wanted["ente"])
            rows = rows.filter(organisation__in=bodies.order_by().values("pk"))
        if wanted.get("stato") == "attivi":
            rows = rows.active()
        if wanted.get("stato") == "scaduti":
            rows = rows.filter(valid_until__lt=today())
        return (
            [rows]
            if wanted.keys() & {"ruolo", "ente"} or wanted.get("stato") in {"attivi", "scaduti"}
            else []
        )


def sort_people(people: PeopleQuerySet, key: str) -> PeopleQuerySet:
    """Return the people in the order of a key (``-key`` descending); by name for any other."""
    columns = SORTS.get(key.removeprefix("-"), SORTS["nome"])
    return people.order_by(*(f"-{name}" if key.startswith("-") else name for name in columns))


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Ruolo"), error_messages={"required": _("Scegli un ruolo.")})
    valid_from = DayField(label=_("Dal"), initial=today)
    valid_until = DayField(
        label=_("Fino al"), required=False, help_text=_("Lascia vuoto se non c'è una scadenza.")
    )

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data, initial={"organisation": _initial(actor)})
        self.fields = {"organisation": body_field(actor), **self.fields}
        # Nothing chosen beforehand: the first of the list is the role with most rights.
        self.fields["role"].choices = [("", _("Scegli un ruolo")), *role_choices(actor)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("La fine viene prima dell'inizio."))
        return data


def _initial(actor: Actor) -> Any:
    body = actor.organisation
    return body.slug if body else ""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=200,
        required=False,
        help_text=_("Resta scritto accanto al ruolo, per esempio «trasferita al Comune di Oderzo»."),
    )


class ErasureForm(forms.Form):
    """An administrator says why a person's data are to be erased."""

    reason = forms.CharField(
        label=_("Motivo"),
        max_length=200,
        help_text=_("Lo legge la persona nell'e-mail, per esempio «Rapporto di lavoro concluso»."),
    )


class InviteForm(forms.Form):
    emails = forms.CharField(
        label=_("Indirizzi e-mail"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Uno, oppure un elenco fino a 200: uno per riga, o separati da virgole."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Ruoli"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Scegli almeno un ruolo.")},
    )
    message = forms.CharField(
        label=_("Messaggio"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo leggono nell'e-mail, sotto l'invito."),
    )

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data, initial={"organisation": _initial(actor)})
        emails = self.fields.pop("emails")
        self.fields = {"emails": emails, "organisation": body_field(actor), **self.fields}
        self.fields["roles"].choices = role_choices(actor)  # type: ignore[attr-defined]

    def clean_emails(self) -> list[str]:
        addresses = list(dict.fromkeys(re.split(r"[\s,;]+", self.cleaned_data["emails"].strip().lower())))
        wrong = [address for address in addresses if not _is_address(address)]
        if wrong:
            raise ValidationError(_("Non sono indirizzi: %(wrong)s.") % {"wrong": ", ".join(wrong[:10])})
        if len(addresses) > MOST_AT_ONCE:
            raise ValidationError(
                _("Sono %(count)d indirizzi: al massimo 200 per volta.") % {"count": len(addresses)}
            )
        return addresses


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


class InvitationFilters(forms.Form):
    testo = forms.CharField(label=_("E-mail o ente"), required=False, max_length=100)
    stato = forms.ChoiceField(
        label=_("Stato"), required=False, choices=[ALL, *AccountInvitation.State.choices]
    )

    def apply(self, rows: Any) -> Any:
        self.is_valid()
        text, state = self.cleaned_data.get("testo"), self.cleaned_data.get("stato")
        if text:
            rows = rows.filter(Q(email__icontains=text) | Q(organisation__name__icontains=text))
        late = Q(state="PENDING", expires_at__lte=timezone.now())
        if state == AccountInvitation.State.EXPIRED:
            return rows.filter(Q(state=state) | late)
        if state == AccountInvitation.State.PENDING:
            return rows.filter(state=state).exclude(late)
        return rows.filter(state=state) if state else rows


def not_ended(user: Any) -> Any:
    """Return the memberships this administrator sees that nobody ended, whatever their dates."""
    return Membership.objects.visible_to(user).filter(ended_at=None)
