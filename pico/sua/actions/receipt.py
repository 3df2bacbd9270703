"""The receipt of a request: a paper made by a job, never in the way of the sending."""

from typing import Any

from django.db import transaction

from pico.base import dates, money
from pico.base.actor import Actor
from pico.files import actions as files
from pico.files.models import Paper
from pico.journal.models import record
from pico.sua.actions.moves import _locked
from pico.sua.models import Tender

KIND = "Ricevuta di richiesta di gara"
TEMPLATE = "sua/receipt.typ"


@transaction.atomic
def issue_receipt(*, actor: Actor, tender: Tender) -> Paper | None:
    """Ask for the PDF receipt, once: number, body, object, value, sender, moment, documents with SHA-256."""
    row = _locked(tender)
    papers = Paper.objects.unrestricted("the receipt is made once, whoever may read it")
    if row.is_draft or papers.of(row).filter(kind=KIND).exists():
        return None
    paper = files.request_paper(
        actor=actor,
        target=row,
        owner=row.province,
        kind=KIND,
        template=TEMPLATE,
        title="Ricevuta della richiesta di gara",
        number=row.number or "",
        data=_data(row),
    )
    record(actor, "sua.receipt.requested", row, owner=row.province)
    return paper


def _data(row: Tender) -> dict[str, Any]:
    documents = row.documents.select_related("document__current_version__file").order_by("pk")
    return {
        "number": row.number,
        "province": row.province.name,
        "body": row.organisation.name,
        "object": row.title,
        "contract": row.get_contract_object_display(),
        "value": money.euro(row.base_amount),
        "lots": row.lots.count(),
        "sender": str(row.submitted_by),
        "sent_at": dates.italian_datetime(row.submitted_at),
        "term": dates.italian_date(row.term_on),
        "documents": [_line(document) for document in documents],
    }


def _line(document: Any) -> dict[str, str]:
    version = document.document.current_version
    return {"title": document.title, "name": version.original_name, "sha256": version.file.sha256}
