"""The list of organisations, or of people, that a round asks."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.questionnaires.actions.rounds import _locked_round
from pico.questionnaires.actions.telling import _tell_invited
from pico.questionnaires.models import Invitation, Round
from pico.questionnaires.rules import may_run, require

MOST = 10_000


def invite(*, actor: Actor, round: Round, organisations: Iterable[Organisation]) -> int:
    """Ask organisations; while the round is open they are told at once.

    Those asked already stay as they are, those that exist no more are left out.

    Returns:
        How many are new.

    Raises:
        Refused: when the actor may not, the round is over or asks people, or the list is too long.
    """
    ceased = Organisation.State.CEASED
    return _invite(actor, round, "organisation_id", {row.pk for row in organisations if row.state != ceased})


def invite_people(*, actor: Actor, round: Round, people: Iterable[User]) -> int:
    """Ask people, as ``invite`` asks organisations."""
    return _invite(actor, round, "person_id", {row.pk for row in people})


def _invite(actor: Actor, round: Round, link: str, wanted: Collection[int]) -> int:
    require(may_run(actor, round))
    with transaction.atomic():
        row = _locked_round(round)
        require((row.unit == Round.Unit.ORGANISATION) == (link == "organisation_id"))
        if row.state not in (Round.State.DRAFT, Round.State.OPEN):
            raise Refused(_("La rilevazione è chiusa: non si invita più nessuno."), code="wrong_state")
        if len(wanted) > MOST:
            raise Refused(
                _("Si possono invitare al massimo %(most)s alla volta.") % {"most": MOST}, code="too_many"
            )
        new = sorted(set(wanted) - set(row.invitations.values_list(link, flat=True)))
        made = Invitation.objects.bulk_create([Invitation(round=row, **{link: pk}) for pk in new])
        record(actor, "questionnaires.round.invited", row, changes={"invited": [None, len(new)]})
        if row.state == Round.State.OPEN:
            _tell_invited(actor, row, only=[invitation.pk for invitation in made])
    return len(new)


def uninvite(*, actor: Actor, invitation: Invitation) -> None:
    """Take an organisation or a person off the list before the round opens.

    Raises:
        Refused: when the actor may not, or the round was opened.
    """
    require(may_run(actor, invitation.round))
    with transaction.atomic():
        row = _locked_round(invitation.round)
        if row.state != Round.State.DRAFT:
            raise Refused(_("La rilevazione è aperta: chi è invitato lo sa già."), code="wrong_state")
        record(actor, "questionnaires.round.uninvited", row, changes={"invited": [1, None]})
        invitation.delete()
