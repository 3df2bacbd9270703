"""Pictures of contents, drawn by jobs: people see what a file is before they open it."""

import io
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from pico.base import jobs
from pico.base.actor import Actor
from pico.files import storage
from pico.files.extraction import Locked, Unreadable
from pico.files.models import Picture, StoredFile
from pico.files.models.stored import StoredFileQuerySet
from pico.files.pictures import DRAWABLE, Drawn, draw

AT_ONCE = 500  # contents that one night's look leaves to jobs
State = StoredFile.PictureState


def draw_pictures(*, actor: Actor, file_id: int) -> str:
    """Draw a content and keep its pictures; drawn twice, they are there once.

    Returns:
        The state it has now.

    Raises:
        Unreadable: when the drawer had to be killed for the first time: the job tries once more.
    """
    stored = _all().defer("text").filter(pk=file_id).first()
    if stored is None or stored.picture_state == State.DONE:
        return stored.picture_state if stored else ""
    try:
        with storage.storage().open(stored.path) as content:
            drawn = draw(content, stored.content_type)
    except Locked:
        return _settle(stored, State.SKIPPED)
    except (Unreadable, FileNotFoundError) as reason:
        tried_before = stored.picture_state == State.FAILED
        _settle(stored, State.FAILED)
        if getattr(reason, "again", False) and not tried_before:
            raise
        return State.FAILED
    keep_pictures(actor=actor, stored=stored, drawn=drawn)
    return State.DONE


def keep_pictures(*, actor: Actor, stored: StoredFile, drawn: Sequence[Drawn]) -> None:
    """Keep what was drawn of a content, unless somebody else did meanwhile."""
    rows = [Picture(file=stored, size=one.size, width=one.width, height=one.height) for one in drawn]
    kept = False
    try:
        for row, one in zip(rows, drawn, strict=True):
            storage.write(io.BytesIO(one.content), row.path)
        with transaction.atomic():
            if _all().filter(pk=stored.pk).exclude(picture_state=State.DONE).update(picture_state=State.DONE):
                Picture.objects.bulk_create(rows)
                kept = True
    finally:
        if not kept:
            for row in rows:
                storage.remove(row.path)


def _settle(stored: StoredFile, state: str) -> str:
    _all().filter(pk=stored.pk).exclude(picture_state=State.DONE).update(picture_state=state)
    return state


def draw_undrawn(*, actor: Actor) -> int:
    """Leave to jobs the contents of documents and attachments that nobody drew yet. Returns how many."""
    used = Q(versions__isnull=False) | Q(attachments__isnull=False)
    rows = _all().filter(used, picture_state=State.NONE, content_type__in=DRAWABLE).order_by("pk").distinct()
    waiting = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    with transaction.atomic():
        _all().filter(pk__in=waiting).update(picture_state=State.QUEUED)
        for pk in waiting:
            jobs.enqueue("files.draw_pictures", file_id=pk)
    return len(waiting)


def _all() -> StoredFileQuerySet:
    return StoredFile.objects.unrestricted("a job draws contents, whosever they are")
