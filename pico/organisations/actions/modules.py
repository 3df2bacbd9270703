"""Switching a Province's vertical modules on, to read only, and off."""

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.dates import today
from pico.base.errors import Refused
from pico.base.modules import modules
from pico.journal.models import record
from pico.organisations import rules
from pico.organisations.models import ModuleActivation, Organisation


@transaction.atomic
def set_module_state(
    *,
    actor: Actor,
    organisation: Organisation,
    module: str,
    state: str,
    note: str = "",
    confirmed: bool = False,
) -> ModuleActivation:
    """Switch a vertical module of a Province; data stay whatever the state.

    Args:
        organisation: the Province.
        module: code of a vertical module.
        state: ACTIVE, READ_ONLY or OFF.
        note: why, shown on the modules page.
        confirmed: the person saw what is still open and switches off all the same.

    Raises:
        Refused: code ``not-a-province``, ``forbidden``, ``unknown`` or ``open-work`` (asks for confirmation).
    """
    _refuse_unsuitable(actor, organisation, module, state)
    if state == ModuleActivation.State.OFF and not confirmed:
        _refuse_while_work_is_open(organisation, module)
    row, created = ModuleActivation.objects.select_for_update().get_or_create(
        organisation=organisation, module=module, defaults={"state": state, "note": note}
    )
    before = ModuleActivation.State.OFF if created else row.state
    if not created and (before, row.note) == (state, note):
        return row
    if not created:
        row.since = row.since if before == state else today()
        row.state, row.note = state, note
        row.save()
    changes = {"module": [module, module], "state": [before, state]}
    record(actor, "organisations.module.set", organisation, owner=organisation, changes=changes)
    return row


def _refuse_unsuitable(actor: Actor, organisation: Organisation, module: str, state: str) -> None:
    if not organisation.is_province:
        raise Refused(_("Solo una Provincia attiva i moduli verticali."), code="not-a-province")
    if not (actor.is_system or rules.may_manage_modules(actor, organisation)):
        raise Refused(_("Non puoi cambiare i moduli di questo ente."), code="forbidden")
    known = module in modules and modules.get(module).kind == "VERTICAL"
    if not known or state not in ModuleActivation.State.values:
        raise Refused(_("Questo modulo o questo stato non esiste."), code="unknown")


def _refuse_while_work_is_open(organisation: Organisation, module: str) -> None:
    still_open = [(label, count) for label, count in modules.get(module).open_work(organisation) if count]
    if still_open:
        listed = ", ".join(f"{label}: {count}" for label, count in still_open)
        raise Refused(
            _("Ci sono attività aperte (%(what)s). Conferma per spegnere il modulo: i dati restano.")
            % {"what": listed},
            code="open-work",
        )
