"""May-I questions of files, asked by pages (to show or hide) and by actions (to refuse)."""

from pico.files.rules.library import (
    MANAGE,
    acts,
    addable,
    declare_capabilities,
    manages,
    may_add,
    may_change,
    may_share,
)
from pico.files.rules.room import bytes_by_owner, has_room, may_change_files, used_bytes

__all__ = [
    "MANAGE",
    "acts",
    "addable",
    "bytes_by_owner",
    "declare_capabilities",
    "has_room",
    "manages",
    "may_add",
    "may_change",
    "may_change_files",
    "may_share",
    "used_bytes",
]
