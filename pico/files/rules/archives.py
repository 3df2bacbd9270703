"""May somebody still have an archive that was prepared for them?"""

from pico.base.actor import Actor
from pico.files.models import Document, PreparedArchive

PIECE = 5000  # ids in one question to the database


def may_still_have(actor: Actor, archive: PreparedArchive) -> bool:
    """Say whether its day is not over and its person still sees every document that it holds."""
    ids = archive.versions
    seen = sum(
        Document.objects.library_of(actor.user).filter(versions__in=ids[start : start + PIECE]).count()
        for start in range(0, len(ids), PIECE)
    )
    return archive.is_valid and seen == len(ids)
