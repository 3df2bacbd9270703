"""What files and documents say of people, and what erasure does to it."""

from pico.base.personal_data import declare_personal as personal
from pico.base.personal_data import describes

ARCHIVE = "documenti di un ente pubblico (D.Lgs. 42/2004, D.P.R. 445/2000)"

personal("files.StoredFile", "text", "content", "KEEP", ARCHIVE)
personal("files.PendingUpload", "user", "act", "DELETE", "", 1)
personal("files.PendingUpload", "original_name", "content", "DELETE", "", 1)
personal("files.PreparedArchive", "person", "act", "DELETE", "", 1)
personal("files.PreparedArchive", "name", "content", "DELETE", "", 1)
for _model, _links, _texts in (
    ("files.Document", ("author", "trashed_by"), ("title", "title_key", "description", "tags")),
    ("files.Folder", ("trashed_by",), ("name", "name_key", "description", "tags")),
    ("files.DocumentVersion", ("author",), ("original_name", "comment")),
    ("files.Attachment", ("author",), ("original_name",)),
    ("files.Paper", ("requested_by",), ("title", "data", "revoked_reason")),
):
    for _field in _links:
        personal(_model, _field, "act", "KEEP", ARCHIVE)
    for _field in _texts:
        personal(_model, _field, "content", "KEEP", ARCHIVE)
describes("files.Document", "author")
personal("files.Folder", "author", "act", "BLANK")
describes("files.Folder", "author")
