"""Asking somebody by e-mail to work for an organisation. The token is in the mail and nowhere else."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts import rules
from pico.accounts.actions.memberships import _grant_missing
from pico.accounts.actions.people import create_person
from pico.accounts.mail import invitation_mail
from pico.accounts.models import AccountInvitation, Membership, Role, User
from pico.accounts.models.requests import AccountInvitationQuerySet
from pico.accounts.roles import role_labels
from pico.accounts.tokens import hash_of
from pico.accounts.waiting import has_address
from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.base.jobs import enqueue
from pico.base.outbox import notify
from pico.journal.models import record
from pico.organisations.models import Organisation

LIFETIME = timedelta(days=7)
MOST_AT_ONCE = 200
State = AccountInvitation.State


@transaction.atomic
def invite_people(
    *,
    actor: Actor,
    organisation: Organisation,
    emails: Sequence[str],
    roles: Sequence[str],
    message: str = "",
) -> list[AccountInvitation]:
    """Invite one address or a list; whether somebody with it exists already makes no difference.

    An address invited already and still waiting gets a new invitation in place of the old one.

    Args:
        organisation: own, or one whose roles the actor may give.
        emails: at most 200.
        roles: what everybody invited will hold.
        message: a few words in the mail.

    Raises:
        Refused: too many addresses, no role, or roles beyond the actor's reach.
    """
    addresses = list(dict.fromkeys(email.strip().lower() for email in emails))
    if not 1 <= len(addresses) <= MOST_AT_ONCE:
        raise Refused(_("Scrivi da 1 a 200 indirizzi e-mail."), field="emails", code="count")
    _check_roles(actor, organisation, roles)
    waiting = _all().select_for_update().filter(organisation=organisation, email__in=addresses)
    for old in waiting.filter(state=State.PENDING):
        _close(actor, old, State.REVOKED, "accounts.invitation.replaced")
    return [_invite(actor, organisation, email, roles, message) for email in addresses]


def _all() -> AccountInvitationQuerySet:
    return AccountInvitation.objects.unrestricted("an action finds the invitation it was told of")


def _check_roles(actor: Actor, organisation: Organisation, roles: Iterable[str]) -> None:
    if organisation.state == Organisation.State.CEASED:
        raise Refused(_("L'ente è cessato: non può avere nuove persone."), code="ceased")
    if not roles:
        raise Refused(_("Scegli almeno un ruolo."), field="roles", code="no_role")
    if wrong := [role for role in roles if not rules.may_appoint(actor, role, organisation)]:
        sentence = _("Per %(name)s non puoi assegnare: %(roles)s.") % {
            "name": organisation.name,
            "roles": role_labels(wrong),
        }
        raise Refused(sentence, field="roles", code="forbidden")


def _invite(
    actor: Actor, organisation: Organisation, email: str, roles: Sequence[str], message: str
) -> AccountInvitation:
    invitation = AccountInvitation.objects.create(
        email=email,
        organisation=organisation,
        roles=list(roles),
        message=message.strip(),
        invited_by=actor.user,
        token_hash=hash_of(secrets.token_urlsafe(32)),  # nobody knows it: sending makes the one that works
        expires_at=timezone.now() + LIFETIME,
    )
    record(
        actor,
        "accounts.invitation.made",
        invitation,
        owner=organisation,
        changes={"roles": [None, list(roles)], "email": None},
        category="role",
    )
    enqueue("accounts.send_invitation", invitation_id=invitation.pk)
    return invitation


def send_invitation(*, actor: Actor, invitation_id: int) -> bool:
    """Make the token, keep its hash, send the mail. A second run sends another token: only the last works.

    Returns:
        Whether a mail was sent: not when the invitation was revoked, accepted or expired meanwhile.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        rows = _all().select_for_update(of=("self",)).select_related("organisation", "invited_by")
        invitation = rows.filter(pk=invitation_id, state=State.PENDING, expires_at__gt=timezone.now()).first()
        if invitation is None:
            return False
        invitation.token_hash = hash_of(token)
        invitation.sent_at = timezone.now()
        invitation.save(update_fields=["token_hash", "sent_at"])
        record(actor, "accounts.invitation.sent", invitation, owner=invitation.organisation, category="role")
    invitation_mail(invitation, token).send()
    return True


@transaction.atomic
def resend_invitation(*, actor: Actor, invitation: AccountInvitation) -> AccountInvitation:
    """Send a waiting or expired invitation again: new token, seven days from now.

    Raises:
        Refused: accepted or revoked, another one waits, or its roles are beyond the actor's reach.
    """
    row = _locked(invitation)
    if row.state not in {State.PENDING, State.EXPIRED}:
        raise Refused(_("Questo invito non è più in attesa."), code="closed")
    _check_roles(actor, row.organisation, row.roles)
    others = _all().filter(email=row.email, organisation=row.organisation, state=State.PENDING)
    if others.exclude(pk=row.pk).exists():
        raise Refused(_("Per questo indirizzo c'è già un invito più recente."), code="newer")
    row.state, row.closed_at, row.invited_by = State.PENDING, None, actor.user
    row.expires_at = timezone.now() + LIFETIME
    row.save(update_fields=["state", "closed_at", "invited_by", "expires_at"])
    record(actor, "accounts.invitation.renewed", row, owner=row.organisation, category="role")
    enqueue("accounts.send_invitation", invitation_id=row.pk)
    return row


@transaction.atomic
def revoke_invitation(*, actor: Actor, invitation: AccountInvitation) -> AccountInvitation:
    """Take an invitation back, also one that waits for confirmation: its link stops working at once.

    Raises:
        Refused: when it is closed already, or the organisation is not the actor's.
    """
    row = _locked(invitation)
    if row.state not in {State.PENDING, State.AWAITING_CONFIRMATION}:
        raise Refused(_("Questo invito è già chiuso."), code="closed")
    mine = row.invited_by_id == actor.user.pk and rules.is_administrator(actor)
    if not mine and not rules.administered_organisations(actor).filter(pk=row.organisation_id).exists():
        raise Refused(_("Non puoi revocare questo invito."), code="forbidden")
    return _close(actor, row, State.REVOKED, "accounts.invitation.revoked")


@transaction.atomic
def accept_invitation(*, actor: Actor, token: str) -> AccountInvitation:
    """Accept with one's account. With the address invited: the roles at once.

    From another verified address, or when its sender could no longer give these roles: ``member`` at once if
    it is among them, the others once an administrator confirms who this is.

    Raises:
        Refused: a link that no longer works, or one's own invitation.
    """
    return _accept(actor, _by_token(token))


@transaction.atomic
def accept_kept_invitation(*, actor: Actor, invitation_id: int | None) -> AccountInvitation | None:
    """Accept the invitation by whose link somebody came to SPID or CIE.

    Returns:
        The invitation, or None when there is none, or it was revoked, used or expired meanwhile.
    """
    rows = _all().select_for_update(of=("self",)).select_related("organisation", "invited_by")
    row = rows.waiting().filter(pk=invitation_id).first() if invitation_id else None
    if row is None or row.invited_by_id == actor.user.pk:
        return None
    return _accept(actor, row)


def _accept(actor: Actor, row: AccountInvitation) -> AccountInvitation:
    user = actor.user
    if row.invited_by_id == user.pk:
        raise Refused(_("Nessuno può assegnare un ruolo a se stesso."), code="self")
    same = has_address(user, row.email)
    sure = same and rules.still_may_appoint(row.invited_by, row.roles, row.organisation)
    at_once = [role for role in row.roles if sure or role == Role.MEMBER]
    _give(row, user, at_once)
    row.accepted_by = user
    row.save(update_fields=["accepted_by"])
    if len(at_once) == len(row.roles):
        _close(actor, row, State.ACCEPTED, "accounts.invitation.accepted")
        _tell_sender(actor, row, "accounts.invitation.accepted")
    else:
        _close(actor, row, State.AWAITING_CONFIRMATION, "accounts.invitation.to_confirm")
        _tell_sender(actor, row, "accounts.invitation.to_confirm")
    return row


@transaction.atomic
def register_with_invitation(
    *, actor: Actor, token: str, given_name: str, family_name: str, password_hash: str
) -> User:
    """Make an account for the invited address, which reading the mail has verified, and accept.

    Args:
        actor: the system, "invitation".

    Raises:
        Refused: a link that no longer works, or an address that has an account.
    """
    row = _by_token(token)
    user = create_person(
        actor=actor,
        email=row.email,
        given_name=given_name,
        family_name=family_name,
        created_via="INVITATION",
        password_hash=password_hash,
    )
    accept_invitation(actor=Actor(user), token=token)
    return user


@transaction.atomic
def decline_invitation(*, actor: Actor, token: str) -> AccountInvitation:
    """Say no: the link stops working.

    Raises:
        Refused: a link that no longer works.
    """
    return _close(actor, _by_token(token), State.REVOKED, "accounts.invitation.declined")


@transaction.atomic
def confirm_invitation(*, actor: Actor, invitation: AccountInvitation) -> AccountInvitation:
    """Give the roles to the person who accepted from another address.

    Raises:
        Refused: when nothing waits, the roles are beyond the actor's reach, or the person is the actor.
    """
    row = _locked(invitation)
    if row.state != State.AWAITING_CONFIRMATION or row.accepted_by is None:
        raise Refused(_("Questo invito non aspetta una conferma."), code="closed")
    if row.accepted_by_id == actor.user.pk:
        raise Refused(_("Nessuno può assegnare un ruolo a se stesso."), code="self")
    _check_roles(actor, row.organisation, row.roles)
    _give(row, row.accepted_by, row.roles)
    return _close(actor, row, State.ACCEPTED, "accounts.invitation.confirmed")


@transaction.atomic
def expire_invitations(*, actor: Actor) -> int:
    """Close what nobody accepted within seven days. Returns how many."""
    late = (
        _all()
        .select_for_update(of=("self",))
        .select_related("organisation")
        .filter(state=State.PENDING, expires_at__lte=timezone.now())
    )
    return len([_close(actor, row, State.EXPIRED, "accounts.invitation.expired") for row in late])


def _locked(invitation: AccountInvitation) -> AccountInvitation:
    rows = _all().select_for_update(of=("self",)).select_related("organisation", "accepted_by", "invited_by")
    return rows.get(pk=invitation.pk)


def _by_token(token: str) -> AccountInvitation:
    rows = _all().select_for_update(of=("self",)).select_related("organisation", "invited_by")
    row = rows.waiting().filter(token_hash=hash_of(token)).first()
    if row is None:
        raise Refused(_("Questo invito non è più valido."), code="gone")
    return row


def _give(row: AccountInvitation, user: User, roles: Iterable[str]) -> None:
    _grant_missing(
        system_actor("invito accettato", row.organisation),
        user,
        row.organisation,
        roles,
        source=Membership.Source.INVITATION,
        granted_by=row.invited_by,
    )


def _close(actor: Actor, row: AccountInvitation, state: str, verb: str) -> AccountInvitation:
    changes = {"state": [str(row.state), str(state)]}
    row.state, row.closed_at = state, timezone.now()
    row.save(update_fields=["state", "closed_at"])
    record(actor, verb, row, owner=row.organisation, changes=changes, category="role")
    return row


def _tell_sender(actor: Actor, row: AccountInvitation, kind: str) -> None:
    if row.invited_by is not None:
        data = {"body": row.organisation.name, "roles": role_labels(row.roles)}
        notify(kind, about=row, actor=actor, to=[row.invited_by], data=data)
