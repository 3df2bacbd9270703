"""What a change of level or place would do to a folder and what is under it, told before it is done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pico.base.money import number
from pico.files import trees
from pico.files.models import Document, Folder
from pico.sharing.levels import Level, widens


@dataclass(frozen=True)
class Narrowed:
    """How many rows under a folder would be seen by fewer people.

    Args:
        folders: sub-folders, the folder itself not counted.
        documents: documents in any of them.
    """

    folders: int = 0
    documents: int = 0

    @property
    def any(self) -> bool:
        return bool(self.folders or self.documents)

    @property
    def words(self) -> str:
        """What there is, as «1 cartella e 3 documenti»; what is missing is not named."""
        folders = ngettext("%(count)s cartella", "%(count)s cartelle", self.folders)
        documents = ngettext("%(count)s documento", "%(count)s documenti", self.documents)
        parts = [(folders, self.folders), (documents, self.documents)]
        return _(" e ").join(text % {"count": number(count)} for text, count in parts if count)


def narrowed_by(folder: Folder, level: str) -> Narrowed:
    """Return what under a folder has a wider level than the new one; nothing that is in the trash."""
    wider = trees.wider_than(level)
    below = trees.folders().below(folder).filter(trashed_at=None, level__in=wider).exclude(pk=folder.pk)
    inside = trees.documents().below(folder).filter(trashed_at=None, level__in=wider)
    return Narrowed(below.count(), inside.count())


def level_after(row: Folder | Document, destination: Folder) -> tuple[str, bool]:
    """Return the level that a row would have in another folder, and whether it would be its own.

    In a wider folder it keeps its level; in a narrower one it takes the folder's; otherwise it goes on as it
    is, following or not.
    """
    if widens(destination.level, row.level):
        return str(destination.level), False
    follows = not row.own_level and row.level == destination.level
    return str(row.level), not follows


def loses_audience(row: Folder | Document, destination: Folder) -> bool:
    """Say whether fewer people would see a row in another folder."""
    return widens(destination.level, Level(row.level))


def inside(folder: Folder) -> Narrowed:
    """Return how many folders and documents are under a folder, those in the trash not counted."""
    below = trees.folders().below(folder).filter(trashed_at=None).exclude(pk=folder.pk)
    return Narrowed(below.count(), trees.documents().below(folder).filter(trashed_at=None).count())
