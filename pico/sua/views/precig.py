"""The check before the CIG, and what ANAC asks of each body."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.sua import actions
from pico.sua.forms.participants import ParticipantForm
from pico.sua.models import TenderParticipant
from pico.sua.rules import precig
from pico.sua.views.common import posted, tender_or_404, trail_to

_WORDS = {precig.PASS: lazy("a posto"), precig.WARN: lazy("da guardare"), precig.FAIL: lazy("manca")}


@require_safe
def check(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Every check, the missing first, each with the reason and the place to mend it."""
    tender = tender_or_404(request, public_id)
    if not precig.may_check(request.actor, tender):
        raise Http404
    order = {precig.FAIL: 0, precig.WARN: 1, precig.PASS: 2}
    lines = sorted(precig.lines(tender), key=lambda line: order[line.tone])
    context = {
        "tender": tender,
        "rows": [{"line": line, "word": _WORDS[line.tone]} for line in lines],
        "failing": sum(line.tone == precig.FAIL for line in lines),
        "doubtful": sum(line.tone == precig.WARN for line in lines),
        "breadcrumb": trail_to(tender, _("Controllo pre-CIG")),
    }
    return render(request, "sua/precig.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_acting_organisation
def participant(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """The codes of one body of the tender, written by the SUA or by the body."""
    tender = tender_or_404(request, public_id)
    rows = TenderParticipant.objects.visible_to(request.user).select_related("organisation")
    row = get_object_or_404(rows, organisation=pk, tender=tender)
    row.tender = tender
    if not precig.may_write(request.actor, row):
        raise Http404
    names = ("fiscal_code", "ausa", "cost_centre", "functions")
    initial: dict[str, Any] = {name: getattr(row, name) for name in names}
    form = ParticipantForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_participant(actor=request.actor, participant=row, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Dati dell'ente salvati."))
            onward = "sua:precig" if precig.may_check(request.actor, tender) else "sua:detail"
            return redirect(onward, tender.public_id)
    title = _("Dati per ANAC: %(body)s") % {"body": row.organisation}
    context = {"form": form, "title": title, "tender": tender, "breadcrumb": trail_to(tender, title)}
    return render(request, "sua/participant.html", context, status=422 if form.errors else 200)
