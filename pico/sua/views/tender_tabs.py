"""The tabs of a tender beside its overview, and everything on one page to print."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.http import Request
from pico.sua.models import Tender, TenderParticipant
from pico.sua.rules import bodies as rules
from pico.sua.rules import checklist, editing, parts, precig
from pico.sua.views import deadlines, detail, questions, tender_facts
from pico.sua.views.common import tender_or_404, trail_to
from pico.sua.views.documents import document_row
from pico.sua.views.tender_page import shell
from pico.sua.views.tender_parts import parts_of
from pico.sua.views.tender_quotas import quotas_of


@require_safe
def lots(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Every lot with its code and how it ended."""
    tender = tender_or_404(request, public_id)
    context = shell(request, tender, "tender_lots")
    return render(request, "sua/tender_lots.html", {**context, **lots_of(request, tender, context["rup"])})


def lots_of(request: Request, tender: Tender, rup: dict[str, Any]) -> dict[str, Any]:
    """Return the lots, and whether the person may check them before the CIG."""
    inside = precig.is_inside(request.actor, tender)
    return {
        "lots": list(tender.lots.all()),
        "may_check": inside or rup.get("person") == request.user,
        "may_write_lots": editing.may_write(request.actor, tender),
    }


@require_safe
def bodies(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """The bodies that take part, what ANAC's platform asks of each, and their quotas."""
    tender = tender_or_404(request, public_id)
    context = {**shell(request, tender, "tender_bodies"), **bodies_of(request, tender)}
    return render(request, "sua/tender_bodies.html", context)


def bodies_of(request: Request, tender: Tender) -> dict[str, Any]:
    """Return the bodies with their data, and who may write them."""
    rows = _of(
        tender,
        tender.participants.select_related("organisation", "rup_org").order_by("organisation__name", "pk"),
    )
    buyers = rules.buyers(tender, rows)
    several = len(buyers) > 1
    may_choose = editing.may_write(request.actor, tender)
    return {
        "bodies": [{**_body(request, row), "buys": row in buyers} for row in rows],
        "may_choose": may_choose,
        "may_divide": may_choose and several,
        "quotas": quotas_of(request, tender, several=several),
        "contracts": parts_of(request, tender),
    }


def _body(request: Request, row: TenderParticipant) -> dict[str, Any]:
    """Return one body with its RUP, and what the person may write of it."""
    tender = row.tender
    person = parts.rup_of(row)
    by_name = tender.rup_name if row.organisation_id == tender.organisation_id and person is None else ""
    return {
        "row": row,
        "may_write": precig.may_write(request.actor, row),
        "rup": str(person or by_name),
        "may_name": parts.may_name_rup(request.actor, row),
        "may_change": row.role != TenderParticipant.Role.HOLDER,
    }


def _of(tender: Tender, rows: Any) -> list[Any]:
    """Return the rows with the tender in hand: asking each for its own would be a query a row."""
    found = list(rows)
    for row in found:
        row.tender = tender
    return found


@require_safe
def documents(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """The papers of the body and those of the Province."""
    tender = tender_or_404(request, public_id)
    context = {**shell(request, tender, "tender_documents"), **documents_of(request, tender)}
    return render(request, "sua/tender_documents.html", context)


def documents_of(request: Request, tender: Tender) -> dict[str, Any]:
    return {
        "lines": [document_row(line) for line in checklist.lines(tender)],
        "papers": detail.papers(request, tender),
        **tender_facts.papers_of(request, tender),
    }


@require_safe
def people(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Who has a part in the tender."""
    tender = tender_or_404(request, public_id)
    context = {**shell(request, tender, "tender_people"), "people": detail.people(tender)}
    return render(request, "sua/tender_people.html", context)


@require_safe
def history(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Every event, the newest first."""
    tender = tender_or_404(request, public_id)
    context = {**shell(request, tender, "tender_history"), "events": detail.timeline(tender, request.user)}
    return render(request, "sua/tender_history.html", context)


@require_safe
def everything(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """All parts on one page, to print or to read without opening the tabs."""
    tender = tender_or_404(request, public_id)
    context = shell(request, tender, "")
    context |= {
        **detail.overview(tender),
        **lots_of(request, tender, context["rup"]),
        **bodies_of(request, tender),
        **documents_of(request, tender),
        **deadlines.deadlines_of(request, tender),
        **questions.questions_of(request, tender),
        "people": detail.people(tender),
        "events": detail.timeline(tender, request.user),
        "breadcrumb": trail_to(tender, _("Tutto su una pagina")),
    }
    return render(request, "sua/tender_all.html", context)
