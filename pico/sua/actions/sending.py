"""Sending: the request gets its number, its clock and its receipt (transition 2)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.jobs import enqueue
from pico.sua.actions.moves import _locked, _next_number, _office, _tell, move
from pico.sua.models import Tender
from pico.sua.rules import clock
from pico.sua.rules.completeness import Gap, gaps
from pico.sua.rules.machine import require


class Incomplete(Refused):
    """The request lacks something; the page lists each gap with a link to its place."""

    def __init__(self, missing: list[Gap]) -> None:
        count = len(missing)
        sentence = (
            _("Manca ancora una cosa prima dell'invio.")
            if count == 1
            else _("Mancano ancora %(count)s cose prima dell'invio.") % {"count": count}
        )
        super().__init__(sentence, code="incomplete")
        self.gaps = missing


@transaction.atomic
def submit_request(*, actor: Actor, tender: Tender) -> Tender:
    """Send the draft to the Province's SUA.

    The number is taken last, under the lock of its series, so that a refused sending consumes none. The ten
    days of art. 62 c. 10 D.Lgs. 36/2023 start: the day of sending is not counted.

    Raises:
        Incomplete: with all that is missing.
        Refused: without the role, or when it was sent already.
    """
    row = _locked(tender)
    require(actor, row, "send")
    missing = gaps(row)
    if missing:
        raise Incomplete(missing)
    now = timezone.now()
    today = dates.rome(now).date()
    term_on = clock.term(today, 0, clock.rule_of(today))
    move(
        actor=actor,
        tender=row,
        code="send",
        at=now,
        payload=_snapshot(row),
        number=_next_number(row.province_id, today.year),
        submitted_at=now,
        submitted_by=actor.user,
        term_on=term_on,
    )
    enqueue("sua.issue_receipt", tender_id=row.pk)
    _tell("sua.request.sent", row, actor, _office(row), due=dates.italian_date(term_on))
    return row


def _snapshot(row: Tender) -> dict:
    """What was sent, by code and fingerprint: the event's hash proves it later."""
    documents = row.documents.select_related("item", "document__current_version__file")
    return {
        "title": row.title,
        "base_amount": str(row.base_amount),
        "lots": [[lot.n, lot.title, str(lot.amount)] for lot in row.lots.all()],
        "documents": [
            [doc.item.code if doc.item else "", version.file.sha256]
            for doc in documents
            if (version := doc.document.current_version)
        ],
    }
