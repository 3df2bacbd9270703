"""Editorial documents, for everybody on the host of their own site, and pictures, for everybody."""

from pathlib import PurePath

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

PICTURES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@login_not_required
@require_safe
def document(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Send the file; one of another site is absent here (`wagtail_hooks.own_document`)."""
    return serve(request, number, name)


@login_not_required
@require_safe
def picture(request: HttpRequest, path: str) -> FileResponse:
    """Send an editorial picture or one of its sizes: public by nature, on every host that shows the page.

    A changed picture is another file with another name: browsers may keep what they have.
    """
    kind = PICTURES.get(PurePath(path).suffix.lower())
    if kind is None:
        raise Http404
    try:
        file = default_storage.open(path)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=kind)
    response["Cache-Control"] = "public, max-age=2592000"
    return response
