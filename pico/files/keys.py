"""Access keys of folders and documents: the rule of ``visible_to`` once more, for search and digests."""

from pico.files.models import Document, Folder
from pico.sharing.keys import invitation_keys, keys_for


def keys_of_folder(folder: Folder) -> frozenset[str]:
    """Return the keys of which one is enough to see a folder; none while it is in the trash."""
    if folder.trashed_at is not None or folder.ruler is None:
        return frozenset()
    return keys_for(folder.ruler, author=folder.ruler.parent_id is None)


def keys_of_document(document: Document) -> frozenset[str]:
    """Return the keys of which one is enough to see a document of a folder; none while it is in the trash."""
    if document.trashed_at is not None or document.folder is None:
        return frozenset()
    if document.own_level:
        return keys_for(document, author=False)  # type: ignore[arg-type]
    return keys_of_folder(document.folder) | invitation_keys(document)
