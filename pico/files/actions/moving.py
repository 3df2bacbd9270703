"""Moving and copying in a library. Nobody is shown more by a move; who loses sight is told before."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.files import trees
from pico.files.actions.settling import _copy_invitations, _settle
from pico.files.changes import Change, tell
from pico.files.models import Document, DocumentVersion, Folder, name_key
from pico.files.rules import has_room, may_add, may_change, may_share
from pico.files.rules.consequences import level_after
from pico.journal.models import record


def move_folder(*, actor: Actor, folder: Folder, destination: Folder) -> Folder:
    """Move a folder with all that is under it into another of the same organisation.

    Raises:
        Refused: when the actor may not take it or put it there, it is its own descendant (code
            "descendant"), belongs to somebody else ("other_owner"), is too deep or has a namesake there.
    """
    if not may_share(actor, folder):
        raise trees.not_yours()
    _check_destination(actor, folder, destination)
    with transaction.atomic():
        trees.hold(folder.owner)
        row, target = trees.again(folder), trees.again(destination)
        if target.path.startswith(row.path):
            raise Refused(
                _("Non puoi spostare una cartella dentro sé stessa o una sua sottocartella."),
                field="destination", code="descendant",
            )  # fmt: skip
        _check_depth(row, target)
        old_ruler, before = row.ruler, row.parent
        own = level_after(row, target)[1]
        if own and not row.own_level:
            _copy_invitations(old_ruler, row, actor.user)
        row.parent = target
        row.own_level = row.own_level or own
        _settle(_saved(row, name_key(row.name), folder.name))
        row.save()
        record(actor, "files.folder.moved", row, changes=_places(before, target))
        tell(Change("placed", actor, folder=row))
    return row


def _places(before: Folder | None, after: Folder) -> dict[str, Any]:
    return {"folder": [before.pk if before else None, after.pk]}


def _saved(row: Folder, key: str, name: str) -> Folder:
    try:
        with transaction.atomic():
            trees.folders().filter(pk=row.pk).update(parent=row.parent, own_level=row.own_level)
    except IntegrityError as taken:
        raise trees.name_taken(name) from taken
    return row


def _check_depth(row: Folder, target: Folder) -> None:
    deepest = trees.folders().below(row).order_by("-depth").values_list("depth", flat=True)[0]
    if target.depth + 1 + deepest - row.depth > trees.DEEPEST:
        raise trees.too_deep()


def _check_destination(actor: Actor, row: Folder | Document, destination: Folder) -> None:
    if destination.owner_id != row.owner_id:
        raise Refused(
            _("È la cartella di un altro ente: lì puoi mettere una copia, l'originale resta dov'è."),
            field="destination", code="other_owner",
        )  # fmt: skip
    if not may_add(actor, destination):
        raise Refused(
            _("In quella cartella non puoi aggiungere nulla: scegline un'altra."), field="destination",
            code="not allowed",
        )  # fmt: skip


def move_document(*, actor: Actor, document: Document, destination: Folder) -> Document:
    """Move a document into another folder of the same organisation.

    Raises:
        Refused: as ``move_folder``.
    """
    if not may_change(actor, document):
        raise trees.not_yours()
    _check_destination(actor, document, destination)
    with transaction.atomic():
        trees.hold(document.owner)
        row, target = trees.again(document), trees.again(destination)
        before = row.folder
        level, own = level_after(row, target)
        if own and not row.own_level:
            _copy_invitations(before.ruler, row, actor.user)
        row.folder, row.level, row.own_level = target, level, own
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as taken:
            raise trees.title_taken(row.title, "destination") from taken
        record(actor, "files.document.moved", row, changes=_places(before, target))
    return row


def copy_document(*, actor: Actor, document: Document, destination: Folder, title: str = "") -> Document:
    """Put a copy of a document's current version into a folder, also of another organisation.

    The copy belongs to the folder's organisation, follows the folder and begins its own versions.

    Raises:
        Refused: when the actor may not add there, the quota is full or the title is taken there.
    """
    if not may_add(actor, destination):
        raise Refused(
            _("In quella cartella non puoi aggiungere nulla: scegline un'altra."), field="destination",
            code="not allowed",
        )  # fmt: skip
    version = document.current_version
    if version is None:
        raise Refused(_("Il documento non ha ancora un file da copiare."), code="empty")
    if not has_room(destination.owner, version.file.size):
        raise trees.no_room()
    with transaction.atomic():
        target = trees.again(destination)
        copy = Document(
            owner=target.owner, author=actor.user, folder=target, level=target.level,
            title=title or document.title, title_key=name_key(title or document.title),
            description=document.description, reference_date=document.reference_date,
            area=document.area, tags=document.tags,
            type=document.type if document.type and document.type.owner_id is None else None,
        )  # fmt: skip
        _insert_copy(copy, version)
        record(actor, "files.document.copied", copy)
        tell(Change("added", actor, document=copy))
    return copy


def _insert_copy(copy: Document, version: DocumentVersion) -> None:
    try:
        with transaction.atomic():
            copy.save()
    except IntegrityError as taken:
        raise trees.title_taken(copy.title, "destination") from taken
    first = DocumentVersion(
        document=copy, number=1, file=version.file, original_name=version.original_name,
        comment=_("Copia della versione %(number)s") % {"number": version.number}, author=copy.author,
    )  # fmt: skip
    first.save()
    copy.current_version = first
    copy.save(update_fields=["current_version"])
