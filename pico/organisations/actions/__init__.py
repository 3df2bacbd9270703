"""Every change to the registry of bodies. Import from the module of the noun."""

from pico.organisations.actions.bodies import (
    create_organisation,
    join_organisation,
    resume_organisation,
    suspend_organisation,
    update_organisation,
)
from pico.organisations.actions.codes import add_code, close_code
from pico.organisations.actions.entitlements import add_entitlement, close_entitlement
from pico.organisations.actions.events import apply_due_events, plan_event
from pico.organisations.actions.exports import note_export
from pico.organisations.actions.modules import set_module_state

__all__ = [
    "add_code",
    "add_entitlement",
    "apply_due_events",
    "close_code",
    "close_entitlement",
    "create_organisation",
    "join_organisation",
    "note_export",
    "plan_event",
    "resume_organisation",
    "set_module_state",
    "suspend_organisation",
    "update_organisation",
]
