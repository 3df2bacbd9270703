"""The people of a body that ceases: their roles end with it, and they are proposed to who takes its place."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.accounts.actions.memberships import _end
from pico.accounts.models import AccountInvitation, Membership, User
from pico.accounts.models.people import MembershipQuerySet
from pico.accounts.roles import Role, suits
from pico.accounts.tokens import hash_of
from pico.base.actor import Actor
from pico.base.dates import italian_date
from pico.base.outbox import notify
from pico.journal.models import record
from pico.organisations.models import Organisation

PROPOSED_FOR = timedelta(days=90)


@transaction.atomic
def end_with_body(
    *, actor: Actor, organisation: Organisation, heirs: Sequence[Organisation], last_day: date
) -> int:
    """End every membership of a body and propose each of its people, once, to its only successor.

    A proposal is an invitation that nobody sent: no token is known, an administrator of the successor sends
    it or leaves it. Where several bodies take over nobody can tell who goes where, and none is made.

    Args:
        heirs: who takes over; none for a body that ceases.
        last_day: the last day of the body.

    Returns:
        How many memberships ended; a second call finds none.
    """
    rows = list(
        _memberships()
        .select_for_update(of=("self",))
        .filter(organisation=organisation, ended_at=None)
        .select_related("user", "organisation")
        .order_by("pk")
    )
    held: dict[User, list[str]] = {}
    for row in rows:
        if row.user.is_active and (row.valid_until is None or row.valid_until >= last_day):
            held.setdefault(row.user, []).append(str(row.role))
        _end(actor, row, _("Ente cessato il %(day)s") % {"day": italian_date(last_day)})
    if len(heirs) == 1:
        proposed = [_propose(actor, person, roles, heirs[0]) for person, roles in held.items()]
        _tell(actor, organisation, heirs[0], [invitation for invitation in proposed if invitation])
    return len(rows)


def _tell(
    actor: Actor, ceased: Organisation, heir: Organisation, proposed: Sequence[AccountInvitation]
) -> None:
    """Tell who may send the proposals: the successor's administrators, its Province's where it has none."""
    if not proposed:
        return
    people = list(User.objects.holding(Role.ADMINISTRATOR, heir))
    if not people and heir.province:
        people = list(User.objects.holding(Role.ADMINISTRATOR, heir.province))
    data = {"body": heir.name, "ceased": ceased.name, "count": str(len(proposed))}
    notify("accounts.invitation.proposed", about=proposed[0], actor=actor, to=people, data=data)


def _memberships() -> MembershipQuerySet:
    return Membership.objects.unrestricted("people of a body that ceases are proposed to its successor")


def _propose(
    actor: Actor, person: User, roles: Iterable[str], heir: Organisation
) -> AccountInvitation | None:
    """Write the invitation, or add to the one already proposed; never touch one that somebody made.

    Returns:
        The invitation, None when there is nothing to propose.
    """
    already = set(
        _memberships().active().filter(user=person, organisation=heir).values_list("role", flat=True)
    )
    wanted = [role for role in roles if suits(role, heir.kind) and role not in already]
    waiting = AccountInvitation.objects.unrestricted(
        "people of a body that ceases are proposed to its successor"
    ).filter(email=person.email, organisation=heir, state=AccountInvitation.State.PENDING)
    known = waiting.select_for_update(of=("self",)).first()
    if not wanted or (known is not None and known.invited_by_id is not None):
        return None
    invitation = known or AccountInvitation(
        email=person.email, organisation=heir, token_hash=hash_of(secrets.token_urlsafe(32))
    )
    before = list(invitation.roles)
    invitation.roles = list(dict.fromkeys([*before, *wanted]))
    invitation.expires_at = timezone.now() + PROPOSED_FOR
    invitation.save()
    changes = {"roles": [before or None, invitation.roles], "email": None}
    record(actor, "accounts.invitation.proposed", invitation, owner=heir, changes=changes, category="role")
    return invitation
