"""A new installation without demo content: a one-time link makes the national administrator."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts import rules
from pico.accounts.actions.memberships import grant_role
from pico.accounts.actions.people import create_person
from pico.accounts.models import FirstRunToken, Membership, Role, User
from pico.accounts.tokens import hash_of
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations.models import Organisation

LIFETIME = timedelta(hours=24)


@transaction.atomic
def issue_first_run_link(*, actor: Actor) -> str:
    """Make a one-time token; earlier unused ones stop working.

    Returns:
        The token, seen only here.

    Raises:
        Refused: when UPI nazionale is missing from the registry or has an administrator already.
    """
    national = Organisation.objects.filter(kind=Organisation.Kind.NATIONAL_UPI).first()
    if national is None:
        raise Refused(_("Il registro degli enti è vuoto: manca UPI nazionale."), code="no_registry")
    if rules.has_administrator(national):
        raise Refused(_("L'installazione ha già un amministratore nazionale."), code="done")
    now = timezone.now()
    FirstRunToken.objects.filter(used_at=None).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    row = FirstRunToken.objects.create(token_hash=hash_of(token), expires_at=now + LIFETIME)
    record(actor, "accounts.firstrun.issued", row, owner=national, category="role")
    return token


@transaction.atomic
def make_first_national_administrator(
    *, actor: Actor, token: str, email: str, given_name: str, family_name: str, password_hash: str
) -> User:
    """Use a first-run token: make the person and their membership at UPI nazionale.

    Args:
        actor: the system, "first run".

    Raises:
        Refused: for a token that is unknown, used or expired, or once there is an administrator.
    """
    row = FirstRunToken.objects.select_for_update().filter(token_hash=hash_of(token)).first()
    national = Organisation.objects.select_for_update().get(kind=Organisation.Kind.NATIONAL_UPI)
    if row is None or row.used_at or row.expires_at <= timezone.now() or rules.has_administrator(national):
        raise Refused(_("Il collegamento non è più valido."), code="expired")
    user = create_person(
        actor=actor,
        email=email,
        given_name=given_name,
        family_name=family_name,
        created_via="FIRST_RUN",
        password_hash=password_hash,
    )
    grant_role(
        actor=actor,
        user=user,
        organisation=national,
        role=Role.ADMINISTRATOR,
        source=Membership.Source.BOOTSTRAP,
    )
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    record(Actor(user, national), "accounts.firstrun.used", row, owner=national, category="role")
    return user
