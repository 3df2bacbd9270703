"""The nightly look at the index."""

from pico.base.actor import system_actor
from pico.base.jobs import job, schedule
from pico.search import actions


@job(queue="heavy", limit=3600)
def repair_index() -> dict[str, int]:
    """Write again what differs from the rows, and say how much it was."""
    return actions.repair(actor=system_actor("controllo notturno dell'indice"))


schedule(
    "nightly look at the search index",
    "50 2 * * *",
    "search.repair_index",
    "Controllo dell'indice di ricerca",
)
