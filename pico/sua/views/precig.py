"""The check before the CIG, and what ANAC asks of each body."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pico.base import dates
from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request, whole_number
from pico.sua import actions
from pico.sua.forms.participants import ParticipantForm, PassForm
from pico.sua.forms.pcp import PcpForm
from pico.sua.models import Tender, TenderParticipant
from pico.sua.rules import body_codes, precig, precig_links
from pico.sua.views.common import chosen, conflict_page, posted, tender_or_404, trail_to

_WORDS = {precig.PASS: lazy("a posto"), precig.WARN: lazy("da guardare"), precig.FAIL: lazy("manca")}


GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def check(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Every check, the missing first, each with the reason and the place to mend it."""
    tender = tender_or_404(request, public_id)
    if not precig.may_check(request.actor, tender):
        raise Http404
    order = {precig.FAIL: 0, precig.WARN: 1, precig.PASS: 2}
    lines = sorted(precig.lines(tender), key=lambda line: (order[line.tone], line.passed is not None))
    passing = precig.may_pass(request.actor, tender)
    ways = precig_links.ways(request.actor, tender, lines)
    context = {
        "tender": tender,
        "rows": [_row(tender, line, passing, ways[line.code]) for line in lines],
        "failing": sum(line.tone == precig.FAIL for line in lines),
        "doubtful": sum(line.tone == precig.WARN and line.passed is None for line in lines),
        "facts_url": (
            reverse("sua:pcp", args=[tender.public_id])
            if precig.may_write_facts(request.actor, tender)
            else ""
        ),
        "may_ask": precig.may_ask(request.actor, tender),
        "asked_today": tender.pass_asked_on == dates.today(),
        "breadcrumb": trail_to(tender, _("Controllo pre-CIG")),
    }
    return render(request, "sua/precig.html", context)


def _row(tender: Tender, line: precig.Line, passing: bool, way: precig_links.Way) -> dict[str, Any]:
    url = reverse("sua:precig_pass", args=[tender.public_id, line.code])
    return {
        "line": line,
        "way": way,
        "tone": "info" if line.passed else line.tone,
        "word": _("superato") if line.passed else _WORDS[line.tone],
        "pass_url": url if passing and line.tone == precig.WARN and not line.passed else "",
    }


@require_POST
@for_acting_organisation
def ask(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Ask the executive to look at the warnings."""
    tender = tender_or_404(request, public_id)
    if not precig.may_ask(request.actor, tender):
        raise Http404
    try:
        actions.ask_to_pass(actor=request.actor, tender=tender)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Il dirigente è avvisato: trova la gara fra le sue cose da fare."))
    return redirect("sua:precig", tender.public_id)


@GET_OR_POST
@for_acting_organisation
def pass_line(request: Request, public_id: uuid.UUID, line: str) -> HttpResponse:
    """Let one warning pass, with the reason."""
    tender = tender_or_404(request, public_id)
    found = precig.line_of(tender, line) if precig.may_pass(request.actor, tender) else None
    if found is None:
        raise Http404
    form = PassForm(posted(request))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.pass_precig_line(actor=request.actor, tender=tender, code=line, **form.cleaned_data)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Avviso superato: il RUP legge la tua nota."))
            return redirect("sua:precig", tender.public_id)
    context = {
        "tender": tender,
        "line": found,
        "form": form,
        "refusal": refusal,
        "breadcrumb": trail_to(tender, _("Supera un avviso")),
    }
    status = 422 if form.errors or refusal else 200
    return render(request, "sua/precig_pass.html", context, status=status)


@GET_OR_POST
@for_acting_organisation
def facts(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What the platform of ANAC asks of the tender."""
    tender = tender_or_404(request, public_id)
    if not precig.may_write_facts(request.actor, tender):
        raise Http404
    form = PcpForm.opened(tender, posted(request))
    if request.method == "POST" and form.is_valid():
        version = whole_number(request.POST.get("version")) or 0
        try:
            actions.save_precig_facts(
                actor=request.actor, tender=tender, version=version, values=chosen(request, form.cleaned_data)
            )
        except Conflict as conflict:
            return conflict_page(request, tender, conflict, reverse("sua:pcp", args=[public_id]), choose=True)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Dati per la PCP salvati."))
            return redirect("sua:precig", tender.public_id)
    context = {
        "tender": tender,
        "form": form,
        "version": request.POST.get("version") if form.errors else tender.version,
        "breadcrumb": trail_to(tender, _("Dati per la PCP")),
    }
    return render(request, "sua/precig_facts.html", context, status=422 if form.errors else 200)


@GET_OR_POST
@for_acting_organisation
def participant(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """The codes of one body of the tender, written by the SUA or by the body."""
    tender = tender_or_404(request, public_id)
    rows = TenderParticipant.objects.visible_to(request.user).select_related("organisation")
    row = get_object_or_404(rows, organisation=pk, tender=tender)
    row.tender = tender
    if not precig.may_write(request.actor, row):
        raise Http404
    names = ("fiscal_code", "ausa", "cost_centre", "functions", "edition")
    known = body_codes.known(row.organisation)
    initial: dict[str, Any] = {name: getattr(row, name) or known.get(name, "") for name in names}
    form = ParticipantForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_participant(actor=request.actor, participant=row, **form.cleaned_data)
        except Conflict as conflict:
            return conflict_page(request, tender, conflict, request.path, edition=_edition(row))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Dati dell'ente salvati."))
            onward = "sua:precig" if precig.may_check(request.actor, tender) else "sua:detail"
            return redirect(onward, tender.public_id)
    title = _("Dati per ANAC: %(body)s") % {"body": row.organisation}
    context = {"form": form, "title": title, "tender": tender, "breadcrumb": trail_to(tender, title)}
    return render(request, "sua/participant.html", context, status=422 if form.errors else 200)


def _edition(row: TenderParticipant) -> int:
    row.refresh_from_db(fields=["edition"])
    return row.edition
