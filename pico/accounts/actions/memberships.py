"""Granting and ending roles, and choosing for which organisation one acts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts import rules
from pico.accounts.access import access_of, forget_access
from pico.accounts.actions.cms import _follow
from pico.accounts.cms import EDITORIAL
from pico.accounts.models import Membership, User
from pico.accounts.roles import Role, suits
from pico.base.actor import Actor
from pico.base.dates import today
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.journal.models import record
from pico.organisations.actions import join_organisation
from pico.organisations.models import Organisation


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    user: User,
    organisation: Organisation,
    role: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    source: str = Membership.Source.GRANT,
) -> Membership:
    """Give somebody a role at an organisation; a candidate body joins with its first membership.

    An open membership with the same role whose dates have passed is ended and replaced.

    Raises:
        Refused: to oneself, beyond one's reach, for a role the kind of body does not have, twice, to a person
            who cannot sign in, or for dates in the wrong order.
    """
    _check_room(user, organisation, valid_from, valid_until)
    if not suits(role, organisation.kind):
        raise Refused(_("Questo ruolo non esiste in un ente di questo tipo."), field="role", code="unsuited")
    if not actor.is_system and actor.user.pk == user.pk:
        raise Refused(_("Nessuno può assegnare un ruolo a se stesso."), code="self")
    if not rules.may_grant(actor, user, role, organisation):
        raise Refused(_("Non puoi assegnare questo ruolo in questo ente."), code="forbidden")
    return _grant(
        actor,
        user,
        organisation,
        role,
        valid_from=valid_from,
        valid_until=valid_until,
        granted_by=actor.user,
        source=source,
    )


def _check_room(
    user: User, organisation: Organisation, valid_from: date | None, valid_until: date | None
) -> None:
    """Refuse what no membership may be, whoever gives it; lock the organisation.

    One grant at a time: two «first» administrators, or the same role twice, would pass the checks together.
    """
    if valid_until is not None and valid_until < (valid_from or today()):
        raise Refused(
            _("La data di fine non può venire prima di quella di inizio."), field="valid_until", code="dates"
        )
    if not user.is_active:
        raise Refused(_("L'accesso di questa persona è chiuso: non può avere ruoli."), code="inactive")
    organisation.state = Organisation.objects.select_for_update().get(pk=organisation.pk).state
    if organisation.state == Organisation.State.CEASED:
        raise Refused(_("L'ente è cessato: non può avere nuove persone."), code="ceased")


def _grant(
    actor: Actor,
    user: User,
    organisation: Organisation,
    role: str,
    *,
    source: str,
    granted_by: User | None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Membership:
    """Write a membership that somebody was entitled to give (grant, invitation, approved request)."""
    _make_room(actor, user, organisation, role)
    membership = Membership.objects.create(
        user=user,
        organisation=organisation,
        role=role,
        valid_from=valid_from or today(),
        valid_until=valid_until,
        granted_by=granted_by,
        source=source,
    )
    join_organisation(actor=actor, organisation=organisation)
    record(
        actor,
        "accounts.role.granted",
        membership,
        owner=organisation,
        changes={"role": [None, str(role)], "user": [None, user.pk]},
        category="role",
    )
    _changed(actor, membership)
    if source == Membership.Source.GRANT and not actor.is_system:
        notify("accounts.role.granted", about=membership, actor=actor, to=[user], data=_words(membership))
    return membership


def _grant_missing(
    actor: Actor, user: User, organisation: Organisation, roles: Iterable[str], **how: Any
) -> list[Membership]:
    """Give those of several roles that the person does not hold already."""
    _check_room(user, organisation, None, None)
    lasting = Q(valid_until=None) | Q(valid_until__gte=today())
    held = user.memberships.unrestricted("whether the person holds the role already").filter(
        lasting, organisation=organisation, ended_at=None
    )
    already = set(held.values_list("role", flat=True))
    return [_grant(actor, user, organisation, role, **how) for role in roles if role not in already]


def _changed(actor: Actor, membership: Membership) -> None:
    """Let the rest follow a membership that began or ended."""
    _rights_changed(membership.user)
    if membership.role in EDITORIAL:
        _follow(actor, membership.user, membership.organisation)


def _words(membership: Membership) -> dict[str, str]:
    return {"role": str(Role(membership.role).label), "body": membership.organisation.name}


def _make_room(actor: Actor, user: User, organisation: Organisation, role: str) -> None:
    held = user.memberships.unrestricted("whether the person holds the role already")
    same = held.filter(organisation=organisation, role=role, ended_at=None)
    for membership in same:
        if membership.valid_until is None or membership.valid_until >= today():
            raise Refused(_("La persona ha già questo ruolo."), field="role", code="held")
        _end(actor, membership, str(_("scaduta")))


@transaction.atomic
def end_membership(*, actor: Actor, membership: Membership, reason: str = "") -> Membership:
    """End a membership, one's own or one the actor could grant; effective at the person's next request.

    Raises:
        Refused: when it ended already, the actor may not, or nobody would administer the organisation.
    """
    Organisation.objects.select_for_update().get(
        pk=membership.organisation_id
    )  # before the row, as a grant does
    locked = Membership.objects.unrestricted("the row in hand is read again under a lock")
    row: Membership = (
        locked.select_for_update(of=("self",)).select_related("organisation", "user").get(pk=membership.pk)
    )
    if row.ended_at is not None:
        raise Refused(_("Questa appartenenza è già cessata."), code="ended")
    if not rules.may_end(actor, row):
        raise Refused(_("Non puoi far cessare questa appartenenza."), code="forbidden")
    if rules.is_last_administrator(row):
        raise Refused(
            _("È l'ultimo amministratore dell'ente: prima nominane un altro."), code="last_administrator"
        )
    return _end(actor, row, reason)


def _end(actor: Actor, membership: Membership, reason: str) -> Membership:
    membership.ended_at = timezone.now()
    membership.ended_by = actor.user
    membership.end_reason = reason[:200]
    membership.save(update_fields=["ended_at", "ended_by", "end_reason"])
    record(
        actor,
        "accounts.role.ended",
        membership,
        owner=membership.organisation,
        changes={"role": [str(membership.role), None], "user": [membership.user_id, None]},
        category="role",
    )
    _changed(actor, membership)
    if not actor.is_system and actor.user.pk != membership.user_id:
        person = membership.user
        notify("accounts.role.ended", about=membership, actor=actor, to=[person], data=_words(membership))
    return membership


def _rights_changed(user: User) -> None:
    """Read the rights again, and give the person's sessions a new key at their next request."""
    User.objects.filter(pk=user.pk).update(rights_changed_at=timezone.now())
    forget_access(user)


@transaction.atomic
def end_roles(
    *, actor: Actor, user: User, organisations: Iterable[Organisation], reason: str = ""
) -> list[Membership]:
    """End everything a person holds at some organisations: all of it or, when one is refused, nothing.

    Args:
        organisations: those the actor administers, or the one the person leaves.
        reason: shown beside the ended roles.

    Raises:
        Refused: when nothing is held there, or ``end_membership`` refuses one.
    """
    rows = user.memberships.unrestricted("each role found is ended by an action that asks who may").filter(
        organisation__in=organisations, ended_at=None
    )
    ended = [
        end_membership(actor=actor, membership=row, reason=reason) for row in rows.order_by("role", "pk")
    ]
    if not ended:
        raise Refused(_("Non ci sono ruoli da far cessare."), code="nothing")
    return ended


@transaction.atomic
def switch_organisation(*, actor: Actor, organisation: Organisation) -> Actor:
    """Act for another of one's organisations from now on; remembered as the last used.

    Returns:
        The new actor, for the session that asked.

    Raises:
        Refused: when the person has no active membership there.
    """
    if actor.is_system or organisation.pk not in access_of(actor.user).organisation_ids:
        raise Refused(_("Non fai parte di questo ente."), code="stranger")
    User.objects.filter(pk=actor.user.pk).update(last_organisation=organisation)
    chosen = Actor(actor.user, organisation)
    record(
        chosen,
        "accounts.organisation.switched",
        organisation,
        changes={"organisation": [actor.organisation.pk if actor.organisation else None, organisation.pk]},
        category="signin",
    )
    return chosen
