"""Everything that changes a row of files."""

from pico.files.actions.documents import (
    add_document,
    add_version,
    attach,
    remove_attachment,
    remove_document,
)
from pico.files.actions.papers import issue_paper, request_paper, revoke_paper
from pico.files.actions.stored import clear_storage, keep_for_later, note_download, store_upload
from pico.files.actions.texts import read_text, read_unread

__all__ = [
    "add_document",
    "add_version",
    "attach",
    "clear_storage",
    "issue_paper",
    "keep_for_later",
    "note_download",
    "read_text",
    "read_unread",
    "remove_attachment",
    "remove_document",
    "request_paper",
    "revoke_paper",
    "store_upload",
]
