"""What every page of the library begins with."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pico.base.actor import Actor
from pico.base.http import Request
from pico.files.models import Document, Folder
from pico.files.rules import acts
from pico.sharing.levels import Level

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
TONES = {
    Level.PUBLIC: "success", Level.NETWORK: "info", Level.REGION: "info", Level.PROVINCE: "info",
    Level.ORGANISATION: "neutral", Level.INVITED: "neutral",
}  # fmt: skip
FOLDER_LINKS = ("owner__region", "owner__province", "parent", "author", "ruler")
DOCUMENT_LINKS = (
    "owner__region", "owner__province", "folder__ruler", "author", "type", "current_version__file",
    "current_version__author",
)  # fmt: skip


def folder_or_404(request: Request, public_id: uuid.UUID) -> Folder:
    """Return a folder; absent, forbidden and thrown away answer alike."""
    rows = Folder.objects.visible_to(request.user).select_related(*FOLDER_LINKS)
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def document_or_404(request: Request, public_id: uuid.UUID) -> Document:
    """Return a document of a folder, without the text of its file; as ``folder_or_404``."""
    rows = Document.objects.library_of(request.user).select_related(*DOCUMENT_LINKS)
    found = rows.defer("current_version__file__text").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def row_or_404(request: Request, model: Any, public_id: uuid.UUID) -> Any:
    """Return a folder or a document."""
    return (folder_or_404 if model is Folder else document_or_404)(request, public_id)


def must(allowed: bool) -> None:
    """Answer 404 to who may see the row and not do this with it."""
    if not allowed:
        raise Http404


def needs_body(actor: Actor) -> None:
    """Answer 404 to who acts for no organisation: an identity alone writes nothing."""
    must(acts(actor))


def page_of(row: Any) -> str:
    """Return the address of a folder or a document."""
    name = "community:folder" if isinstance(row, Folder) else "community:document"
    return reverse(name, args=[row.public_id])


def address(row: Any, what: str, *more: Any) -> str:
    """Return the address of an act on a row: ``address(folder, "share")``."""
    kind = "folder" if isinstance(row, Folder) else "document"
    return reverse(f"community:{kind}_{what}", args=[row.public_id, *more])


def trail(request: Request, *parts: tuple[str, str]) -> list[dict[str, str]]:
    """Return the breadcrumb of a page of the library."""
    home = [] if request.user.is_authenticated else [("Home", "/")]
    above = [*home, (_("Documenti"), reverse("community:library") if parts else "")]
    return [{"label": one, "url": url} for one, url in (*above, *parts)]


def trail_to(request: Request, row: Any, here: str = "") -> list[dict[str, str]]:
    """Return the breadcrumb of a row: it starts at the first folder from which all is visible."""
    folder = row if isinstance(row, Folder) else row.folder
    above = _visible_above(request, folder) if folder is not None else []
    if not isinstance(row, Folder) and folder is not None:
        mine = Folder.objects.visible_to(request.user).filter(pk=folder.pk).exists()
        above = [*above, folder] if mine else []
    parts = [(one.name, page_of(one)) for one in above]
    parts.append((str(row), page_of(row) if here else ""))
    return trail(request, *parts, *([(here, "")] if here else []))


def _visible_above(request: Request, folder: Folder) -> list[Folder]:
    ids = folder.ancestor_ids
    seen = Folder.objects.visible_to(request.user).filter(pk__in=ids).in_bulk() if ids else {}
    shown: list[Folder] = []
    for pk in reversed(ids):
        if pk not in seen:
            break
        shown.insert(0, seen[pk])
    return shown


def posted(request: Request) -> QueryDict | None:
    """Return what a form sent, be it empty; None when nothing was sent."""
    return request.POST if request.method == "POST" else None


def show(request: Request, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page in the layout of who looks: the reserved area, or the public site for what is public."""
    layout = "layouts/area.html" if request.user.is_authenticated else "layouts/public.html"
    return render(request, f"community/documents/{name}.html", {"layout": layout, **context}, status=status)


def level_label(row: Any) -> str:
    """Return the name of a row's level."""
    return str(Level(row.level).label)
