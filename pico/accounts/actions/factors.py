"""Adding, removing and resetting second factors: each in the journal, each told by e-mail."""

from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.accounts import factors, rules
from pico.accounts.models import User
from pico.accounts.security_mail import tell
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations.models import Organisation


@transaction.atomic
def record_factor_added(*, actor: Actor, authenticator: Authenticator) -> None:
    """Write that a person enrolled a code generator or a key, or asked for new recovery codes."""
    codes = authenticator.type == Authenticator.Type.RECOVERY_CODES
    verb = "accounts.codes.renewed" if codes else "accounts.factor.added"
    record(
        actor,
        verb,
        actor.user,
        changes={"type": [None, str(authenticator.type)]},
        category="second_factor",
    )


@transaction.atomic
def record_refused_factor(*, actor: Actor, user: User) -> None:
    """Write that the second step of a sign-in was refused."""
    record(actor, "accounts.factor.refused", user, category="second_factor")


@transaction.atomic
def rename_key(*, actor: Actor, authenticator: Authenticator, name: str) -> None:
    """Give one of one's keys another name."""
    _own(actor, authenticator)
    authenticator.data["name"] = name
    authenticator.save(update_fields=["data"])
    record(actor, "accounts.factor.renamed", actor.user, category="second_factor")


@transaction.atomic
def remove_factor(*, actor: Actor, authenticator: Authenticator) -> None:
    """Remove one of one's own factors; recovery codes go with the last.

    Raises:
        Refused: for the last factor of a person whose roles want one.
    """
    _own(actor, authenticator)
    User.objects.select_for_update().get(pk=actor.user.pk)  # two removals at once would both see another left
    if not factors.may_remove(actor.user, authenticator):
        raise Refused(
            _("È il tuo ultimo secondo fattore e il tuo ruolo ne richiede uno: prima aggiungine un altro."),
            code="last_factor",
        )
    kind = str(authenticator.type)
    authenticator.delete()
    delete_dangling_recovery_codes(actor.user)
    record(
        actor,
        "accounts.factor.removed",
        actor.user,
        changes={"type": [kind, None]},
        category="second_factor",
    )
    template = "totp_deactivated" if kind == Authenticator.Type.TOTP else "webauthn_removed"
    tell(actor.user, f"mfa/email/{template}")


def _own(actor: Actor, authenticator: Authenticator) -> None:
    if authenticator.user_id != actor.user.pk:
        raise ValueError("a factor of somebody else")


@transaction.atomic
def reset_second_factor(*, actor: Actor, user: User, organisation: Organisation, reason: str) -> User:
    """Take away all factors of a person who lost them; for 24 hours they do nothing sensitive.

    Every session of theirs ends. The view that calls this wears ``step_up_required``.

    Args:
        actor: an administrator of the organisation, acting for it.
        user: a person who belongs to it, not the actor.
        organisation: the organisation whose administrator resets.
        reason: how the administrator knows that it is the person; kept in the journal.

    Raises:
        Refused: without a reason, for oneself, beyond one's reach, or where there is nothing to reset: a day
            without sensitive actions is no tool to hold somebody back.
    """
    if not reason.strip():
        raise Refused(_("Scrivi il motivo."), field="reason", code="reason")
    if not rules.may_reset_second_factor(actor, user, organisation):
        raise Refused(_("Non puoi azzerare il secondo fattore di questa persona."), code="forbidden")
    row = User.objects.select_for_update().get(pk=user.pk)
    kinds = [str(kind) for kind in Authenticator.objects.filter(user=row).values_list("type", flat=True)]
    if not kinds:
        raise Refused(_("Questa persona non ha un secondo fattore da azzerare."), code="nothing")
    Authenticator.objects.filter(user=row).delete()
    row.second_factor_reset_at = timezone.now()
    row.save(update_fields=["second_factor_reset_at"])
    _end_sessions(row)
    record(
        Actor(actor.user, actor.organisation, reason.strip()[:200]),
        "accounts.factor.reset",
        row,
        owner=organisation,
        changes={"types": [sorted(kinds), []]},
        category="second_factor",
    )
    tell(row, "mfa/email/second_factor_reset", organisation=organisation)
    return row


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
