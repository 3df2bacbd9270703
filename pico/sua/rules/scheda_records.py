"""Who writes down that a form (scheda) of ANAC was sent, and while it makes sense."""

from typing import Any

from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.base.actor import Actor
from pico.sua.models import SchedaRecord, Tender
from pico.sua.models.codes import OPEN_STATES, State
from pico.sua.rules.access import holds, is_writable
from pico.sua.rules.rups import is_rup

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
    """Say whether the person sends forms of this tender: SUA operator, its RUP, the body's RUP afterwards."""
    if actor.is_system or actor.organisation is None:
        return False
    if holds(actor, "sua.scheda.record", tender.province) or is_rup(actor.user, tender):
        return True
    return tender.state in HANDED_OVER and is_rup_of_body(actor.user, tender)


def is_rup_of_body(user: Any, tender: Tender) -> bool:
    """Say whether the person is the RUP named by the requesting body, and still belongs to it."""
    access = access_of(user)
    return tender.rup_org_id == access.user_id and tender.organisation_id in access.organisation_ids


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
