"""Who writes down that a form (scheda) of ANAC was sent, and while it makes sense."""

from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.sua.models import SchedaRecord, Tender, TenderParticipant
from pico.sua.models.codes import OPEN_STATES, State
from pico.sua.rules import bodies, parts
from pico.sua.rules.access import acts, holds, is_writable
from pico.sua.rules.rups import acts_as_rup

_BEFORE = frozenset({State.DRAFT, *OPEN_STATES, State.REFUSED, State.WITHDRAWN, State.ACCEPTED})
# From here on the body's own RUP sends the forms of the contract and of its execution.
HANDED_OVER = frozenset({"HANDED_OVER", "CONTRACTED", "IN_EXECUTION", "COMPLETED"})

TONES = {
    SchedaRecord.State.SENT: "info",
    SchedaRecord.State.WAITING_TED: "warning",
    SchedaRecord.State.CONFIRMED: "success",
    SchedaRecord.State.REFUSED: "danger",
}


def may_record(actor: Actor, tender: Tender) -> bool:
    """Say whether the person sends forms of this tender: SUA operator, RUP, then who answers for a body."""
    return _works_for_all(actor, tender) or part_to_record(actor, tender) is not None


def may_change(actor: Actor, scheda: SchedaRecord) -> bool:
    """Say whether the person writes how a form went: a body only of its own, or of all where alone."""
    tender = scheda.tender
    if _works_for_all(actor, tender):
        return True
    part = part_to_record(actor, tender)
    if part is None:
        return False
    if scheda.participant_id is not None:
        return scheda.participant_id == part.pk
    return len(bodies.buyers(tender, tender.participants.all())) == 1


def part_to_record(actor: Actor, tender: Tender) -> TenderParticipant | None:
    """Return the part of the body for which the person sends forms after the hand-over; None when none.

    The body's RUP sends them; whoever signs for the body, where its RUP is not registered.
    """
    if actor.is_system or actor.organisation is None or tender.state not in HANDED_OVER:
        return None
    part = parts.part_of(actor, tender)
    if part is None:
        return None
    rup = parts.rup_of(part)
    theirs = (
        rup.pk == actor.user.pk and acts(actor)
        if rup is not None
        else holds(actor, "sua.contract.sign", part.organisation)
    )
    return part if theirs else None


def _works_for_all(actor: Actor, tender: Tender) -> bool:
    if actor.is_system or actor.organisation is None:
        return False
    return holds(actor, "sua.scheda.record", tender.province) or acts_as_rup(actor, tender)


def objection(tender: Tender) -> str:
    """Return why no form can be written down now; empty when one can."""
    if tender.historic:
        return _("Questa gara è importata dallo storico: si legge e si esporta.")
    if tender.state in _BEFORE:
        return _("Le schede si inviano quando la gara è in preparazione: ora è nello stato «%(state)s».") % {
            "state": tender.get_state_display()
        }
    if not is_writable(tender.province):
        return _("Il modulo SUA è in sola lettura per %(province)s.") % {"province": tender.province}
    return ""
