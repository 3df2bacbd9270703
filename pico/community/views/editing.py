"""The form of what is said of a folder or a document, and the page of two people who changed it at once."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request, whole_number
from pico.community.forms.documents import DocumentForm
from pico.community.forms.folders import FolderForm
from pico.community.views.common import (
    GET_OR_POST,
    document_or_404,
    folder_or_404,
    must,
    page_of,
    posted,
    show,
    trail_to,
)
from pico.community.views.folders import urls_of
from pico.community.views.tables import conflict_pairs
from pico.files import actions
from pico.files.rules import may_change, may_share


@GET_OR_POST
@for_acting_organisation
def document(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What is said of a document; a change made meanwhile is shown beside one's own."""
    row = document_or_404(request, public_id)
    must(may_change(request.actor, row))
    form = DocumentForm(posted(request), document=row)

    def save(edition: int) -> None:
        actions.describe_document(
            actor=request.actor, document=row, edition=edition, values=form.cleaned_data
        )

    return _edited(request, row, form, save, _("Dati del documento salvati."))


@GET_OR_POST
@for_acting_organisation
def folder(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Name and description of a folder; a change made meanwhile is shown beside one's own."""
    row = folder_or_404(request, public_id)
    must(may_share(request.actor, row))
    form = FolderForm(posted(request), initial=FolderForm.initial_of(row))

    def save(edition: int) -> None:
        actions.edit_folder(actor=request.actor, folder=row, edition=edition, values=form.cleaned_data)

    return _edited(request, row, form, save, _("Dati della cartella salvati."))


def _edited(request: Request, row: Any, form: Any, save: Callable[[int], object], saved: str) -> HttpResponse:
    """Show the form, or save what was typed; a change made meanwhile is shown beside one's own (409).

    Args:
        request: GET, or POST with the edition that was read.
        row: a folder or a document.
        form: bound when something was sent.
        save: edition read -> the action.
        saved: the sentence that says it was done.
    """
    edition, conflict = row.edition, None
    if request.method == "POST":
        edition = whole_number(request.POST.get("edition")) or 0
    if request.method == "POST" and form.is_valid():
        try:
            save(edition)
        except Conflict as raised:
            conflict, edition = raised, row.edition
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, saved)
            return redirect(page_of(row))
    context = {
        "form": form, "row": row, "edition": edition, "conflict": conflict,
        "pairs": conflict_pairs(form, conflict), "urls": urls_of(row),
        "breadcrumb": trail_to(request, row, _("Modifica")),
    }  # fmt: skip
    return show(request, "edit", context, 409 if conflict else 422 if form.errors else 200)
