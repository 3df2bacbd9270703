"""Folders: made, described, renamed."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.files import trees
from pico.files.actions.levels import _keep_the_author
from pico.files.models import Folder, name_key
from pico.files.models.folders import stored_tags
from pico.files.rules import manages, may_add, may_share
from pico.journal.models import record
from pico.sharing.levels import Level, levels_offered

FIELDS = ("name", "description", "area", "tags", "write_policy")


def create_folder(
    *,
    actor: Actor,
    owner: Any,
    name: str,
    parent: Folder | None = None,
    level: str = "",
    description: str = "",
    area: str = "",
    tags: Any = (),
    write_policy: str = "",
) -> Folder:
    """Make a folder, at the root of an organisation's library or in another folder.

    Args:
        owner: whose library; that of the parent when there is one.
        parent: the folder that holds it.
        level: who sees it; empty follows the parent (at the root: the organisation's own people).
        area, write_policy: those of the parent when empty.

    Raises:
        Refused: when the actor may not, the name is taken, the level too wide or the tree too deep.
    """
    owner = parent.owner if parent else owner
    if not (may_add(actor, parent) if parent else manages(actor, owner)):
        raise trees.not_yours()
    name = trees.clean_folder_name(name)
    with transaction.atomic():
        trees.hold(owner)
        above = trees.again(parent) if parent else None
        folder = Folder(
            owner=owner, parent=above, author=actor.user, name=name, name_key=name_key(name),
            description=description.strip(), tags=stored_tags(list(tags)),
            area=area or (above.area if above else Folder.Area.GENERAL),
            write_policy=write_policy or (above.write_policy if above else Folder.WritePolicy.OWNER_EDITORS),
        )  # fmt: skip
        _set_first_level(folder, level)
        _insert(folder)
        trees.place(folder, above)
        folder.save()
        record(actor, "files.folder.created", folder, changes={"level": [None, str(folder.level)]})
        if level:
            _keep_the_author(actor, folder)
    return folder


def _set_first_level(folder: Folder, level: str) -> None:
    folder.own_level = bool(level) or folder.parent is None
    if level and level not in levels_offered(folder.owner):
        raise Refused(_("Questo livello non è disponibile per l'ente."), field="level", code="not_offered")
    if level:
        trees.check_level(level, folder.parent)
    inherited = folder.parent.level if folder.parent else Level.ORGANISATION
    folder.level = Level(level or inherited)


def _insert(folder: Folder) -> None:
    """Write the row for the first time; what its place decides follows when its id is known."""
    folder.depth = min(folder.parent.depth + 1, 10) if folder.parent else 1
    try:
        with transaction.atomic():
            # The index and everybody else hear of it when it is whole.
            Folder.objects.bulk_create([folder])
    except IntegrityError as taken:
        raise trees.name_taken(folder.name) from taken


def edit_folder(*, actor: Actor, folder: Folder, edition: int, values: Mapping[str, Any]) -> Folder:
    """Rename and describe a folder.

    Args:
        edition: the one that the form was opened with.
        values: some of name, description, area, tags (a list), write_policy.

    Raises:
        Refused: when the actor may not, or the name is taken.
        Conflict: when somebody changed the same meanwhile; both values of each field.
    """
    if not may_share(actor, folder):
        raise trees.not_yours()
    new = {name: values[name] for name in FIELDS if name in values}
    if "name" in new:
        new["name"] = trees.clean_folder_name(new["name"])
    with transaction.atomic():
        trees.hold(folder.owner)
        row = trees.again(folder)
        changed = trees.changed_fields(row, new, edition)
        if not changed:
            return row
        row.name_key, row.edition = name_key(row.name), row.edition + 1
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as taken:
            raise trees.name_taken(row.name) from taken
        record(actor, "files.folder.edited", row, changes=dict.fromkeys(changed))
    return row
