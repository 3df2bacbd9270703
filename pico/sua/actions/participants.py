"""What ANAC's platform asks of each body of a tender."""

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.sua.actions.moves import _locked
from pico.sua.models import TenderParticipant
from pico.sua.rules import precig


@transaction.atomic
def save_participant(
    *,
    actor: Actor,
    participant: TenderParticipant,
    fiscal_code: str,
    ausa: str,
    cost_centre: str,
    functions: int,
) -> TenderParticipant:
    """Write the codes of a body of a tender.

    Raises:
        Refused: neither the SUA nor the body, or the tender is past the step.
    """
    tender = _locked(participant.tender)
    participant.tender = tender
    if not precig.may_write(actor, participant):
        raise Refused(_("Questi dati non si possono cambiare qui."), code="role")
    values = {
        "fiscal_code": fiscal_code,
        "ausa": ausa,
        "cost_centre": cost_centre,
        "functions": functions,
    }
    changed = {name: None for name, value in values.items() if getattr(participant, name) != value}
    for name, value in values.items():
        setattr(participant, name, value)
    participant.save(update_fields=list(values))
    if changed:
        record(actor, "sua.participant.saved", tender, owner=tender.owner, changes=changed)
    return participant
