"""The RUP of a tender for the SUA: proposed by an executive, accepted or declined, revoked if need be."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.accounts.models.people import memberships_in_force
from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.journal.models import record
from pico.sua.actions.moves import _locked, _office
from pico.sua.models import RupAssignment, RupProfile, Tender
from pico.sua.rules import rups
from pico.sua.rules.access import is_writable

_State = RupAssignment.State


@transaction.atomic
def propose_rup(
    *, actor: Actor, tender: Tender, profile: RupProfile, justification: str = ""
) -> RupAssignment:
    """Ask somebody of the register to be the RUP of an accepted tender; from then on they see it.

    Raises:
        Refused: without the role, while another proposal or RUP is in force, for somebody who may never be
            it, or who lacks a requirement that no written reason makes up for.
    """
    row = _locked(tender)
    if not rups.may_assign(actor, row):
        raise Refused(_("Il tuo ruolo non permette di proporre il RUP."), code="role")
    if sentence := rups.objection(row):
        raise Refused(sentence, code="state")
    chosen = rups.eligible(actor.user, row).filter(pk=profile.pk).first()
    if chosen is None:
        raise Refused(_("Questa persona non è fra quelle che puoi proporre."), field="profile")
    fitness = rups.fitness(chosen, row, rups.Rules.on(dates.today()))
    if fitness.never:
        raise Refused(" ".join(fitness.never), field="profile", code="never")
    if fitness.missing and not justification.strip():
        raise Refused(
            _("Mancano requisiti: scrivi perché la proponi comunque."), field="justification", code="justify"
        )
    assignment = _write(actor, row, chosen, fitness, justification.strip())
    record(actor, "sua.rup.proposed", row, owner=row.province, changes={"rup": [None, chosen.person_id]})
    _tell("proposed", assignment, actor, [chosen.person])
    return assignment


def _write(
    actor: Actor, row: Tender, profile: RupProfile, fitness: rups.Fitness, justification: str
) -> RupAssignment:
    try:
        with transaction.atomic():
            return RupAssignment.objects.create(
                tender=row,
                person=profile.person,
                organisation=profile.organisation,
                proposed_by=actor.user,
                shortfall="\n".join(fitness.missing),
                justification=justification,
            )
    except IntegrityError as taken:  # the lock of the tender makes this a second net
        raise Refused(
            _("Un altro dirigente ha appena proposto un RUP per questa gara."), code="taken"
        ) from taken


@transaction.atomic
def accept_assignment(*, actor: Actor, assignment: RupAssignment, no_conflict: bool) -> RupAssignment:
    """Accept to be the RUP, with the declaration on conflicts of interest (art. 16 D.Lgs. 36/2023).

    Raises:
        Refused: to anybody but the person asked, without the declaration, or when the proposal is over.
    """
    row, mine = _answering(actor, assignment)
    if not no_conflict:
        raise Refused(
            _("Per accettare dichiara di non avere conflitti di interessi (art. 16 del Codice)."),
            field="no_conflict",
        )
    profile = RupProfile.objects.visible_to(actor.user).filter(person=actor.user).first()
    if profile is None or profile.clean_declared_on is None:
        raise Refused(
            _("Nel tuo profilo manca la dichiarazione di assenza di condanne: senza non puoi accettare."),
            code="never",
        )
    if never := rups.fitness(profile, row, rups.Rules.on(dates.today())).never:
        raise Refused(_("Ora non puoi accettare. %(why)s") % {"why": " ".join(never)}, code="never")
    mine.state, mine.no_conflict, mine.answered_at = _State.ACCEPTED, True, timezone.now()
    mine.save()
    record(actor, "sua.rup.accepted", row, owner=row.province)
    _tell("accepted", mine, actor, _office(row, executives=True))
    return mine


@transaction.atomic
def decline_assignment(*, actor: Actor, assignment: RupAssignment, reason: str) -> RupAssignment:
    """Say no, with a reason that the Province reads; the tender is theirs no more to see.

    Raises:
        Refused: to anybody but the person asked, without a reason, or when the proposal is over.
    """
    row, mine = _answering(actor, assignment)
    if not reason.strip():
        raise Refused(_("Scrivi il motivo: chi ti ha proposto deve poterlo leggere."), field="reason")
    mine.state, mine.reason, mine.answered_at = _State.DECLINED, reason.strip(), timezone.now()
    mine.save()
    record(actor, "sua.rup.declined", row, owner=row.province)
    _tell("declined", mine, actor, _office(row, executives=True))
    return mine


@transaction.atomic
def revoke_assignment(*, actor: Actor, assignment: RupAssignment, reason: str) -> RupAssignment:
    """Take a proposal back, or the assignment away; the tender stays where it is.

    Raises:
        Refused: without the role or a reason, or when it is over already.
    """
    row, held = _held(assignment)
    if not rups.may_assign(actor, row):
        raise Refused(_("Il tuo ruolo non permette di revocare il RUP."), code="role")
    _require_writable(row)
    if not held.is_active:
        raise Refused(_("L'incarico non è più in corso: non c'è nulla da revocare."), code="state")
    if not reason.strip():
        raise Refused(_("Scrivi il motivo della revoca."), field="reason")
    _end(actor, held, reason.strip())
    record(actor, "sua.rup.revoked", row, owner=row.province)
    _tell("revoked", held, actor, [held.person, *_office(row, executives=True)])
    return held


@transaction.atomic
def revoke_leaver(*, actor: Actor, assignment: RupAssignment) -> bool:
    """Revoke what somebody held who left the body named in it: a task comes to the SUA.

    Returns:
        Whether it was revoked now; a second run changes nothing.
    """
    row, held = _held(assignment)
    stays = memberships_in_force().filter(
        user=held.person_id, organisation=held.organisation_id, user__is_active=True
    )
    if not held.is_active or stays.exists():
        return False
    _end(actor, held, _("Non fa più parte di %(body)s.") % {"body": held.organisation})
    record(actor, "sua.rup.left", row, owner=row.province)
    _tell("left", held, actor, _office(row, executives=True))
    return True


def _end(actor: Actor, held: RupAssignment, reason: str) -> None:
    held.state, held.reason, held.ended_at, held.ended_by = _State.REVOKED, reason, timezone.now(), actor.user
    held.save()


def _held(assignment: RupAssignment) -> tuple[Tender, RupAssignment]:
    """Lock the tender, then read the assignment again: answers and revocations come one after another."""
    row = _locked(assignment.tender)
    return row, row.assignments.select_related("person", "organisation").get(pk=assignment.pk)


def _require_writable(row: Tender) -> None:
    if not is_writable(row.province):
        raise Refused(_("Il modulo SUA è in sola lettura per %(province)s.") % {"province": row.province})


def _answering(actor: Actor, assignment: RupAssignment) -> tuple[Tender, RupAssignment]:
    row, mine = _held(assignment)
    if actor.user is None or mine.person_id != actor.user.pk:
        raise Refused(_("Questa proposta non è per te."), code="role")
    _require_writable(row)
    if mine.state != _State.PROPOSED:
        raise Refused(
            _("La proposta non aspetta più risposta: è nello stato «%(state)s».")
            % {"state": mine.get_state_display()},
            code="state",
        )
    if not rups.needs_rup(row):
        raise Refused(_("La gara è conclusa: non serve più una risposta."), code="state")
    return row, mine


def _tell(what: str, held: RupAssignment, actor: Actor, people: Any) -> None:
    tender = held.tender
    data = {"number": tender.number, "title": tender.title, "person": str(held.person)}
    notify(f"sua.rup.{what}", about=held, actor=actor, to=people, data=data)
