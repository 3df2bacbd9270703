"""What is stored (content), who it belongs to (documents, attachments) and what we issue (papers)."""

from pico.files.models.documents import Attachment, Document, DocumentVersion
from pico.files.models.papers import Paper
from pico.files.models.stored import PendingUpload, StoredFile

__all__ = ["Attachment", "Document", "DocumentVersion", "Paper", "PendingUpload", "StoredFile"]
