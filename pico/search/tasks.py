"""The nightly look at the index."""

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.actor import system_actor
from pico.base.jobs import job, schedule
from pico.notifications.works import ACTOR, Result, Running, carry_out
from pico.search import actions


@job(queue="heavy", limit=3600)
def repair_index(work_id: int | None = None) -> dict[str, int] | None:
    """Write again what differs from the rows, and say how much it was.

    Args:
        work_id: the work of the person who asked for it; without, it is the nightly one.
    """
    if work_id is None:
        return actions.repair(actor=system_actor("controllo notturno dell'indice"))
    found: dict[str, int] = {}

    def body(work: Running) -> Result:
        found.update(actions.repair(actor=ACTOR, progress=work.step))
        return Result(url=reverse("accounts:state"), label=_("Apri lo stato della piattaforma"))

    return found if carry_out(work_id, body) else None


schedule(
    "nightly look at the search index",
    "50 2 * * *",
    "search.repair_index",
    "Controllo dell'indice di ricerca",
)
