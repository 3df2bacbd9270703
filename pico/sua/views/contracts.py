"""The contracts of a tender to take away."""

import uuid

from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_safe

from pico.base.exports import FORMATS
from pico.base.http import Request
from pico.journal.models import record
from pico.sua import exports_of_contracts as exports
from pico.sua.models.codes import AFTER_HANDOVER
from pico.sua.rules import parts
from pico.sua.views.common import tender_or_404


@require_safe
def export(request: Request, public_id: uuid.UUID, format: str) -> HttpResponseBase:
    """Exactly the contracts of the page, as CSV or XLSX."""
    tender = tender_or_404(request, public_id)
    if format not in FORMATS or tender.state not in AFTER_HANDOVER:
        raise Http404
    record(
        request.actor,
        "sua.contracts.exported",
        tender,
        owner=tender.province,
        category="export",
        changes={"rows": parts.contracts_seen(request.user, tender).count(), "format": format},
    )
    return exports.response(request.user, tender, format)
