"""What the actions of a library ask and refuse: the tree in hand, its levels, its names."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pico.base.errors import Conflict, Refused
from pico.files.checks import DIRECTION_MARKS
from pico.files.models import Document, Folder
from pico.files.models.documents import DocumentQuerySet
from pico.files.models.folders import DEEPEST, FolderQuerySet, stored_tags
from pico.organisations.models import Organisation
from pico.sharing.levels import WIDTH, Level, widens


def folders() -> FolderQuerySet:
    """Return all folders: an action that was allowed keeps the whole tree right, whoever sees its parts."""
    return Folder.objects.unrestricted("an action keeps a library's tree right, whoever sees its parts")


def documents() -> DocumentQuerySet:
    """Return all documents, as ``folders``."""
    return Document.objects.unrestricted("an action keeps a library's tree right, whoever sees its parts")


def hold(owner: Organisation) -> None:
    """Let one change at a time be made to the tree of an organisation: no cycle, no name twice."""
    Organisation.objects.select_for_update(no_key=True).get(pk=owner.pk)


def again(row: Any) -> Any:
    """Return a row as it is now, held until the end of the transaction.

    Raises:
        Refused: when it went to the trash meanwhile.
    """
    rows: QuerySet[Any] = folders() if isinstance(row, Folder) else documents()
    found = rows.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if found.trashed_at is not None:
        raise Refused(_("Intanto è stato messo nel cestino."), code="trashed")
    return found


def wider_than(level: str) -> list[str]:
    """Return the levels whose audience is larger."""
    return [str(one) for one in Level if WIDTH[one] > WIDTH[Level(level)]]


def check_level(level: str, parent: Folder | None) -> None:
    """Refuse a level wider than the folder that holds the row."""
    if parent is not None and widens(parent.level, level):
        raise Refused(
            _("Il livello non può essere più ampio della cartella che lo contiene"),
            field="level",
            code="wider",
        )


def place(folder: Folder, parent: Folder | None) -> None:
    """Give a folder (saved before) its path, depth, ruler and level under a parent.

    Raises:
        Refused: when it would be the eleventh of its branch.
    """
    depth = parent.depth + 1 if parent else 1
    if depth > DEEPEST:
        raise too_deep()
    folder.depth, folder.path = depth, f"{parent.path if parent else '/'}{folder.pk}/"
    if parent is not None and not folder.own_level:
        folder.level, folder.ruler_id = parent.level, parent.ruler_id
    else:
        folder.ruler_id = folder.pk


def not_yours() -> Refused:
    """Return the refusal of somebody who may not write here."""
    return Refused(_("Puoi vedere questa cartella, ma non modificarne il contenuto."), code="not allowed")


def name_taken(name: str) -> Refused:
    """Return the refusal of a second folder of the same name."""
    message = _("Qui c'è già una cartella «%(name)s»: scegli un altro nome.")
    return Refused(message % {"name": name}, field="name", code="taken")


def too_deep() -> Refused:
    """Return the refusal of an eleventh level."""
    message = _("Le cartelle stanno una dentro l'altra fino a %(count)s livelli: metti questa più in alto.")
    return Refused(message % {"count": DEEPEST}, code="depth")


def title_taken(title: str, field: str = "title") -> Refused:
    """Return the refusal of a second document of the same title."""
    message = _("In quella cartella c'è già un documento «%(title)s».")
    return Refused(message % {"title": title}, field=field, code="taken")


def no_room() -> Refused:
    """Return the refusal of what would exceed the quota of an organisation."""
    return Refused(
        _("Lo spazio del tuo ente è esaurito: elimina documenti che non servono o chiedine altro a UPI."),
        code="quota",
    )


def one_line(raw: str) -> str:
    """Return what people typed on one line, without what is not seen and turns the line around it."""
    return " ".join("".join(c for c in raw if c not in DIRECTION_MARKS).split())


def clean_folder_name(raw: str) -> str:
    """Return a folder's name as it is kept.

    Raises:
        Refused: when nothing is left, or it holds a slash or a control character.
    """
    name = one_line(raw)
    if not name.strip("."):
        raise Refused(_("Scrivi il nome della cartella."), field="name", code="empty")
    if "/" in name or "\\" in name or any(unicodedata.category(c) in ("Cc", "Cs") for c in name):
        raise Refused(
            _("Il nome di una cartella non può contenere barre: usa un trattino."), field="name", code="name"
        )
    return name[:120]


def changed_fields(row: Any, new: Mapping[str, Any], edition: int) -> list[str]:
    """Write new values onto a held row (not saved yet). Returns which differ from what was there.

    Raises:
        Conflict: when the row has another edition than the form and its values differ.
    """
    stored = {name: stored_tags(list(value)) if name == "tags" else value for name, value in new.items()}
    differs = [name for name, value in stored.items() if getattr(row, name) != value]
    if differs and row.edition != edition:
        raise Conflict(
            _("Qualcuno ha modificato questi dati mentre scrivevi."),
            theirs={name: getattr(row, name) for name in differs},
            mine={name: stored[name] for name in differs},
        )
    for name in differs:
        setattr(row, name, stored[name])
    return differs
