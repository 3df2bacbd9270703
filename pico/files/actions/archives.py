"""ZIPs of folders and of chosen documents: the journal line, and the large ones that a job prepares."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.works import Result, Running, start_work
from pico.base.zips import Member, write_archive
from pico.files import storage
from pico.files.archiving import LARGEST, Contents, contents_of, safe_name
from pico.files.models import Folder, PreparedArchive
from pico.files.models.archives import VALID, PreparedArchiveQuerySet
from pico.journal.models import record


def note_archive(*, actor: Actor, folder: Folder, documents: int) -> None:
    """Leave the journal line of a ZIP (after the answer was made, or when it was prepared)."""
    changes = {"documents": [None, documents]}
    record(actor, "files.archive.downloaded", folder, changes=changes, category="download")


@transaction.atomic
def prepare_archive(*, actor: Actor, folder: Folder, contents: Contents, chosen: Sequence[str] = ()) -> str:
    """Have a large archive made by a job; its person is told when it is ready.

    Args:
        actor: the person.
        folder: one they see.
        contents: what is in it now, to know its size.
        chosen: as ``contents_of``.

    Returns:
        The address of the page that tells how far it is.

    Raises:
        Refused: when it would be larger than any archive may be.
    """
    if contents.size > LARGEST:
        raise Refused(
            _("È troppo grande per un solo archivio: scarica le sottocartelle una per volta."),
            code="too large",
        )
    archive = PreparedArchive.objects.create(
        person=actor.user, folder=folder, chosen=list(chosen), name=f"{safe_name(folder.name)[:140]}.zip"
    )
    label = _("Archivio ZIP di «%(name)s»") % {"name": folder.name}
    return start_work(actor=actor, label=label, job="files.build_archive", archive_id=archive.pk)


def build_archive(*, actor: Actor, work: Running, archive_id: int) -> Result:
    """Make an archive of what its person sees at this moment; made twice, it is there once.

    Args:
        actor: the person, in whose name the job works.
        work: to say how far it is.
        archive_id: the row that the action left.
    """
    archive = _all().select_related("folder", "person").filter(pk=archive_id).first()
    seen = archive and Folder.objects.visible_to(archive.person).filter(pk=archive.folder_id).exists()
    if archive is None or not seen:
        return Result(errors=[_("La cartella non c'è più, o non puoi più vederla.")], failed=True)
    if archive.ready_at is None:
        contents = contents_of(archive.person, archive.folder, archive.chosen)
        _write(archive, contents, work)
        _finish(actor, archive, contents)
    return Result(
        url=reverse("files:archive", args=[archive.public_id]),
        label=_("Scarica l'archivio: il link vale 24 ore"),
    )


def _write(archive: PreparedArchive, contents: Contents, work: Running) -> None:
    """Write to a temporary file first: an object store takes only what can be read twice."""
    total = len(contents.documents)

    def told() -> Iterator[Member]:
        for number, member in enumerate(contents.members(), 1):
            work.step(min(number, total), total, _("File"))
            yield member

    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as made:
        for piece in write_archive(told()):
            made.write(piece)
        archive.size = made.tell()
        storage.remove(archive.path)  # of a worker that died
        storage.write(made, archive.path)


@transaction.atomic
def _finish(actor: Actor, archive: PreparedArchive, contents: Contents) -> None:
    archive.versions, archive.ready_at = contents.version_ids, timezone.now()
    archive.save(update_fields=["size", "versions", "ready_at"])
    note_archive(actor=actor, folder=archive.folder, documents=len(contents.documents))


def forget_archives(*, actor: Actor, now: datetime | None = None) -> int:
    """Remove archives older than a day, prepared or never finished. Returns how many."""
    before = (now or timezone.now()) - VALID
    old: list[Any] = list(_all().filter(created_at__lt=before))
    for archive in old:
        archive.delete()
        storage.remove(archive.path)
    return len(old)


def _all() -> PreparedArchiveQuerySet:
    return PreparedArchive.objects.unrestricted("a job makes and removes the archives that people asked for")
