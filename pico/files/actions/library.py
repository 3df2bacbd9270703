"""Documents of a library: added to a folder, described; the dated list of their types."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.files import trees
from pico.files.actions.documents import USUAL, _stored, _write_version
from pico.files.changes import Change, tell
from pico.files.models import Document, DocumentType, Folder, name_key
from pico.files.rules import manages, may_add, may_change
from pico.journal.models import record

FIELDS = ("title", "description", "type", "reference_date", "area", "tags")


class NameTaken(Conflict):
    """A file of this name is in the folder: it may become a new version.

    Args:
        document: the one that is there; the person may see it.
    """

    def __init__(self, document: Document | None, name: str) -> None:
        message = (
            _("In questa cartella c'è già «%(name)s».")
            if document
            else _("In questa cartella c'è già un file «%(name)s» che non puoi vedere: rinomina il tuo.")
        )
        super().__init__(message % {"name": name})
        self.document = document


def add_to_folder(
    *, actor: Actor, folder: Folder, upload: Any, groups: Collection[str] = USUAL, comment: str = ""
) -> Document:
    """Add a file to a folder as a new document that follows the folder.

    Args:
        upload: see ``store_upload``.
        groups: which groups of files are welcome.
        comment: note on the version.

    Raises:
        NameTaken: when a file or a document of this name is there, be it since a moment ago.
        Refused: when the actor may not add here, the file is not good, or the quota is full.
    """
    if not may_add(actor, folder):
        raise trees.not_yours()
    file, name = _stored(actor, folder.owner, upload, groups)
    with transaction.atomic():
        row = trees.again(folder)
        _refuse_namesake(actor, row, name)
        document = Document(
            owner=row.owner, author=actor.user, folder=row, level=row.level, area=row.area, title=name,
            title_key=name_key(name),
        )  # fmt: skip
        try:
            with transaction.atomic():
                document.save()
        except IntegrityError as taken:
            raise NameTaken(None, name) from taken
        _write_version(document, actor, comment, number=1, file=file, original_name=name)
        record(actor, "files.document.added", document)
        tell(Change("added", actor, document=document))
    return document


def _refuse_namesake(actor: Actor, folder: Folder, name: str) -> None:
    """Look at titles and at the names of current files: whoever changed a title still has the file's name."""
    key = name_key(name)
    rows = trees.documents().filter(folder=folder, trashed_at=None)
    by_file = (
        rows.filter(current_version__original_name__iexact=name)
        if name.isascii()
        else [row for row in rows.select_related("current_version") if _key_of_file(row) == key]
    )
    found = rows.filter(title_key=key).first() or next(iter(by_file), None)
    if found is not None:
        seen = trees.documents() if actor.is_system else Document.objects.library_of(actor.user)
        raise NameTaken(seen.filter(pk=found.pk).first(), name)


def _key_of_file(document: Document) -> str:
    return name_key(document.current_version.original_name) if document.current_version else ""


def describe_document(
    *, actor: Actor, document: Document, edition: int, values: Mapping[str, Any]
) -> Document:
    """Change what is said of a document.

    Args:
        edition: the one that the form was opened with.
        values: some of title, description, type, reference_date, area, tags (a list).

    Raises:
        Refused: when the actor may not, or the title is empty or taken in the folder.
        Conflict: when somebody changed the same meanwhile; both values of each field.
    """
    if not may_change(actor, document):
        raise trees.not_yours()
    new = {name: values[name] for name in FIELDS if name in values}
    if "title" in new:
        new["title"] = trees.one_line(new["title"])[:200]
        if not new["title"]:
            raise Refused(_("Scrivi il titolo del documento."), field="title", code="empty")
    with transaction.atomic():
        row = trees.again(document)
        changed = trees.changed_fields(row, new, edition)
        if not changed:
            return row
        row.title_key, row.edition = name_key(row.title), row.edition + 1
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as taken:
            raise trees.title_taken(row.title) from taken
        record(actor, "files.document.described", row, changes=dict.fromkeys(changed))
    return row


def add_type(*, actor: Actor, owner: Any, label: str) -> DocumentType:
    """Add a type of document to an organisation's list, from today on.

    Raises:
        Refused: when the actor does not look after its documents, or the type is in use already.
    """
    if not manages(actor, owner):
        raise Refused(_("Solo chi cura i documenti dell'ente ne cambia i tipi."), code="not allowed")
    label = trees.one_line(label)[:80]
    with transaction.atomic():
        trees.hold(owner)
        known = DocumentType.objects.offered_by(owner, dates.today()).values_list("label", flat=True)
        if name_key(label) in {name_key(one) for one in known}:
            raise Refused(_("Questo tipo c'è già."), field="label", code="taken")
        row = DocumentType.objects.create(owner=owner, label=label, valid_from=dates.today())
        record(actor, "files.type.added", row, owner=owner)
    return row


def close_type(*, actor: Actor, row: DocumentType) -> DocumentType:
    """Take a type out of use after today; documents that have it keep it.

    Raises:
        Refused: when the actor does not look after the documents of the organisation whose type it is.
    """
    if row.owner is None or not manages(actor, row.owner):
        raise Refused(_("Solo chi cura i documenti dell'ente ne cambia i tipi."), code="not allowed")
    with transaction.atomic():
        row.valid_to = dates.today()
        row.save(update_fields=["valid_to"])
        record(actor, "files.type.closed", row)
    return row


def seed_types(*, actor: Actor) -> int:
    """Write the types that every organisation starts with; a second run adds none. Returns how many."""
    known = set(DocumentType.objects.filter(owner=None).values_list("label", flat=True))
    missing = [label for label in TYPES if label not in known]
    for label in missing:
        row = DocumentType.objects.create(label=label, valid_from=dates.today().replace(month=1, day=1))
        record(actor, "files.type.added", row)
    return len(missing)


TYPES = (
    "Atto di indirizzo", "Bando o disciplinare", "Capitolato", "Contratto o convenzione", "Delibera",
    "Determina", "Modello", "Presentazione", "Regolamento", "Relazione", "Verbale",
)  # fmt: skip
