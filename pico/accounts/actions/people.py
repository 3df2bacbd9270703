"""Making people and changing what they say of themselves."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record

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
def disable_person(*, actor: Actor, user: User) -> User:
    """Close an account: every session ends at once. Only the national administrator, never themself.

    Raises:
        Refused: when the actor may not, or the account is closed already (an erased one stays erased).
    """
    if not actor.is_system and not _is_other_national_administrator(actor, user):
        raise Refused(_("Solo l'amministratore nazionale può disabilitare una persona."), code="forbidden")
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.state != User.State.ACTIVE:
        raise Refused(_("L'accesso di questa persona è già chiuso."), code="inactive")
    row.state = User.State.DISABLED
    row.save(update_fields=["state", "is_active"])
    record(actor, "accounts.person.disabled", row, category="role")
    for session in UserSession.objects.filter(user=row):
        session.end()
    return row


def _is_other_national_administrator(actor: Actor, user: User) -> bool:
    return actor.user.pk != user.pk and access_of(actor.user).is_national_administrator
