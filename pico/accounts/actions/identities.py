"""People known by SPID or CIE: recognised, waiting to complete their account, linked, unlinked."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.actions.invitations import accept_kept_invitation
from pico.accounts.actions.people import create_person
from pico.accounts.models import (
    AccountInvitation,
    DigitalIdentity,
    PendingIdentity,
    UsedSamlMessage,
    User,
)
from pico.accounts.saml.accepting import Identity
from pico.accounts.saml.errors import NotAccepted
from pico.accounts.saml.known import has_other_way, known_user, subject_of
from pico.accounts.tokens import hash_of
from pico.base.actor import Actor
from pico.base.crypto import encrypt, keyed_hash
from pico.base.errors import Refused
from pico.journal.models import record

PENDING_LIFETIME = timedelta(minutes=30)
REMEMBERED = timedelta(days=1)  # far longer than any message of ours or of a provider is valid


@transaction.atomic
def use_message(*, actor: Actor, identifier: str) -> None:
    """Note that a request or an assertion was used; the second time is refused.

    Args:
        identifier: ``request:<id>`` or ``assertion:<issuer>:<id>``.

    Raises:
        NotAccepted: when it was used before.
    """
    digest = hashlib.sha256(identifier.encode()).hexdigest()
    try:
        with transaction.atomic():
            UsedSamlMessage.objects.create(sha256=digest, expires_at=timezone.now() + REMEMBERED)
    except IntegrityError as error:
        raise NotAccepted("replay") from error


@transaction.atomic
def record_refused_answer(*, actor: Actor, kind: str, issuer: str, code: str, number: int) -> None:
    """Write why an answer of SPID or CIE was not accepted; nothing else of it is kept."""
    changes = {"kind": [None, kind], "reason": [None, code]}
    if issuer:
        changes["issuer"] = [None, issuer]
    if number:
        changes["error"] = [None, str(number)]
    record(actor, "accounts.identity.refused", changes=changes, category="signin")


@transaction.atomic
def recognise(*, actor: Actor, identity: Identity) -> User | None:
    """Find the person an identity belongs to, note its use, take over their names.

    Args:
        actor: the system: nobody has signed in yet.

    Returns:
        The person, or None when nobody has this fiscal code.
    """
    found = known_user(identity)
    if found is None:
        return None
    user = User.objects.select_for_update().get(pk=found.pk)
    _take_over_names(user, identity)
    _note_use(user, identity)
    record(
        Actor(user, reason=actor.reason),
        "accounts.identity.used",
        user,
        changes={
            "kind": [None, identity.kind],
            "issuer": [None, identity.issuer],
            "level": [None, identity.level],
        },
        category="signin",
    )
    return user


def _take_over_names(user: User, identity: Identity) -> None:
    new = {
        "given_name": identity.given_name,
        "family_name": identity.family_name,
        "names_from": identity.kind,
    }
    changed = [name for name, value in new.items() if getattr(user, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(user, name, new[name])
    user.save(update_fields=changed)
    record(
        Actor(user), "accounts.identity.names_taken", user, changes=dict.fromkeys(changed), category="signin"
    )


def _note_use(user: User, identity: Identity) -> DigitalIdentity:
    now = timezone.now()
    rows = DigitalIdentity.objects.unrestricted("an identity just verified is looked up by its subject")
    row = rows.filter(source=identity.kind, issuer=identity.issuer, subject=subject_of(identity)).first()
    if row is None:
        row = DigitalIdentity(
            source=identity.kind, issuer=identity.issuer, subject=subject_of(identity), first_used_at=now
        )
    row.user, row.last_used_at, row.last_level = user, now, str(identity.level)
    row.save()
    return row


@transaction.atomic
def keep_pending(*, actor: Actor, identity: Identity, invitation: AccountInvitation | None = None) -> str:
    """Keep what was verified of an unknown person, or of one about to link, for 30 minutes.

    Args:
        invitation: the one by whose link they came.

    Returns:
        The key, seen only here, by which the same browser finds it again.
    """
    key = secrets.token_urlsafe(32)
    row = PendingIdentity.objects.create(
        key_hash=hash_of(key),
        source=identity.kind,
        attributes_encrypted=encrypt(json.dumps(asdict(identity))),
        invitation=invitation,
        expires_at=timezone.now() + PENDING_LIFETIME,
    )
    record(
        actor,
        "accounts.identity.waiting",
        row,
        changes={"kind": [None, identity.kind], "issuer": [None, identity.issuer]},
        category="signin",
    )
    return key


@transaction.atomic
def complete_registration(*, actor: Actor, pending: PendingIdentity, identity: Identity, email: str) -> User:
    """Make the account of a person whom SPID or CIE identified and whose e-mail address was verified.

    The invitation by whose link they came is accepted with it: its roles at once when it was sent to this
    address, else once its sender confirms.

    Args:
        actor: the system: nobody has signed in yet.
        pending: the row, used up.
        identity: what it holds.
        email: verified by a message of ours.

    Raises:
        Refused: when the address or the fiscal code belongs to somebody meanwhile.
    """
    if known_user(identity) is not None:
        raise Refused(_("Questa identità è già collegata a un accesso: accedi di nuovo."), code="known")
    user = create_person(
        actor=actor,
        email=email,
        given_name=identity.given_name,
        family_name=identity.family_name,
        created_via=identity.kind,
    )
    _attach(Actor(user), user, identity)
    accept_kept_invitation(actor=Actor(user), invitation_id=pending.invitation_id)
    pending.delete()
    return user


@transaction.atomic
def link_identity(*, actor: Actor, pending: PendingIdentity, identity: Identity) -> DigitalIdentity:
    """Link an identity, just verified, to the person who is signed in.

    Raises:
        Refused: when its fiscal code is somebody else's, or the person has another one.
    """
    user = User.objects.select_for_update().get(pk=actor.user.pk)
    known = known_user(identity)
    if known is not None and known.pk != user.pk:
        raise Refused(
            _("Questa identità è collegata a un altro accesso: contatta l'assistenza."),
            code="linked_elsewhere",
        )
    if user.fiscal_code_index and user.fiscal_code_index != keyed_hash(identity.fiscal_code):
        raise Refused(
            _("Il tuo accesso è già collegato a un altro codice fiscale: contatta l'assistenza."),
            code="other_code",
        )
    row = _attach(actor, user, identity)
    accept_kept_invitation(actor=actor, invitation_id=pending.invitation_id)
    pending.delete()
    return row


def _attach(actor: Actor, user: User, identity: Identity) -> DigitalIdentity:
    user.fiscal_code_index = keyed_hash(identity.fiscal_code)
    user.fiscal_code_encrypted = encrypt(identity.fiscal_code)
    user.save(update_fields=["fiscal_code_index", "fiscal_code_encrypted"])
    _take_over_names(user, identity)
    row = _note_use(user, identity)
    record(
        actor,
        "accounts.identity.linked",
        row,
        changes={"kind": [None, identity.kind], "issuer": [None, identity.issuer], "fiscal_code": None},
        category="signin",
    )
    return row


@transaction.atomic
def unlink_identity(*, actor: Actor, identity: DigitalIdentity) -> None:
    """Take one of one's identities away; with the last one the fiscal code is forgotten too.

    Raises:
        Refused: when nothing else would be left to sign in with.
    """
    user = User.objects.select_for_update().get(pk=actor.user.pk)
    if identity.user_id != user.pk:
        raise ValueError("an identity of somebody else")
    others = DigitalIdentity.objects.visible_to(user).exclude(pk=identity.pk).exists()
    if not others and not has_other_way(user):
        raise Refused(
            _("È il tuo unico modo di accedere: prima imposta una password o collega un'altra identità."),
            code="only_way",
        )
    record(
        actor,
        "accounts.identity.unlinked",
        identity,
        changes={"kind": [identity.source, None], "issuer": [identity.issuer, None]},
        category="signin",
    )
    identity.delete()
    if not others:
        user.fiscal_code_index, user.fiscal_code_encrypted = None, None
        user.names_from = User.NamesFrom.SELF
        user.save(update_fields=["fiscal_code_index", "fiscal_code_encrypted", "names_from"])


@transaction.atomic
def purge_identity_leftovers(*, actor: Actor) -> int:
    """Forget pending identities and used messages whose time is over.

    Returns:
        How many rows were deleted.
    """
    now = timezone.now()
    waiting = PendingIdentity.objects.unrestricted("what expired belongs to nobody")
    gone, _rows = waiting.filter(expires_at__lte=now).delete()
    used, _rows = UsedSamlMessage.objects.filter(expires_at__lte=now).delete()
    return gone + used


@transaction.atomic
def remember_identity_session(*, actor: Actor, session_key: str, issuer: str, session_index: str) -> None:
    """Note on an open session which session of the provider opened it, so that single logout finds it."""
    row = UserSession.objects.filter(session_key=session_key).first()
    if row is not None and session_index:
        row.data = {**row.data, "saml": hash_of(f"{issuer}|{session_index}")}
        row.save(update_fields=["data"])


@transaction.atomic
def end_identity_sessions(*, actor: Actor, issuer: str, session_indexes: Sequence[str]) -> int:
    """Close the sessions that a provider's session opened: the person signed out there.

    Returns:
        How many were closed.
    """
    marks = [hash_of(f"{issuer}|{index}") for index in session_indexes if index]
    opened = list(UserSession.objects.filter(data__saml__in=marks))
    groups = [row.data["sign_in"] for row in opened if row.data.get("sign_in")]
    same = Q(pk__in=[row.pk for row in opened]) | Q(data__sign_in__in=groups)  # on other hosts too
    rows = list(UserSession.objects.filter(same).select_related("user"))
    for row in rows:
        row.end()
        record(
            Actor(row.user, reason=actor.reason),
            "accounts.session.ended_by_provider",
            row.user,
            changes={"issuer": [None, issuer]},
            category="signin",
        )
    return len(rows)
