"""Background work of files: papers, and the nightly look at the store."""

from pico.base.actor import system_actor
from pico.base.jobs import job, schedule
from pico.files.actions import clear_storage, issue_paper


@job(limit=120)
def make_paper(paper_id: int) -> str:
    """Make the PDF of a paper that an action asked for."""
    return issue_paper(actor=system_actor("atto chiesto da una persona"), paper_id=paper_id).sha256


@job(queue="heavy", limit=1800)
def clear_store() -> dict[str, int]:
    """Forget what nothing uses and compare blobs with rows."""
    return clear_storage(actor=system_actor("controllo notturno dell'archivio"))


schedule(
    "nightly look at the file store", "20 2 * * *", "files.clear_store", "Controllo dell'archivio dei file"
)
