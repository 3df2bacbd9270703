"""The journal seals itself each minute."""

from pico.base import jobs
from pico.base.actor import system_actor
from pico.journal import actions


@jobs.job(limit=300)
def seal() -> int:
    return actions.seal(actor=system_actor("sigillo del registro"))


jobs.schedule("seal the journal", "* * * * *", "journal.seal", "Sigillo del registro")
