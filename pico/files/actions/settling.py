"""Making a tree right again after one of its folders changed place or level. For the actions beside it."""

from typing import Any

from django.db.models import Q

from pico.files import trees
from pico.files.models import Folder
from pico.sharing.levels import widens
from pico.sharing.models import Invitation


def _settle(folder: Folder) -> None:
    """Make a folder and all that is under it right again after its parent or its level changed.

    What has a wider level than the folder above is narrowed to it; what follows its folder goes on doing so.
    """
    rows = list(
        trees.folders().below(folder).select_for_update(of=("self",), no_key=True).order_by("depth", "pk")
    )
    by_id = {row.pk: row for row in rows} | {folder.pk: folder}
    invited = _invited_folders(list(by_id))
    above = trees.folders().filter(pk=folder.parent_id).first() if folder.parent_id else None
    for row in [folder, *(row for row in rows if row.pk != folder.pk)]:
        parent = above if row.pk == folder.pk else by_id[row.parent_id or 0]
        if parent is not None and row.own_level and widens(parent.level, row.level):
            row.level = parent.level
            row.own_level = row.pk in invited
        trees.place(row, parent)
    trees.folders().bulk_update(
        by_id.values(), ["path", "depth", "ruler", "level", "own_level"], batch_size=200
    )
    for level in {row.level for row in by_id.values()}:
        _settle_documents([row.pk for row in by_id.values() if row.level == level], level)


def _invited_folders(ids: list[int]) -> set[int]:
    """Return those folders to which somebody is invited: narrowed, they keep their own list."""
    rows = Invitation.objects.unrestricted("an action keeps a library's tree right, whoever sees its parts")
    mine = rows.to_rows_of(Folder).open().filter(object_id__in=ids)
    return set(mine.values_list("object_id", flat=True))


def _settle_documents(ids: list[int], level: str) -> None:
    inside = trees.documents().filter(folder_id__in=ids)
    wrong = Q(own_level=False) & ~Q(level=level)
    inside.filter(wrong | Q(level__in=trees.wider_than(level))).update(level=level, own_level=False)


def _copy_invitations(source: Any, to: Any, by: Any) -> None:
    """Invite to a row whoever is invited to another: a row that stops following keeps its readers."""
    rows = Invitation.objects.unrestricted("an action keeps a library's tree right, whoever sees its parts")
    known = {(one.person_id, one.organisation_id, one.role) for one in rows.of(to).filter(ended_at=None)}
    for one in rows.of(source).open():
        if (one.person_id, one.organisation_id, one.role) not in known:
            Invitation.objects.create(
                target=to,
                person_id=one.person_id,
                organisation_id=one.organisation_id,
                role=one.role,
                right=one.right,
                until=one.until,
                invited_by=by,
            )
