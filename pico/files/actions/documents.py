"""Documents, their versions, and attachments."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.files import trees
from pico.files.actions.stored import store_upload
from pico.files.changes import Change, tell
from pico.files.checks import Checked, clean_name
from pico.files.kinds import DOCUMENT, IMAGE
from pico.files.models import Attachment, Document, DocumentVersion, PendingUpload, StoredFile
from pico.files.rules import has_room, may_change, may_change_files
from pico.journal.models import record

USUAL = (DOCUMENT, IMAGE)


def add_document(
    *,
    actor: Actor,
    owner: Any,
    target: Any,
    title: str,
    upload: Any,
    comment: str = "",
    groups: Collection[str] = USUAL,
) -> Document:
    """Add a document with its first version.

    Args:
        owner: the organisation it belongs to (and whose quota it fills).
        target: the row it hangs on, registered in ``attachable``; None for the owner's own people.
        title: how people call it; empty takes the file's name.
        upload: see ``store_upload``.
        comment: note on the version.
        groups: which groups of files are welcome.

    Raises:
        Refused: when the actor may not, the file is not good, or the quota is full.
    """
    file, name = _receive(actor, owner, target, upload, groups)
    with transaction.atomic():
        document = Document(owner=owner, title=(title or name)[:200], author=actor.user, target=target)
        document.save()
        _write_version(document, actor, comment, number=1, file=file, original_name=name)
        record(actor, "files.document.added", document)
    return document


def add_version(
    *, actor: Actor, document: Document, upload: Any, comment: str = "", groups: Collection[str] = USUAL
) -> DocumentVersion:
    """Add the next version of a document and make it the current one; older ones stay.

    Raises:
        Refused: as ``add_document``, and when the document is in the trash.
    """
    file, name = _receive(actor, document.owner, document.target, upload, groups, document=document)
    with transaction.atomic():
        rows = Document.objects.unrestricted("the document is in hand; two versions never share a number")
        locked = rows.select_for_update().get(pk=document.pk)
        if locked.trashed_at is not None:
            raise Refused(_("Il documento è nel cestino: ripristinalo prima di aggiungere una versione."))
        last = locked.versions.aggregate(last=Max("number"))["last"] or 0
        version = _write_version(locked, actor, comment, number=last + 1, file=file, original_name=name)
        record(actor, "files.version.added", locked, changes={"version": [last, last + 1]})
        tell(Change("version", actor, document=locked, version=version))
    document.current_version = version
    return version


def restore_version(*, actor: Actor, version: DocumentVersion) -> DocumentVersion:
    """Make an older version the newest again: a new version with the same content; nothing is lost.

    Raises:
        Refused: when the actor may not, the document is in the trash, or the version is the current one.
    """
    document = version.document
    _refuse_strangers(actor, document.target, document.owner, document)
    with transaction.atomic():
        rows = Document.objects.unrestricted("the document is in hand; two versions never share a number")
        locked = rows.select_for_update(of=("self",)).get(pk=document.pk)
        if locked.trashed_at is not None:
            raise Refused(_("Il documento è nel cestino: ripristinalo prima di aggiungere una versione."))
        if locked.current_version_id == version.pk:
            raise Refused(_("È già la versione attuale."), code="current")
        last = locked.versions.aggregate(last=Max("number"))["last"] or 0
        again = _write_version(
            locked, actor, _("Ripristino della versione %(number)s") % {"number": version.number},
            number=last + 1, file=version.file, original_name=version.original_name,
        )  # fmt: skip
        record(actor, "files.version.restored", locked, changes={"version": [last, last + 1]})
        tell(Change("version", actor, document=locked, version=again))
    return again


def remove_document(*, actor: Actor, document: Document) -> None:
    """Put a document in the trash: from the next request on it is not there.

    Raises:
        Refused: when the actor may not change the files of its row.
    """
    _refuse_strangers(actor, document.target, document.owner, document)
    with transaction.atomic():
        document.trashed_at, document.trashed_by = timezone.now(), actor.user
        document.save(update_fields=["trashed_at", "trashed_by"])
        record(actor, "files.document.removed", document)


def attach(
    *, actor: Actor, owner: Any, target: Any, upload: Any, groups: Collection[str] = USUAL
) -> Attachment:
    """Attach a file to a row, after the ones already there.

    Args:
        owner: the organisation it belongs to.
        target: a row registered in ``attachable``.
        upload: see ``store_upload``.

    Raises:
        Refused: as ``add_document``.
    """
    file, name = _receive(actor, owner, target, upload, groups)
    with transaction.atomic():
        attachment = Attachment(owner=owner, target=target, file=file, original_name=name, author=actor.user)
        siblings = Attachment.objects.unrestricted("the row is in hand; its attachments are counted").of(
            target
        )
        attachment.position = (siblings.aggregate(last=Max("position"))["last"] or 0) + 1
        attachment.save()
        record(actor, "files.attachment.added", attachment)
    return attachment


def remove_attachment(*, actor: Actor, attachment: Attachment) -> None:
    """Delete an attachment; its content is cleared away when nothing else uses it.

    Raises:
        Refused: when the actor may not change the files of its row.
    """
    _refuse_strangers(actor, attachment.target, attachment.owner)
    with transaction.atomic():
        record(actor, "files.attachment.removed", attachment)
        attachment.delete()


def _receive(
    actor: Actor,
    owner: Any,
    target: Any,
    upload: Any,
    groups: Collection[str],
    *,
    document: Document | None = None,
) -> tuple[StoredFile, str]:
    """Refuse whom and what must be refused, then store. Returns the content and its cleaned name."""
    _refuse_strangers(actor, target, owner, document)
    return _stored(actor, owner, upload, groups)


def _stored(actor: Actor, owner: Any, upload: Any, groups: Collection[str]) -> tuple[StoredFile, str]:
    size = upload.file.size if isinstance(upload, PendingUpload) else upload.size
    if not has_room(owner, size or 0):
        raise trees.no_room()
    file = store_upload(actor=actor, upload=upload, group=groups)
    if isinstance(upload, PendingUpload):
        return file, upload.original_name
    return file, upload.name if isinstance(upload, Checked) else clean_name(upload.name)


def _refuse_strangers(actor: Actor, target: Any, owner: Any, document: Document | None = None) -> None:
    if document is not None and document.folder_id is not None:
        allowed = may_change(actor, document)
    else:
        allowed = may_change_files(actor, target, owner)
    if not allowed:
        raise Refused(_("Non puoi modificare i documenti di questo elemento."), code="not allowed")


def _write_version(document: Document, actor: Actor, comment: str, **fields: Any) -> DocumentVersion:
    version = DocumentVersion(document=document, comment=comment[:300], author=actor.user, **fields)
    version.save()
    document.current_version = version
    document.save(update_fields=["current_version"])
    return version
