"""The trash: out of sight at once, back within thirty days, then erased."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.files import trees
from pico.files.actions.settling import _settle
from pico.files.changes import Change, tell
from pico.files.models import Document, DocumentVersion, Folder, name_key
from pico.files.rules import may_change, may_share
from pico.journal.models import Category, record
from pico.sharing.models import Invitation

KEPT = timedelta(days=30)


def trash_folder(*, actor: Actor, folder: Folder) -> None:
    """Put a folder in the trash with all that is under it: from the next request on it is not there.

    Raises:
        Refused: when the actor may not.
    """
    if not may_share(actor, folder):
        raise trees.not_yours()
    with transaction.atomic():
        trees.hold(folder.owner)
        row = trees.again(folder)
        gone: dict[str, Any] = {"trashed_at": timezone.now(), "trashed_by": actor.user}
        trees.folders().below(row).filter(trashed_at=None).exclude(pk=row.pk).update(trashed_with=row, **gone)
        trees.documents().below(row).filter(trashed_at=None).update(trashed_with=row, **gone)
        row.trashed_at, row.trashed_by = gone["trashed_at"], actor.user
        row.save()
        record(actor, "files.folder.removed", row, category=Category.DELETION)
        tell(Change("placed", actor, folder=row))


def restore_folder(*, actor: Actor, folder: Folder) -> Folder:
    """Take a folder out of the trash with all that went along with it.

    A name taken meanwhile gets a number. Levels are narrowed where the folder above was narrowed meanwhile.

    Raises:
        Refused: when the actor may not, or the folder above is in the trash itself.
    """
    if not may_share(actor, folder):
        raise trees.not_yours()
    with transaction.atomic():
        trees.hold(folder.owner)
        row = trees.folders().select_for_update(of=("self",), no_key=True).get(pk=folder.pk)
        _check_place(row, row.parent)
        back: dict[str, Any] = {"trashed_at": None, "trashed_by": None, "trashed_with": None}
        trees.folders().filter(trashed_with=row).update(**back)
        trees.documents().filter(trashed_with=row).update(**back)
        row.trashed_at = row.trashed_by = None
        siblings = trees.folders().filter(owner=row.owner, parent=row.parent, trashed_at=None)
        row.name = _free_name(row.name, set(siblings.values_list("name_key", flat=True)), 120)
        row.name_key = name_key(row.name)
        row.save()
        _settle(row)
        record(actor, "files.folder.restored", row)
        tell(Change("placed", actor, folder=row))
    return row


def _check_place(row: Folder | Document, container: Folder | None) -> None:
    if row.trashed_at is None or row.trashed_with_id is not None:
        raise Refused(
            _("Non è nel cestino, o ci è andato con la cartella che lo contiene."), code="not there"
        )
    if container is not None and container.trashed_at is not None:
        raise Refused(
            _("La cartella «%(name)s» che lo conteneva è nel cestino: ripristina prima quella.")
            % {"name": container.name},
            code="container",
        )


def _free_name(name: str, taken: set[str], longest: int) -> str:
    """Return the name, or the first «name (2)» that is free."""
    stem, dot, extension = name.rpartition(".") if "." in name else (name, "", "")
    number, free = 2, name
    while name_key(free) in taken:
        end = f" ({number}){dot}{extension}"
        free, number = f"{stem[: longest - len(end)]}{end}", number + 1
    return free


def trash_document(*, actor: Actor, document: Document) -> None:
    """Put a document in the trash: from the next request on it is not there.

    Raises:
        Refused: when the actor may not.
    """
    if not may_change(actor, document):
        raise trees.not_yours()
    with transaction.atomic():
        row = trees.again(document)
        row.trashed_at, row.trashed_by = timezone.now(), actor.user
        row.save()
        record(actor, "files.document.removed", row, category=Category.DELETION)


def restore_document(*, actor: Actor, document: Document) -> Document:
    """Take a document out of the trash; a title taken meanwhile gets a number.

    Raises:
        Refused: as ``restore_folder``.
    """
    if not may_change(actor, document):
        raise trees.not_yours()
    with transaction.atomic():
        trees.hold(document.owner)
        row = trees.documents().select_for_update(of=("self",), no_key=True).get(pk=document.pk)
        _check_place(row, row.folder)
        row.trashed_at = row.trashed_by = None
        siblings = trees.documents().filter(folder=row.folder, trashed_at=None)
        row.title = _free_name(row.title, set(siblings.values_list("title_key", flat=True)), 200)
        row.title_key = name_key(row.title)
        row.save()
        record(actor, "files.document.restored", row)
    return row


def erase_trash(*, actor: Actor, now: datetime | None = None) -> dict[str, int]:
    """Erase for good what has been in the trash for thirty days; contents follow when nothing uses them.

    Args:
        actor: the system.
        now: the moment, for tests.

    Returns:
        How many documents and folders were erased. Their journal lines stay.
    """
    before = (now or timezone.now()) - KEPT
    old = trees.documents().filter(folder__isnull=False, trashed_at__lt=before).select_related("owner")
    documents = sum(_erase_document(actor, row) for row in old)
    rows = trees.folders().filter(trashed_at__lt=before).select_related("owner").order_by("-depth", "pk")
    folders = sum(_erase_folder(actor, row) for row in rows)
    return {"documents": documents, "folders": folders}


@transaction.atomic
def _erase_document(actor: Actor, document: Document) -> bool:
    record(actor, "files.document.erased", document, category=Category.DELETION)
    trees.documents().filter(pk=document.pk).update(current_version=None)
    versions = DocumentVersion.objects.unrestricted(
        "an action keeps a library's tree right, whoever sees its parts"
    )
    versions.filter(document=document).delete()
    _forget_invitations(document)
    document.current_version = None
    document.delete()
    return True


def _erase_folder(actor: Actor, folder: Folder) -> bool:
    """Erase an empty folder; one that still holds something younger waits for its turn."""
    try:
        with transaction.atomic():
            record(actor, "files.folder.erased", folder, category=Category.DELETION)
            _forget_invitations(folder)
            trees.folders().filter(pk=folder.pk).update(ruler=None)
            folder.delete()
    except IntegrityError:
        return False
    return True


def _forget_invitations(row: Folder | Document) -> None:
    rows = Invitation.objects.unrestricted("an action keeps a library's tree right, whoever sees its parts")
    rows.of(row).delete()
