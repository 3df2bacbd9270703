"""Folders and documents of a library, as the actions leave them."""

import io
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pico.base.actor import Actor, system_actor
from pico.files import actions, storage
from pico.files.models import Document, DocumentVersion, Folder, PreparedArchive
from pico.files.pictures import Drawn
from pico.organisations.models import Organisation

SYSTEM = system_actor("test")
_numbers = count(1)


def make_folder(owner: Organisation, name: str = "", *, actor: Actor = SYSTEM, **fields: Any) -> Folder:
    """A folder at the root of a library, or in ``parent``."""
    return actions.create_folder(
        actor=actor, owner=owner, name=name or f"Cartella {next(_numbers)}", **fields
    )


def text_file(name: str = "", text: str = "") -> SimpleUploadedFile:
    """A small text file whose content is found nowhere else."""
    number = next(_numbers)
    content = (text or f"Testo {number}").encode()
    return SimpleUploadedFile(name or f"nota-{number}.txt", content, content_type="text/plain")


def put(
    folder: Folder, name: str = "", *, actor: Actor = SYSTEM, text: str = "", level: str = ""
) -> Document:
    """A document in a folder; with a level of its own when one is given."""
    document = actions.add_to_folder(actor=actor, folder=folder, upload=text_file(name, text))
    if level:
        document = actions.share_document(actor=SYSTEM, document=document, level=level, confirmed=True)
    return document


DRAWN = (Drawn("LARGE", 800, 600, b"large"), Drawn("SMALL", 192, 144, b"small"))


def draw(version: DocumentVersion) -> None:
    """Keep pictures of a version as its job does, without the second that drawing takes."""
    actions.keep_pictures(actor=SYSTEM, stored=version.file, drawn=DRAWN)


def access_rows(world: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Sample addresses for the access matrix.

    OWN is Oderzo's and Oderzo's alone, SHARED Brescia's with an invitation of Treviso, OTHER Desenzano's.
    """
    owners = {"OWN": "oderzo", "SHARED": "brescia", "OTHER": "desenzano"}
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for whose, name in owners.items():
        owner = world.organisations[name]
        invited = world.organisations["treviso"] if whose == "SHARED" else None
        for page, values in _samples(owner, invited).items():
            rows.setdefault(page, {})[whose] = values
    folder = make_folder(world.organisations["oderzo"])
    archive = PreparedArchive.objects.create(
        person=world.people["operator"], folder=folder, name="Atti.zip", ready_at=timezone.now()
    )
    storage.write(io.BytesIO(b"PK"), archive.path)
    return {**rows, "files:archive": {"OWN": {"public_id": archive.public_id}}}


def _samples(owner: Organisation, invited: Organisation | None) -> dict[str, dict[str, Any]]:
    folder = make_folder(owner, level="INVITED" if invited else "ORGANISATION")
    document, thrown = put(folder), put(folder)
    version = actions.add_version(actor=SYSTEM, document=document, upload=text_file())
    draw(version)
    guest = invited or owner
    to_folder, to_document = (
        actions.invite_to(actor=SYSTEM, row=row, organisation=guest) for row in (folder, document)
    )
    gone = make_folder(owner)
    actions.trash_folder(actor=SYSTEM, folder=gone)
    actions.trash_document(actor=SYSTEM, document=thrown)
    own_type = actions.add_type(actor=SYSTEM, owner=owner, label="Schema")
    folder_id, document_id = {"public_id": folder.public_id}, {"public_id": document.public_id}
    return {
        "community:folder": folder_id,
        "community:upload": folder_id,
        "community:zip": folder_id,
        "community:folder_uninvite": {**folder_id, "pk": to_folder.pk},
        "community:folder_restore": {"public_id": gone.public_id},
        "community:document": document_id,
        "community:version_new": document_id,
        "community:version_restore": {**document_id, "number": 1},
        "community:document_uninvite": {**document_id, "pk": to_document.pk},
        "community:document_restore": {"public_id": thrown.public_id},
        "community:type_close": {"pk": own_type.pk},
        "files:thumbnail": {"public_id": version.public_id},
        "files:picture": {"public_id": version.public_id},
    }
