"""The people an actor looks after: those of the own organisation and, for a Province, of its territory."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch
from django.http import QueryDict

from pico.accounts import rules
from pico.accounts.forms.administration import PeopleFilters, not_ended, sort_people
from pico.accounts.models import User
from pico.accounts.models.people import PeopleQuerySet
from pico.base.actor import Actor

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def with_second_factor() -> Exists:
    """Return the condition: the person has an app or a key, yes or no, never which."""
    return Exists(Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=FACTORS))


def administered_memberships(actor: Actor) -> Any:
    """Return the memberships not ended at the organisations looked after from the one acted for."""
    rows = not_ended(actor.user)
    if rules.administers_everybody(actor):
        return rows
    bodies = rules.administered_organisations(actor)
    return rows.filter(organisation__in=bodies.order_by().values("pk"))


def administered_people(actor: Actor) -> PeopleQuerySet:
    """Return the people with such a membership."""
    held = administered_memberships(actor).order_by().filter(user_id=OuterRef("pk"))
    return User.people.visible_to(actor.user).filter(Exists(held))


def people_listed(actor: Actor, query: QueryDict) -> tuple[PeopleFilters, PeopleQuerySet]:
    """Return the filters of the list of people and the people that match, in its order."""
    filters = PeopleFilters(query)
    memberships = administered_memberships(actor)
    people = administered_people(actor).annotate(second_factor=with_second_factor())
    people = sort_people(filters.apply(people, memberships), query.get("ordina", ""))
    shown = memberships.select_related("organisation").order_by("organisation__name", "role")
    return filters, people.prefetch_related(Prefetch("memberships", queryset=shown, to_attr="roles_here"))
