"""Background work of files: papers, and the nightly look at the store."""

from pico.base.actor import Actor, system_actor
from pico.base.jobs import job, schedule
from pico.base.works import carry_out
from pico.files.actions import build_archive as build_archive_of
from pico.files.actions import (
    clear_storage,
    draw_undrawn,
    erase_trash,
    forget_archives,
    issue_paper,
    read_unread,
)
from pico.files.actions import draw_pictures as draw_pictures_of
from pico.files.actions import read_text as read_text_of


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


@job(queue="heavy", limit=120, attempts=10, priority=-20)
def read_text(file_id: int) -> str:
    """Read the text of a content, so that people find the documents that hold it.

    Attempts are for workers that die; a file whose reader had to be killed twice is given up by the action.
    """
    return read_text_of(actor=system_actor("testo di un file caricato"), file_id=file_id)


@job(queue="heavy", limit=300)
def read_texts() -> int:
    """Look for contents whose text nobody read."""
    return read_unread(actor=system_actor("testi non ancora letti"))


schedule("read texts not read yet", "10 3 * * *", "files.read_texts", "Testo dei file non ancora letti")


@job(queue="heavy", limit=60, attempts=10, priority=-30)
def draw_pictures(file_id: int) -> str:
    """Draw an image or the first page of a PDF, for lists and for the sheet of its document.

    Attempts as for ``read_text``, before which nobody waits for a picture.
    """
    return draw_pictures_of(actor=system_actor("anteprima di un file caricato"), file_id=file_id)


@job(queue="heavy", limit=300)
def draw_missing() -> int:
    """Look for contents that nobody drew."""
    return draw_undrawn(actor=system_actor("anteprime che mancano"))


schedule("draw what has no picture yet", "30 3 * * *", "files.draw_missing", "Anteprime dei file che mancano")


@job(queue="heavy", limit=900)
def empty_trash() -> dict[str, int]:
    """Erase what has been in the trash for thirty days."""
    return erase_trash(actor=system_actor("cestino dopo trenta giorni"))


schedule("empty the trash", "40 1 * * *", "files.empty_trash", "Svuotamento del cestino dopo 30 giorni")


@job(queue="heavy", limit=3600)
def build_archive(work_id: int, archive_id: int) -> bool:
    """Make a large ZIP for the person who asked for it."""
    return carry_out(
        work_id, lambda work: build_archive_of(actor=Actor(work.person), work=work, archive_id=archive_id)
    )


@job(queue="default", limit=300)
def remove_archives() -> int:
    """Remove ZIPs whose day is over."""
    return forget_archives(actor=system_actor("archivi ZIP dopo 24 ore"))


schedule(
    "remove old archives", "5 2 * * *", "files.remove_archives", "Rimozione degli archivi ZIP dopo 24 ore"
)
