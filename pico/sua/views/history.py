"""Past tenders: bring in the table that the office kept, and read what was done with each line."""

from operator import itemgetter
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.exports import Column, table_response
from pico.base.http import Request
from pico.sua import actions
from pico.sua.forms.history import HistoryForm
from pico.sua.models.codes import ContractObject, Procedure
from pico.sua.rules import access
from pico.sua.rules.history import COLUMNS, REQUIRED
from pico.sua.views.common import area_page, trail
from pico.sua.views.drafts import GET_OR_POST

SHOWN = 200  # refused lines on the page
EXAMPLE = {
    "number": "2024/17", "title": "Arredi per la biblioteca", "object": "Forniture", "cpv": "39155000",
    "amount": "96.000,00", "body": "", "procedure": "Aperta", "published": "15/02/2024",
    "awarded": "16/04/2024", "winner": "Arredi del Piave srl", "awarded_amount": "91.200,00", "cig": "",
}  # fmt: skip


def _province(request: Request) -> Any:
    if not access.may_import(request.actor):
        raise Http404
    return request.actor.organisation


@area_page
@GET_OR_POST
@for_acting_organisation
def history(request: Request) -> HttpResponse:
    """Choose a file; its good lines are written, the others are told with their reason."""
    province = _province(request)
    posted = request.method == "POST"
    form = HistoryForm(*((request.POST, request.FILES) if posted else ()), province=province)
    context: dict[str, Any] = {"form": form}
    if posted and form.is_valid():
        found = form.cleaned_data["file"]
        try:
            done = actions.import_past(actor=request.actor, province=province, tenders=found.tenders)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            wrong = sorted([*found.wrong, *done.wrong], key=lambda one: one.line)
            context |= {"done": done, "wrong": wrong[:SHOWN], "refused": len(wrong), "unsure": found.unsure}
    context |= {
        "columns": [(labels[0], name in REQUIRED) for name, labels in COLUMNS.items()],
        "objects": ", ".join(str(label).lower() for label in ContractObject.labels),
        "procedures": ", ".join(str(label).lower() for label in Procedure.labels),
        "breadcrumb": trail((_("Gare"), reverse("sua:list")), (_("Importa le gare passate"), "")),
    }
    return render(request, "sua/history.html", context, status=422 if form.errors else 200)


@area_page
@require_safe
def example(request: Request) -> HttpResponseBase:
    """A file with the columns and one line."""
    province = _province(request)
    code = province.codes.filter(scheme="IPA").values_list("value", flat=True).first() or ""
    columns = [Column(labels[0], itemgetter(name)) for name, labels in COLUMNS.items()]
    return table_response("gare-passate", columns, [{**EXAMPLE, "body": code}], "csv")
