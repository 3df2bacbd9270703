"""The Province's papers of a tender: one file for each line of the checklist that is due."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.files.forms import keep_file
from pico.sua import actions
from pico.sua.forms.documents import DocumentsForm, name_of
from pico.sua.models import Tender
from pico.sua.rules import checklist, papers
from pico.sua.rules.access import is_writable
from pico.sua.views.common import posted, sent_files, tender_or_404, trail_to
from pico.sua.views.documents import document_row
from pico.sua.views.drafts import GET_OR_POST


@GET_OR_POST
@for_acting_organisation
def upload(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Upload any number of papers at once; each is good or wrong by itself."""
    tender = tender_or_404(request, public_id)
    if not papers.may_upload(request.actor, tender):
        raise Http404
    if tender.state not in papers.UNDER_WAY or not is_writable(tender.province):
        return redirect("sua:detail", tender.public_id)
    form = DocumentsForm(_lines(tender), posted(request), sent_files(request), request.user)
    if request.method == "POST":
        _attach_all(request, tender, form)
        if not form.errors:
            messages.success(request, _("Documenti caricati."))
            return redirect("sua:detail", tender.public_id)
    rows = [{**document_row(line), **form.row(line.item)} for line in _lines(tender)]
    context = {
        "tender": tender,
        "rows": rows,
        "file_types": form.types,
        "wrong": [
            {"target": f"item-{row['item'].pk}", "text": f"{row['item'].label}: {row['error']}"}
            for row in rows
            if row["error"]
        ],
        "breadcrumb": trail_to(tender, _("Atti di gara")),
    }
    return render(request, "sua/tender_papers.html", context, status=422 if form.errors else 200)


def _lines(tender: Tender) -> list[checklist.Line]:
    return checklist.lines(tender, moments=papers.MOMENTS)


def _attach_all(request: Request, tender: Tender, form: Any) -> None:
    form.is_valid()
    for item, sent in form.uploads():
        try:
            actions.attach_paper(actor=request.actor, tender=tender, item=item, upload=sent)
        except Refused as refusal:
            keep_file(form, name_of(item), request.actor)
            form.add_error(name_of(item), str(refusal))
