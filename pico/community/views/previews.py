"""The journal line of a preview."""

from django.http import HttpResponse

from pico.base.http import Request, after_answer
from pico.files.actions import note_preview
from pico.files.models import Document
from pico.files.previews import Preview
from pico.sharing.levels import Level


def noted(
    request: Request, response: HttpResponse, document: Document, preview: Preview | None
) -> HttpResponse:
    """Have it written, once the answer has left, that the person saw what a private file holds."""
    private = request.user.is_authenticated and document.level != Level.PUBLIC
    if private and request.method == "GET" and preview is not None and preview.tells_content:
        version = document.current_version
        after_answer(response, lambda: note_preview(actor=request.actor, row=version))
    return response
