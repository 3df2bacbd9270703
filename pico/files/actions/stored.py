"""Content in and out of the store."""

import contextlib
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from pico.base import jobs
from pico.base.actor import Actor
from pico.files import storage
from pico.files.attachable import is_personal
from pico.files.checks import Checked, check_upload
from pico.files.extraction import READABLE
from pico.files.kinds import kind_of
from pico.files.models import PendingUpload, Picture, PreparedArchive, StoredFile
from pico.files.models.pictures import PictureQuerySet
from pico.files.models.stored import KEPT, StoredFileQuerySet
from pico.files.pictures import DRAWABLE
from pico.journal.models import Entry, record


def store_upload(*, actor: Actor, upload: Any, group: str | Collection[str]) -> StoredFile:
    """Check an upload and keep its content; what uses it within a day keeps it from being cleared away.

    Slow work (checks, drawing images anew, writing) happens outside any transaction of this action: call it
    before opening one, since SQLite has one writer.

    Args:
        actor: who brings it.
        upload: an UploadedFile or File, a ``Checked``, or a ``PendingUpload`` of the same person.
        group: one or more of ``kinds``' groups.

    Returns:
        The stored content, which may have been there before.

    Raises:
        Refused: when it may not be stored, with the sentence.
        OSError: when the disk is full (the person reads page 507); no row is left.
    """
    groups = (group,) if isinstance(group, str) else group
    if isinstance(upload, PendingUpload):
        kind_of(upload.original_name, groups)
        return upload.file
    checked = upload if isinstance(upload, Checked) else check_upload(upload, groups)
    return keep(actor=actor, content=checked.content, size=checked.size, content_type=checked.content_type)


def keep(
    *,
    actor: Actor,
    content: Any,
    size: int,
    content_type: str,
    pages: int | None = None,
    pictures: bool = True,
) -> StoredFile:
    """Keep a content once: the row that is there, or a new one after its blob is safely on disk.

    Args:
        pictures: whether its first page is worth a picture where lists show it.
    """
    sha256 = storage.digest_of(content)
    known = _touched(sha256)
    if known is not None:
        if not storage.storage().exists(known.path):  # lost and brought again: mended
            storage.write(content, known.path)
        return known
    stored = StoredFile(sha256=sha256, size=size, content_type=content_type, pages=pages)
    if pictures and content_type in DRAWABLE:
        stored.picture_state = StoredFile.PictureState.QUEUED
    storage.write(content, stored.path)
    try:
        with transaction.atomic():
            _save_new(stored)
    except IntegrityError:  # somebody brought the same in this very moment: theirs is used
        storage.remove(stored.path)
        theirs = _touched(sha256)
        if theirs is None:
            raise
        return theirs
    except BaseException:
        storage.remove(stored.path)
        raise
    return stored


def _save_new(stored: StoredFile) -> None:
    """Write the row, and leave its text and pictures to jobs where it has any."""
    if stored.content_type in READABLE:
        stored.text_state = StoredFile.TextState.QUEUED
    stored.save(force_insert=True)
    if stored.text_state == StoredFile.TextState.QUEUED:
        jobs.enqueue("files.read_text", file_id=stored.pk)
    if stored.picture_state == StoredFile.PictureState.QUEUED:
        jobs.enqueue("files.draw_pictures", file_id=stored.pk)


def _touched(sha256: str) -> StoredFile | None:
    """Return the row of a content, marked as used now so that no job clears it away meanwhile."""
    rows = StoredFile.objects.unrestricted(
        "one content is stored once, whoever brings it; nobody learns who else has it"
    ).filter(sha256=sha256)
    rows.update(last_used_at=timezone.now())
    return rows.first()


def keep_for_later(*, actor: Actor, checked: Checked) -> PendingUpload:
    """Keep a good file of a refused form for a day, so that its owner need not send it again."""
    file = keep(actor=actor, content=checked.content, size=checked.size, content_type=checked.content_type)
    return PendingUpload.objects.create(user=actor.user, file=file, original_name=checked.name)


def note_download(*, actor: Actor, row: Any, once: bool = False) -> None:
    """Leave the journal line of a private file read (after the answer was made).

    Args:
        actor: who read it.
        row: the version, attachment, paper or waiting upload.
        once: write nothing when this person's line is there since an hour ago: a player asks for one file in
            many parts. Somebody who asks only for later parts still leaves a line.
    """
    if not once or not _noted(actor, row, "files.file.downloaded"):
        by = Actor(actor.user, reason=actor.reason) if is_personal(row) else actor
        record(by, "files.file.downloaded", row, category="download")


def note_preview(*, actor: Actor, row: Any) -> None:
    """Leave the journal line of a private file whose preview was shown, once an hour for each person."""
    if not _noted(actor, row, "files.file.previewed"):
        record(actor, "files.file.previewed", row, category="download")


def _noted(actor: Actor, row: Any, verb: str) -> bool:
    lines = Entry.objects.unrestricted("is the person's own reading of this file already written?").about(row)
    mine = lines.filter(verb=verb, actor_id=actor.user.pk if actor.user else None)
    return mine.filter(at__gt=timezone.now() - timedelta(hours=1)).exists()


def clear_storage(*, actor: Actor, now: datetime | None = None) -> dict[str, int]:
    """Forget contents that nothing used for a day, blobs without row; count rows without blob.

    Args:
        actor: the system.
        now: the moment, for tests.

    Returns:
        How many rows were cleared, blobs removed, and rows found without their blob.
    """
    moment = now or timezone.now()
    expired = PendingUpload.objects.unrestricted("the store is compared with its rows by a job").filter(
        created_at__lt=moment - KEPT
    )
    expired.delete()
    cleared = sum(_clear(stored, moment) for stored in _unused(moment))
    removed, missing = _compare(moment)
    result = {"cleared": cleared, "removed": removed, "missing": missing}
    if any(result.values()):
        record(actor, "files.storage.cleared", changes={key: [None, value] for key, value in result.items()})
    return result


def _all_stored() -> StoredFileQuerySet:
    return StoredFile.objects.unrestricted("the store is compared with its rows by a job")


def _unused(moment: datetime) -> Iterator[StoredFile]:
    rows = _all_stored().unused().filter(last_used_at__lt=moment - KEPT)
    return iter(list(rows.defer("text")))


def _clear(stored: StoredFile, moment: datetime) -> bool:
    """Delete the row first, then its blob: a crash in between leaves a blob without row, cleared tomorrow."""
    again = _all_stored().filter(pk=stored.pk, last_used_at__lt=moment - KEPT)
    try:
        with transaction.atomic():
            # The row is held, so that who brings the same content meanwhile finds it gone, and not going.
            locked = again.select_for_update().first()
            pictures = [row.path for row in _pictures().filter(file=stored.pk)]
            deleted = locked.delete()[0] if locked else 0
    except (ProtectedError, IntegrityError):  # used since we looked
        return False
    if deleted:
        for path in (stored.path, *pictures):
            storage.remove(path)
    return bool(deleted)


def _pictures() -> PictureQuerySet:
    return Picture.objects.unrestricted("the store is compared with its rows by a job")


def _drawn(there: set[str]) -> set[str]:
    """Return the paths of pictures. What lost one is drawn again: it is no loss of what people brought."""
    rows = list(_pictures().only("uuid", "file_id"))
    lost = [row.file_id for row in rows if row.path not in there]
    if lost:
        with transaction.atomic():
            _pictures().filter(file__in=lost).delete()
            _all_stored().filter(pk__in=lost).update(picture_state=StoredFile.PictureState.NONE)
    return {row.path for row in rows}


def _prepared() -> set[str]:
    rows = PreparedArchive.objects.unrestricted("the store is compared with its rows by a job")
    return {row.path for row in rows.only("uuid")}


def _compare(moment: datetime) -> tuple[int, int]:
    """Remove what no row names (older than a day: a younger one may be about to get its row)."""
    rows = _all_stored()
    named = {row.path for row in rows.only("uuid").iterator()}
    there = set(storage.paths())
    removed = 0
    for path in there - named - _drawn(there) - _prepared():
        with contextlib.suppress(FileNotFoundError):  # a temporary name that has become its final one
            if storage.storage().get_modified_time(path) < moment - KEPT:
                storage.remove(path)
                removed += 1
    return removed, len(named - there)
