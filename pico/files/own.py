"""The files a person uploaded, for the copy of their own data."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from pico.base.personal_data import OwnFile
from pico.files import storage
from pico.files.models import Attachment, DocumentVersion, PendingUpload, StoredFile


def files_of(user: Any) -> Iterator[OwnFile]:
    """Yield what a person uploaded and may read today, oldest first; nothing that was found infected."""
    for model, author in ((DocumentVersion, "author"), (Attachment, "author"), (PendingUpload, "user")):
        rows = model.objects.visible_to(user).filter(**{author: user}, file__isnull=False)
        clean = rows.exclude(file__scan_state=StoredFile.ScanState.INFECTED)
        for row in clean.select_related("file").order_by("pk"):
            yield OwnFile(row.original_name, partial(storage.read, row.file.path))
