"""What goes into the ZIP of a folder or of some documents, and under which names.

Only what the person sees at this moment, and of the folders above a document only those they see.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from django.utils.translation import gettext as _

from pico.base.zips import Member
from pico.files import storage
from pico.files.checks import DIRECTION_MARKS
from pico.files.models import Document, DocumentVersion, Folder, StoredFile, name_key
from pico.files.models.documents import DocumentQuerySet

MOST_FILES, MOST_BYTES = 2000, 2**30  # more is prepared by a job
LARGEST = 20 * 2**30
LONGEST = 200  # bytes of one name
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
FORBIDDEN = re.compile(r'[/\\:*?"<>|]')


def version_of(document: Document) -> DocumentVersion:
    """Return the current version of a document that has one."""
    return cast(DocumentVersion, document.current_version)


@dataclass
class Contents:
    """What an archive holds.

    Args:
        documents: those that go in, with the path of each.
        empty: paths of folders without documents.
        left_out: names of files that the virus scan stopped.
    """

    documents: list[tuple[str, Document]] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(version_of(document).file.size for _path, document in self.documents)

    @property
    def is_large(self) -> bool:
        return len(self.documents) > MOST_FILES or self.size > MOST_BYTES

    @property
    def version_ids(self) -> list[int]:
        return [version_of(document).pk for _path, document in self.documents]

    def members(self) -> Iterator[Member]:
        """Yield what ``base.zips.write_archive`` takes."""
        yield from (Member(f"{path}/") for path in self.empty)
        if self.left_out:
            told = "\n".join([_("Fermati dal controllo antivirus:"), *self.left_out])
            yield Member(_("_Non inclusi.txt"), partial(io.BytesIO, told.encode()))
        for path, document in self.documents:
            version = version_of(document)
            read = partial(storage.read, version.file.path)
            yield Member(path, read, version.file.size, version.created_at)


def contents_of(user: Any, folder: Folder, chosen: Sequence[str] = ()) -> Contents:
    """Return what a person gets of a folder.

    Args:
        user: who asks.
        folder: one they see.
        chosen: public ids of documents in it or under it; none for the whole folder.
    """
    rows = Document.objects.library_of(user).filter(folder__path__startswith=folder.path)
    rows = rows.exclude(current_version=None).select_related("current_version__file", "folder")
    rows = rows.defer("current_version__file__text").order_by("folder__path", "title_key", "pk")
    if chosen:
        return _flat(rows.filter(public_id__in=chosen))
    return _tree(user, folder, rows)


def _flat(rows: DocumentQuerySet) -> Contents:
    names, found = Names(), Contents()
    for document in rows:
        _put(found, names, "", document)
    return found


def _tree(user: Any, folder: Folder, rows: DocumentQuerySet) -> Contents:
    names, found = Names(), Contents()
    seen = Folder.objects.visible_to(user).filter(path__startswith=folder.path).order_by("depth", "name_key")
    paths: dict[int, str] = {}
    for one in seen:
        above = next((paths[pk] for pk in reversed(one.ancestor_ids) if pk in paths), "")
        paths[one.pk] = names.give(above, one.name)
    for document in rows:
        if document.folder_id in paths:  # a document reached by invitation alone stands in no folder they see
            _put(found, names, paths[document.folder_id], document)
    full = {above for path, _document in found.documents for above in _above(path)}
    found.empty = [path for path in paths.values() if path not in full]
    return found


def _above(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _put(found: Contents, names: "Names", above: str, document: Document) -> None:
    version = version_of(document)
    if version.file.scan_state == StoredFile.ScanState.INFECTED:
        found.left_out.append(version.original_name)
    else:
        found.documents.append((names.give(above, version.original_name), document))


class Names:
    """Gives each file and folder of an archive a path that is safe everywhere and that no other has."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, above: str, name: str) -> str:
        """Return the path of a name under another path; «nota (2).txt» where «nota.txt» is taken."""
        safe, number = safe_name(name), 2
        stem, dot, extension = safe.rpartition(".") if "." in safe else (safe, "", "")
        free = f"{above}/{safe}" if above else safe
        while name_key(free) in self._taken:
            numbered = f"{stem} ({number}){dot}{extension}"
            free, number = f"{above}/{numbered}" if above else numbered, number + 1
        self._taken.add(name_key(free))
        return free


def safe_name(name: str) -> str:
    """Return a name that any computer may write: NFC, no slashes, no dots alone, no device of Windows."""
    kept = "".join(
        " " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c in DIRECTION_MARKS else c
        for c in name
    )
    clean = " ".join(FORBIDDEN.sub("-", unicodedata.normalize("NFC", kept)).split()).strip(" .")
    if not clean:
        return _("senza nome")
    if DEVICES.match(clean):
        clean = f"_{clean}"
    stem, dot, extension = clean.rpartition(".")
    if not dot or len(extension) > 10:
        stem, dot, extension = clean, "", ""
    room = LONGEST - len(f"{dot}{extension}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore')}{dot}{extension}"
