"""Making people and changing what they say of themselves."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pico.accounts import rules
from pico.accounts.access import forget_access
from pico.accounts.actions.cms import _follow
from pico.accounts.cms import EDITORIAL
from pico.accounts.models import Membership, User
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations.models import Organisation

OWN_FIELDS = ("given_name", "family_name", "phone", "job_title")


@transaction.atomic
def create_person(
    *,
    actor: Actor,
    email: str,
    given_name: str,
    family_name: str,
    created_via: str,
    password_hash: str = "",
    **fields: str,
) -> User:
    """Make a person with a verified e-mail address, who belongs to nothing yet.

    Args:
        actor: who makes the account; a job gives its reason.
        created_via: DEMO, FIRST_RUN, INVITATION, SPID…
        password_hash: an encoded password, or empty: the person sets one by "password dimenticata".
        fields: phone, job_title.

    Raises:
        Refused: when the address belongs to somebody already.
    """
    email = email.strip().lower()
    elsewhere = EmailAddress.objects.filter(email__iexact=email, verified=True)
    if User.objects.filter(email__iexact=email).exists() or elsewhere.exists():
        raise Refused(_("Esiste già una persona con questo indirizzo e-mail."), field="email", code="taken")
    user = User(
        email=email,
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        created_via=created_via,
        **fields,
    )
    if password_hash:
        user.password = password_hash
    else:
        user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    record(actor, "accounts.person.created", user, category="role")
    return user


@transaction.atomic
def update_profile(*, actor: Actor, user: User, **fields: str) -> User:
    """Change one's own data; names that SPID or CIE gave stay as they are.

    Args:
        user: the person, who is also the actor.
        fields: given_name, family_name, phone, job_title.

    Raises:
        Refused: for another person's profile, or for names that an identity provider gave.
    """
    if actor.is_system or actor.user.pk != user.pk:
        raise Refused(_("Puoi modificare solo il tuo profilo."), code="forbidden")
    row = User.objects.select_for_update().get(pk=user.pk)
    changed = [name for name in OWN_FIELDS if name in fields and getattr(row, name) != fields[name].strip()]
    if row.names_from != User.NamesFrom.SELF and {"given_name", "family_name"} & set(changed):
        raise Refused(
            _("Nome e cognome vengono dalla tua identità digitale e non si modificano qui."),
            field="given_name",
            code="names_locked",
        )
    if not changed:
        return row
    for name in changed:
        setattr(row, name, fields[name].strip())
    row.save(update_fields=changed)
    record(actor, "accounts.profile.changed", row, changes=dict.fromkeys(changed), category="settings")
    return row


@transaction.atomic
def record_registration(*, actor: Actor, user: User) -> None:
    """Write that somebody made an account by themself; it gives no right."""
    record(actor, "accounts.person.registered", user, category="signin")


@transaction.atomic
def disable_person(*, actor: Actor, user: User) -> User:
    """Close an account: every session ends at once, roles stay written and give nothing while it is closed.

    Raises:
        Refused: when the actor may not, the account is closed already (an erased one stays erased), or nobody
            would administer an organisation with people.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    if not rules.may_administer_person(actor, row):
        raise Refused(_("Non puoi disabilitare questa persona."), code="forbidden")
    if row.state != User.State.ACTIVE:
        raise Refused(_("L'accesso di questa persona è già chiuso."), code="inactive")
    held = _active_memberships(row)
    for membership in held:
        Organisation.objects.select_for_update().get(pk=membership.organisation_id)
        if rules.is_last_administrator(membership):
            raise Refused(
                _("È l'ultimo amministratore di un ente: prima nominane un altro."), code="last_administrator"
            )
    row.state = User.State.DISABLED
    row.save(update_fields=["state", "is_active"])
    record(actor, "accounts.person.disabled", row, category="role")
    for session in UserSession.objects.filter(user=row):
        session.end()
    _follow_all(actor, row, held)
    return row


@transaction.atomic
def enable_person(*, actor: Actor, user: User) -> User:
    """Open a disabled account again, with the roles it still has.

    Raises:
        Refused: when the actor may not, or the account was erased.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    if not rules.may_administer_person(actor, row):
        raise Refused(_("Non puoi riabilitare questa persona."), code="forbidden")
    if row.state != User.State.DISABLED:
        raise Refused(_("L'accesso di questa persona non è disabilitato."), code="state")
    row.state = User.State.ACTIVE
    row.save(update_fields=["state", "is_active"])
    record(actor, "accounts.person.enabled", row, category="role")
    _follow_all(actor, row, _active_memberships(row))
    return row


def _active_memberships(user: User) -> list[Membership]:
    rows = user.memberships.unrestricted("the roles of the person whose account is closed or opened")
    return list(rows.active().select_related("organisation", "user"))


def _follow_all(actor: Actor, user: User, memberships: list[Membership]) -> None:
    forget_access(user)
    for body in {row.organisation for row in memberships if row.role in EDITORIAL}:
        _follow(actor, user, body)
