"""Editorial documents, for everybody on the host of their own site, and pictures, for everybody."""

from pathlib import PurePath

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from pico.portal.models import PortalImage
from pico.portal.sized import rendition_of

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
    return _sent(path)


@login_not_required
@require_safe
def sized_picture(request: HttpRequest, number: int, size: str, name: str) -> FileResponse:
    """Send one of a picture's sizes, made now if nobody asked before; as public as the picture."""
    rendition = rendition_of(get_object_or_404(PortalImage, pk=number), size, name)
    if rendition is None:
        raise Http404
    return _sent(rendition.file.name)


def _sent(path: str) -> FileResponse:
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
