"""What changes an organisation's part in a round: not interested, more time, its answers given back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.questionnaires.actions.responses import _give_back, _locked_invitation
from pico.questionnaires.actions.telling import _tell_one, _tell_owner
from pico.questionnaires.models import Invitation, Response, Round
from pico.questionnaires.purposes import is_scored
from pico.questionnaires.rules import (
    may_read_results,
    may_run,
    may_sign,
    require,
    require_in_force,
    require_writable,
)


def decline(*, actor: Actor, invitation: Invitation, reason: str) -> Invitation:
    """Say that the organisation or the person is not interested; what was written stays unsent.

    Raises:
        Refused: when the actor may not, the round allows it not, it is too late, or the reason is missing.
    """
    require(may_sign(actor, invitation) and invitation.round.may_decline and invitation.pk is not None)
    if not reason.strip():
        raise Refused(_("Scrivi in breve perché."), field="reason", code="reason")
    with transaction.atomic():
        held = _locked_invitation(invitation)
        require_writable(held, _response(held))
        held.declined_at, held.decline_reason = timezone.now(), reason.strip()
        held.save(update_fields=["declined_at", "decline_reason"])
        record(actor, "questionnaires.invitation.declined", held, owner=held.organisation or held.round.owner)
        _tell_owner(actor, held, "questionnaires.response.declined")
    return held


def _response(invitation: Invitation) -> Response | None:
    rows = Response.objects.unrestricted("the response of an invitation under its lock")
    return rows.filter(invitation=invitation).first()


def extend(*, actor: Actor, invitation: Invitation, until: datetime) -> Invitation:
    """Give one organisation or person more time, also when the round is closed already.

    Raises:
        Refused: when the actor may not, the round is over, or the moment brings no more time.
    """
    require(may_run(actor, invitation.round) and not invitation.round.is_anonymous)
    with transaction.atomic():
        held = _locked_invitation(invitation)
        if held.round.state not in (Round.State.OPEN, Round.State.CLOSED):
            raise Refused(_("La proroga vale solo prima del consolidamento."), code="wrong_state")
        require_in_force(held)
        if until <= max(timezone.now(), held.round.closes_at):
            raise Refused(_("Scegli un momento dopo la chiusura."), field="until", code="until")
        held.extended_to = until
        held.save(update_fields=["extended_to"])
        response = _response(held)
        if response is not None and response.state == Response.State.EXPIRED:
            response.state = Response.State.DRAFT
            response.save(update_fields=["state"])
        record(actor, "questionnaires.invitation.extended", held)
        _tell_one(actor, held, "questionnaires.round.extended")
    return held


def reopen_response(*, actor: Actor, response: Response, reason: str) -> Response:
    """Give sent answers back to the organisation, until the round is consolidated.

    Raises:
        Refused: when the actor may not, nothing was sent, the round is consolidated or the reason is missing.
    """
    invitation = response.invitation
    require(may_run(actor, response.round) and may_read_results(actor, response.round))
    if invitation is None:
        raise Refused(_("Una risposta anonima non si riapre."), code="anonymous")
    if is_scored(response.round.version.questionnaire):
        raise Refused(_("Un test consegnato non si riapre."), code="test")
    if not reason.strip():
        raise Refused(_("Scrivi perché la riapri: lo legge l'ente."), field="reason", code="reason")
    with transaction.atomic():
        held = _locked_invitation(invitation)
        if held.round.state == Round.State.CONSOLIDATED:
            raise Refused(
                _("La rilevazione è consolidata: serve una revisione numerata"), code="consolidated"
            )
        require_in_force(held)
        row = _response(held)
        if row is None or row.state != Response.State.SUBMITTED:
            raise Refused(_("Le risposte non sono inviate."), code="wrong_state")
        row.invitation = held
        row.note = reason.strip()
        _give_back(actor, row)
        record(actor, "questionnaires.response.reopened", row)
        _tell_one(actor, held, "questionnaires.response.reopened", note=row.note[:200])
    return row
