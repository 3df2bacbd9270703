"""The minutes of the hand-over: a paper made by a job, never in the way of the move."""

from typing import Any

from django.db import transaction

from pico.base import dates, money
from pico.base.actor import Actor
from pico.files import actions as files
from pico.files.models import Paper
from pico.journal.models import record
from pico.sua.actions.moves import _locked
from pico.sua.models import Tender
from pico.sua.models.codes import AFTER_HANDOVER, HandoverPlan, Outcome
from pico.sua.rules import bodies, parts, standstill

KIND = "Verbale di passaggio della gara"
TEMPLATE = "sua/minutes.typ"


@transaction.atomic
def issue_minutes(*, actor: Actor, tender: Tender) -> Paper | None:
    """Ask for the PDF minutes of a tender just handed over, once."""
    row = _locked(tender)
    papers = Paper.objects.unrestricted("the minutes are made once, whoever may read them")
    if row.state not in AFTER_HANDOVER or papers.of(row).filter(kind=KIND).exists():
        return None
    paper = files.request_paper(
        actor=actor,
        target=row,
        owner=row.province,
        kind=KIND,
        template=TEMPLATE,
        title="Verbale di passaggio della gara",
        number=row.number or "",
        data=_data(row),
    )
    record(actor, "sua.minutes.requested", row, owner=row.province)
    return paper


def _data(row: Tender) -> dict[str, Any]:
    """Return what the minutes say: no tax code of a person, no amount of one body beside another's.

    Each body that takes part reads them, so they name the bodies and the lots, and leave quotas out.
    """
    event = row.events.filter(transition="handover").select_related("actor").latest("pk")
    end = standstill.ends_on(row)
    return {
        "number": row.number,
        "province": row.province.name,
        "bodies": [
            str(part.organisation)
            for part in bodies.buyers(row, row.participants.select_related("organisation"))
        ],
        "object": row.title,
        "by": str(event.actor),
        "at": dates.italian_datetime(event.at),
        "award": f"{row.award_number}, {dates.italian_date(row.awarded_on)}" if row.awarded_on else "",
        "notified": dates.italian_date(row.award_notified_on) if row.award_notified_on else "",
        "standstill": dates.italian_date(end) if end else "",
        "plan": str(row.get_handover_plan_display()),
        "derived": row.handover_plan == HandoverPlan.DERIVED,
        "target_days": parts.AVERAGE_DAYS,
        "lots": [_lot(lot) for lot in row.lots.all()],
        "documents": [
            {"title": one.title, "name": version.original_name, "sha256": version.file.sha256}
            for one in row.documents.select_related("document__current_version__file").order_by("pk")
            if (version := one.document.current_version)
        ],
    }


def _lot(lot: Any) -> dict[str, str]:
    won = lot.outcome == Outcome.AWARDED
    return {
        "title": str(lot),
        "cig": lot.cig,
        "winner": ", ".join(one["name"] for one in lot.winners) if won else lot.get_outcome_display(),
        "amount": money.euro(lot.awarded_amount) if won else "",
    }
