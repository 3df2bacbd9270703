"""Who may do what with questionnaires, and the one table of how a round moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.actor import Actor
from pico.base.dates import italian_datetime
from pico.base.errors import Refused
from pico.base.permissions import may
from pico.organisations.models import Organisation
from pico.questionnaires.capabilities import COMPILE, SIGN
from pico.questionnaires.models import Invitation, Participation, Questionnaire, Response, Round
from pico.questionnaires.models.rounds import open_to
from pico.questionnaires.purposes import Purpose, is_scored, purposes

TOLERANCE = timedelta(seconds=60)
_S = Round.State


@dataclass(frozen=True)
class Transition:
    """One move of a round.

    Args:
        code: as its address and journal line say it.
        sources: states it may leave.
        target: the state it enters.
        label: the words on the button.
        done: the words said afterwards.
        needs_reason: whether people say why.
    """

    code: str
    sources: tuple[str, ...]
    target: str
    label: Any
    done: Any
    needs_reason: bool = False


TRANSITIONS = {
    row.code: row
    for row in (
        Transition(
            "opened", (_S.DRAFT,), _S.OPEN, lazy("Apri la rilevazione"), lazy("La rilevazione è aperta.")
        ),
        Transition("closed", (_S.OPEN,), _S.CLOSED, lazy("Chiudi ora"), lazy("La rilevazione è chiusa.")),
        Transition(
            "reopened", (_S.CLOSED,), _S.OPEN, lazy("Riapri"), lazy("La rilevazione è di nuovo aperta."), True
        ),
        Transition(
            "consolidated",
            (_S.CLOSED,),
            _S.CONSOLIDATED,
            lazy("Consolida"),
            lazy("La rilevazione è consolidata: le risposte non cambiano più."),
        ),
        Transition(
            "cancelled", (_S.OPEN,), _S.CANCELLED, lazy("Annulla"), lazy("La rilevazione è annullata."), True
        ),
    )
}


def transitions_of(round: Round) -> list[Transition]:
    """Return the moves that leave the state a round is in."""
    return [
        row
        for row in TRANSITIONS.values()
        if round.state in row.sources and not (round.is_anonymous and row.code == "reopened")
    ]


def require_move(round: Round, code: str, reason: str = "") -> Transition:
    """Return a move of the table.

    Raises:
        Refused: when the round is in a state it does not leave, or the reason is missing.
    """
    row = TRANSITIONS[code]
    if round.state not in row.sources:
        sentence = _("Non si può: la rilevazione è «%(state)s».")
        raise Refused(sentence % {"state": round.get_state_display()}, code="wrong_state")
    if code == "reopened" and round.is_anonymous:
        sentence = _("Una rilevazione anonima non si riapre: chi ha risposto dopo si potrebbe riconoscere.")
        raise Refused(sentence, code="anonymous")
    if row.needs_reason and not reason.strip():
        raise Refused(_("Scrivi il motivo: lo leggono gli invitati."), field="reason", code="reason")
    return row


# --- Who


def may_manage(actor: Actor, questionnaire: Questionnaire) -> bool:
    """Say whether the actor builds a questionnaire and runs its rounds, acting for its owner."""
    return _conducts(actor, questionnaire, questionnaire.owner)


def may_run(actor: Actor, round: Round) -> bool:
    """Say whether the actor runs a round, acting for its owner."""
    return _conducts(actor, round.version.questionnaire, round.owner)


def _conducts(actor: Actor, questionnaire: Questionnaire, owner: Organisation) -> bool:
    purpose = purposes.get(questionnaire.purpose)
    if not may.call(actor, purpose.may_manage, owner):
        return False
    return actor.is_system or not purpose.is_frozen(owner)  # the clock closes rounds all the same


def may_read_results(actor: Actor, round: Round) -> bool:
    """Say whether the actor reads results and single responses of a round, acting for its owner."""
    return may.call(actor, purposes.get(round.version.questionnaire.purpose).may_read_results, round.owner)


def purposes_for(actor: Actor) -> list[Purpose]:
    """Return the purposes for which the actor may make a questionnaire now."""
    body = actor.organisation
    if body is None:
        return []
    return [row for row in purposes if may.call(actor, row.may_manage, body) and row.may_create(actor)]


def may_compile(actor: Actor, invitation: Invitation) -> bool:
    """Say whether the actor writes the answers: their own, or of the invited organisation, acting for it."""
    if invitation.organisation is None:
        return _answers_for_self(actor, invitation)
    return may.call(actor, COMPILE, invitation.organisation)


def may_sign(actor: Actor, invitation: Invitation) -> bool:
    """Say whether the actor sends the answers: their own, or of the invited organisation, acting for it."""
    if invitation.organisation is None:
        return _answers_for_self(actor, invitation)
    return may.call(actor, SIGN if invitation.round.needs_sign_off else COMPILE, invitation.organisation)


def _answers_for_self(actor: Actor, invitation: Invitation) -> bool:
    """Say whether the actor is the person asked, or may take part without a name."""
    if invitation.round.is_anonymous:
        return may_take_part(actor.user, invitation.round)
    # The system answers for anybody: the demo.
    return actor.is_system or (actor.user is not None and actor.user.pk == invitation.person_id)


def may_take_part(user: Any, round: Round) -> bool:
    """Say whether a person may answer an anonymous round: asked or welcome, and not counted yet."""
    if user is None or has_taken_part(user, round):
        return False
    asked = Invitation.objects.unrestricted("whether a person is on the list of an anonymous round")
    return asked.filter(round=round, person=user).exists() or may_join(user, round)


def has_taken_part(user: Any, round: Round) -> bool:
    """Say whether a person is counted among those who took part in an anonymous round."""
    return Participation.objects.visible_to(user).filter(round=round).exists()


def may_join(user: Any, round: Round) -> bool:
    """Say whether a person may answer without an invitation."""
    rows = Round.objects.unrestricted("whether one round is open to a person").filter(open_to(user))
    return bool(round.audience) and rows.filter(pk=round.pk).exists()


def may_stand_in(actor: Actor, invitation: Invitation) -> bool:
    """Say whether the actor answers for a body that did so by telephone or on paper."""
    if invitation.organisation is None:
        return False
    return may_run(actor, invitation.round) and invitation.organisation_id != _acting(actor)


def _acting(actor: Actor) -> int | None:
    return actor.organisation.pk if actor.organisation else None


def require(allowed: bool) -> None:
    """Refuse what the page does not offer: rights may end while it lies open.

    Raises:
        Refused: when not allowed.
    """
    if not allowed:
        raise Refused(_("Non puoi farlo per l'ente per cui stai agendo."), code="not_yours")


# --- When


def is_in_time(invitation: Invitation, now: datetime | None = None) -> bool:
    """Say whether the organisation may still write: by the server's clock, with a minute of tolerance."""
    open_still = invitation.round.state == Round.State.OPEN or (
        invitation.round.state == Round.State.CLOSED and invitation.extended_to is not None
    )
    return open_still and (now or timezone.now()) <= invitation.closes_at + TOLERANCE


def require_writable(invitation: Invitation, response: Response | None) -> None:
    """Refuse to write answers that are sent, late or of a body that declined.

    Raises:
        Refused: with the sentence for the person.
    """
    round = invitation.round
    if is_scored(round.version.questionnaire):
        raise Refused(_("È un test: si risponde cominciando un tentativo."), code="test")
    if purposes.get(round.version.questionnaire.purpose).is_frozen(round.owner):
        raise Refused(
            _("Ora si può solo leggere: chiedi a %(owner)s.") % {"owner": round.owner}, code="read_only"
        )
    if not is_in_time(invitation):
        raise Refused(_late(invitation, round), code="late")
    # What the Province compiled for a body, the body corrects until the closing.
    if response is not None and response.state == Response.State.SUBMITTED and not response.proxy_by_id:
        raise Refused(
            _("Le risposte sono già inviate. Per correggerle chiedi a %(owner)s di riaprirle.")
            % {"owner": round.owner},
            code="sent",
        )
    if invitation.declined_at is not None:
        raise Refused(_("È stato detto di non essere interessati."), code="declined")
    require_in_force(invitation)


def require_in_force(invitation: Invitation) -> None:
    """Refuse what would change the part of a body that exists no more, or for which another answer counts.

    Raises:
        Refused: with the sentence for the person.
    """
    if invitation.replaced_by is not None:
        sentence = _("Dopo la fusione vale la risposta di %(body)s: questa non cambia più.")
        raise Refused(sentence % {"body": invitation.replaced_by.respondent}, code="replaced")
    if invitation.has_ceased:
        sentence = _("%(body)s non esiste più: nessuno risponde a suo nome.")
        raise Refused(sentence % {"body": invitation.organisation}, code="ceased")


def is_in_force(invitation: Invitation) -> bool:
    """Say whether nothing of ``require_in_force`` stands against it."""
    return invitation.replaced_by_id is None and not invitation.has_ceased


def _late(invitation: Invitation, round: Round) -> str:
    if round.state == Round.State.CONSOLIDATED:
        return _("La rilevazione è consolidata: serve una revisione numerata.")
    if round.state == Round.State.CANCELLED:
        return _("La rilevazione è stata annullata.")
    return _("La rilevazione si è chiusa: %(when)s. Puoi chiedere una proroga a %(owner)s.") % {
        "when": italian_datetime(min(invitation.closes_at, timezone.now())),
        "owner": round.owner,
    }
