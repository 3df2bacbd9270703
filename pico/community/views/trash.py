"""The trash of an organisation's library."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.paging import paginate
from pico.community.views.common import GET_OR_POST, address, must, page_of, row_or_404, show, trail, trail_to
from pico.files import actions
from pico.files.actions.trash import KEPT
from pico.files.models import Document, Folder
from pico.files.rules import manages, may_change
from pico.files.rules.consequences import inside


@require_safe
def bin(request: Request) -> HttpResponse:
    """What the acting organisation threw away in the last thirty days."""
    owner = request.actor.organisation
    must(owner is not None and manages(request.actor, owner))
    rows = sorted(
        [*_in_trash(Folder, owner), *_in_trash(Document, owner)], key=lambda row: row.trashed_at, reverse=True
    )
    page = paginate(request, rows)
    context = {
        "page": page,
        "rows": [_row(row) for row in page],
        "owner": owner,
        "breadcrumb": trail(request, (_("Cestino"), "")),
    }
    return show(request, "trash", context)


def _in_trash(model: Any, owner: Any) -> Any:
    rows = model.objects.unrestricted("who looks after a library sees what is in its trash")
    return rows.in_trash_of(owner).select_related("trashed_by")


def _row(row: Any) -> dict[str, Any]:
    return {
        "name": str(row),
        "kind": _("Cartella") if isinstance(row, Folder) else _("Documento"),
        "when": row.trashed_at,
        "who": row.trashed_by.get_full_name() if row.trashed_by else "",
        "until": row.trashed_at + timedelta(days=KEPT.days),
        "restore_url": address(row, "restore"),
    }


@GET_OR_POST
@for_acting_organisation
def throw(request: Request, public_id: uuid.UUID, model: Any) -> HttpResponse:
    """Ask, then put a folder or a document in the trash."""
    row = row_or_404(request, model, public_id)
    must(may_change(request.actor, row))
    container = row.folder if isinstance(row, Document) else row.parent
    if request.method == "POST":
        if isinstance(row, Folder):
            actions.trash_folder(actor=request.actor, folder=row)
        else:
            actions.trash_document(actor=request.actor, document=row)
        messages.success(
            request, _("«%(name)s» è nel cestino: puoi ripristinarlo per 30 giorni.") % {"name": row}
        )
        seen = container and Folder.objects.visible_to(request.user).filter(pk=container.pk).exists()
        return redirect(page_of(container) if seen else "community:library")
    context = {
        "row": row,
        "inside": inside(row) if isinstance(row, Folder) else None,
        "back": page_of(row),
        "breadcrumb": trail_to(request, row, _("Elimina")),
    }
    return show(request, "trash_confirm", context)


@require_POST
@for_acting_organisation
def restore(request: Request, public_id: uuid.UUID, model: Any) -> HttpResponse:
    """Take a folder or a document out of the trash."""
    owner = request.actor.organisation
    must(owner is not None and manages(request.actor, owner))
    row = _in_trash(model, owner).filter(public_id=public_id).first()
    if row is None:
        raise Http404
    try:
        if isinstance(row, Folder):
            row = actions.restore_folder(actor=request.actor, folder=row)
        else:
            row = actions.restore_document(actor=request.actor, document=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("community:trash")
    messages.success(request, _("«%(name)s» è di nuovo al suo posto.") % {"name": row})
    return redirect(page_of(row))
