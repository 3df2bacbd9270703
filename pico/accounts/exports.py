"""Tables to take away: people, and one's own activity."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as lazy

from pico.accounts import activity
from pico.accounts.administered import people_listed
from pico.accounts.forms.activity import ActivityFilters
from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.exports import Column, Export, register_export
from pico.organisations.models import Organisation


def _roles(person: Any) -> str:
    return "; ".join(f"{row.get_role_display()} ({row.organisation.name})" for row in person.roles_here)


COLUMNS = (
    Column("Cognome", lambda row: row.family_name),
    Column("Nome", lambda row: row.given_name),
    Column("E-mail", lambda row: row.email),
    Column("Qualifica", lambda row: row.job_title),
    Column("Ruoli", _roles),
    Column("Ultimo accesso", lambda row: row.last_seen_on),
    Column("Secondo fattore", lambda row: row.second_factor),
    Column("Stato", lambda row: row.get_state_display()),
)


def _people(user: Any, query: QueryDict, acting_for: int | None) -> Any:
    body = Organisation.objects.filter(pk=acting_for or 0).first()
    if body is None:
        return User.people.none()
    return people_listed(Actor(user, body), query)[1]


def _activity(user: Any, query: QueryDict, acting_for: int | None) -> Any:
    return ActivityFilters(query).rows(activity.own_lines(user))


PEOPLE = register_export(
    Export("accounts.people", lazy("Esportazione delle persone"), "persone", COLUMNS, _people)
)
ACTIVITY = register_export(
    Export(
        "accounts.activity", lazy("Esportazione delle mie attività"), "attivita", activity.COLUMNS, _activity
    )
)
