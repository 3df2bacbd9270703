"""What is stored (content), who it belongs to (documents, attachments), where it lies (folders), papers."""

from pico.files.models.archives import PreparedArchive
from pico.files.models.documents import Attachment, Document, DocumentVersion
from pico.files.models.folders import Area, DocumentType, Folder, name_key
from pico.files.models.papers import Paper
from pico.files.models.pictures import Picture
from pico.files.models.stored import PendingUpload, StoredFile

__all__ = [
    "Area",
    "Attachment",
    "Document",
    "DocumentType",
    "DocumentVersion",
    "Folder",
    "Paper",
    "PendingUpload",
    "Picture",
    "PreparedArchive",
    "StoredFile",
    "name_key",
]
