"""The daily job of the registry."""

from pico.base.actor import system_actor
from pico.base.jobs import job, schedule
from pico.organisations import actions


@job()
def apply_due_events() -> None:
    actions.apply_due_events(actor=system_actor("è il giorno dell'evento"))


schedule("organisations.events", "5 0 * * *", "organisations.apply_due_events")
