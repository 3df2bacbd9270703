"""Changing who sees a row: its level, and invitations to it."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.accounts.roles import suits
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.sharing import rules
from pico.sharing.levels import NEEDS_CONFIRMATION, Level, levels_offered, widens
from pico.sharing.models import Invitation, SharedRow


def _refuse_strangers(actor: Actor, row: Any) -> None:
    if not rules.may_manage(actor, row):
        raise Refused(
            _("Solo chi l'ha scritto, o un amministratore o redattore dell'ente, decide chi lo vede."),
            code="forbidden",
        )


@transaction.atomic
def change_level(*, actor: Actor, row: SharedRow, level: str, confirmed: bool = False) -> SharedRow:
    """Change who sees a row, from the next request on.

    Args:
        confirmed: the person was shown the audience and said yes; asked when widening to PUBLIC or NETWORK.

    Raises:
        Refused: when the actor may not, the level is not offered, or the confirmation is missing
            (code "confirm").
    """
    _refuse_strangers(actor, row)
    manager = type(row)._default_manager.unrestricted("the row in hand is read again under a lock")
    locked = manager.select_for_update(of=("self",)).select_related("owner").get(pk=row.pk)
    if level not in levels_offered(locked.owner):
        raise Refused(_("Questo livello non è disponibile per l'ente."), field="level", code="not_offered")
    old = locked.level
    if level == old:
        return locked
    if widens(old, level) and level in NEEDS_CONFIRMATION and not confirmed:
        raise Refused(_("Stai per mostrarlo a molte più persone: conferma."), field="level", code="confirm")
    locked.level = Level(level)
    locked.save(update_fields=["level"])
    record(actor, "sharing.level.changed", locked, changes={"level": [str(old), str(level)]})
    row.level = locked.level
    return locked


@transaction.atomic
def invite(
    *,
    actor: Actor,
    row: Any,
    person: User | None = None,
    organisation: Organisation | None = None,
    role: str = "",
    right: str = Invitation.Right.READ,
    until: datetime | None = None,
) -> Invitation:
    """Let a person, an organisation, or the holders of a role at one read or write a row.

    An open invitation of the same invitee is replaced (an expired one too).

    Raises:
        Refused: when the actor may not, or the invitation names nobody or too much.
    """
    _refuse_strangers(actor, row)
    if (person is None) == (organisation is None) or (role and organisation is None):
        raise Refused(_("Scegli una persona oppure un ente."), code="invitee")
    if role and organisation is not None and not suits(role, organisation.kind):
        raise Refused(_("Questo ruolo non esiste in un ente di questo tipo."), field="role", code="unsuited")
    if until is not None and until <= timezone.now():
        raise Refused(_("La scadenza è già passata."), field="until", code="past")
    earlier = Invitation.objects.unrestricted("an invitation replaces the open one of the same invitee")
    earlier.of(row).filter(person=person, organisation=organisation, role=role, ended_at=None).update(
        ended_at=timezone.now()
    )
    invitation = Invitation.objects.create(
        content_type=ContentType.objects.get_for_model(type(row)),
        object_id=row.pk,
        person=person,
        organisation=organisation,
        role=role,
        right=right,
        until=until,
        invited_by=actor.user,
    )
    invited = {
        "person": [None, person.pk if person else None],
        "organisation": [None, organisation.pk if organisation else None],
        "role": [None, str(role)],
        "right": [None, str(right)],
    }
    record(actor, "sharing.invitation.made", row, changes=invited)
    return invitation


@transaction.atomic
def end_invitation(*, actor: Actor, row: Any, invitation: Invitation) -> Invitation:
    """Take an invitation back, from the next request on.

    Raises:
        Refused: when the actor may not, or it is not an open invitation to this row.
    """
    _refuse_strangers(actor, row)
    mine = Invitation.objects.unrestricted("an invitation is ended by who manages its row").of(row)
    found = mine.select_for_update(of=("self",)).filter(pk=invitation.pk, ended_at=None).first()
    if found is None:
        raise Refused(_("L'invito è già terminato."), code="ended")
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    record(actor, "sharing.invitation.ended", row, changes={"invitation": [found.pk, None]})
    return found
