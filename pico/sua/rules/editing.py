"""Who writes the data of a tender once it is more than a draft, and until when.

The SUA's operators and the RUP of the tender, from the acceptance until the decision to contract freezes the
data (row 9): two of them may write at once, and the optimistic lock of the draft holds here too.
"""

from pico.base.actor import Actor
from pico.sua.models import Tender
from pico.sua.models.codes import Kind, State
from pico.sua.rules import access, fields
from pico.sua.rules.rups import acts_as_rup

EDITABLE = frozenset({State.ACCEPTED, State.PREPARATION})


def is_open(tender: Tender) -> bool:
    """Say whether the data of the tender may still change."""
    return tender.state in EDITABLE and not tender.historic


def is_writer(actor: Actor, tender: Tender) -> bool:
    """Say whether the person writes the data of this tender, whatever its state."""
    if actor.is_system or tender.is_draft:
        return False
    if access.holds(actor, "sua.tender.write", tender.province):
        return True
    return acts_as_rup(actor, tender)


def may_write(actor: Actor, tender: Tender) -> bool:
    """Say whether the person may write the data of this tender now."""
    return is_open(tender) and access.is_writable(tender.province) and is_writer(actor, tender)


def steps_of(tender: Tender) -> tuple[fields.Step, ...]:
    """Return the pages of the form: all for a draft; no sending afterwards.

    Documents of a request are there for the SUA only where no body could upload them: it entered the tender.
    """
    if tender.is_draft:
        return fields.STEPS
    papers = tender.kind == Kind.DELEGATED and tender.entered_by_province
    left_out = {"riepilogo"} if papers else {"riepilogo", "documenti"}
    return tuple(step for step in fields.STEPS if step.slug not in left_out)
