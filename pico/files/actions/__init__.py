"""Everything that changes a row of files."""

from pico.files.actions.archives import (
    build_archive,
    forget_archives,
    note_archive,
    prepare_archive,
)
from pico.files.actions.copying import copy_folder
from pico.files.actions.documents import (
    add_document,
    add_version,
    attach,
    remove_attachment,
    remove_document,
    restore_version,
)
from pico.files.actions.folders import create_folder, edit_folder
from pico.files.actions.levels import invite_to, share_document, share_folder, uninvite
from pico.files.actions.library import (
    NameTaken,
    add_to_folder,
    add_type,
    close_type,
    describe_document,
    seed_types,
)
from pico.files.actions.moving import copy_document, move_document, move_folder
from pico.files.actions.papers import issue_paper, request_paper, revoke_paper
from pico.files.actions.pictures import draw_pictures, draw_undrawn, keep_pictures
from pico.files.actions.stored import (
    clear_storage,
    keep_for_later,
    note_download,
    note_preview,
    store_upload,
)
from pico.files.actions.texts import read_text, read_unread
from pico.files.actions.trash import (
    erase_trash,
    restore_document,
    restore_folder,
    trash_document,
    trash_folder,
)

__all__ = [
    "NameTaken",
    "add_document",
    "add_to_folder",
    "add_type",
    "add_version",
    "attach",
    "build_archive",
    "clear_storage",
    "close_type",
    "copy_document",
    "copy_folder",
    "create_folder",
    "describe_document",
    "draw_pictures",
    "draw_undrawn",
    "edit_folder",
    "erase_trash",
    "forget_archives",
    "invite_to",
    "issue_paper",
    "keep_for_later",
    "keep_pictures",
    "move_document",
    "move_folder",
    "note_archive",
    "note_download",
    "note_preview",
    "prepare_archive",
    "read_text",
    "read_unread",
    "remove_attachment",
    "remove_document",
    "request_paper",
    "restore_document",
    "restore_folder",
    "restore_version",
    "revoke_paper",
    "seed_types",
    "share_document",
    "share_folder",
    "store_upload",
    "trash_document",
    "trash_folder",
    "uninvite",
]
