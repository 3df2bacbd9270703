"""The inventory of personal fields put to use: which rows are a person's, model by model (identity.md 5.9).

Every app declares its fields in ``personal_data.py``; a copy of one's data and an erasure both follow them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import models
from django.db.models import Q

from pico.accounts.models import User
from pico.base.guard import GuardedQuerySet
from pico.base.personal_data import PersonalField, described_by, personal_fields

LINK_WITHOUT_KEY = re.compile(r"(actor|user|person|author)_id(_value)?")


@dataclass(frozen=True)
class Part:
    """One model of the inventory with its declared fields."""

    label: str
    model: type[models.Model]
    fields: tuple[PersonalField, ...]

    @property
    def app(self) -> str:
        return self.label.split(".")[0]

    @property
    def links(self) -> tuple[str, ...]:
        """The declared fields that name a person."""
        return tuple(entry.field for entry in self.fields if self.is_link(entry.field))

    def is_link(self, name: str) -> bool:
        field = self.model._meta.get_field(name)
        return field.related_model is User or bool(LINK_WITHOUT_KEY.fullmatch(name))

    @property
    def described_by(self) -> tuple[str, ...]:
        """The links by which a row is about a person."""
        if self.label in described_by:
            return described_by.get(self.label)
        return self.links if len(self.links) == 1 else ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """The declared fields that hold an e-mail address: a row with the person's is about them."""
        return tuple(
            entry.field
            for entry in self.fields
            if isinstance(self.model._meta.get_field(entry.field), models.EmailField)
        )


def parts() -> list[Part]:
    """Return the inventory, model by model, in the order of their labels."""
    grouped: dict[str, list[PersonalField]] = {}
    for entry in personal_fields:
        grouped.setdefault(entry.model, []).append(entry)
    return [Part(label, apps.get_model(label), tuple(fields)) for label, fields in sorted(grouped.items())]


def addresses_of(user: User) -> list[str]:
    """Return every e-mail address that is a person's."""
    others = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return sorted({user.email.lower(), *(address.lower() for address in others)})


def all_rows(model: type[models.Model]) -> Any:
    """Return all rows of a model, for a question about one person."""
    rows = model._default_manager.all()
    if isinstance(rows, GuardedQuerySet):
        return rows.unrestricted("a person's own rows, for the copy or the erasure of their data")
    return rows


def rows_about(part: Part, user: User, addresses: Iterable[str]) -> Any:
    """Return the rows that are about a person."""
    if part.model is User:
        return all_rows(User).filter(pk=user.pk)
    return all_rows(part.model).filter(_any(_links(part.described_by, user), _texts(part, addresses)))


def rows_naming(part: Part, user: User, addresses: Iterable[str]) -> Any:
    """Return the rows that are about a person or name them."""
    if part.model is User:
        return all_rows(User).filter(pk=user.pk)
    return all_rows(part.model).filter(_any(_links(part.links, user), _texts(part, addresses)))


def _links(names: Iterable[str], user: User) -> list[Q]:
    return [Q(**{name: user.pk}) for name in names]


def _texts(part: Part, addresses: Iterable[str]) -> list[Q]:
    return [Q(**{f"{name}__iexact": address}) for name in part.addresses for address in addresses]


def _any(*conditions: list[Q]) -> Q:
    either = Q(pk__in=[])
    for condition in (one for some in conditions for one in some):
        either |= condition
    return either
