"""What the page says of the tender proper: acts, platform, dates, who judges."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base import dates, money
from pico.base.http import Request
from pico.sua.models import Tender
from pico.sua.models.codes import WON_STATES, Outcome, State
from pico.sua.rules import checklist, papers, standstill
from pico.sua.views.documents import document_row

# Before these there is a request only.
_REQUEST = {State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.CLARIFICATION, State.REFUSED}
_REQUEST |= {State.WITHDRAWN, State.ACCEPTED}


def is_request(tender: Tender) -> bool:
    """Say whether there is a request only: nothing of the tender yet."""
    return tender.state in _REQUEST


def facts_of(tender: Tender) -> list[dict[str, Any]]:
    """Return what is known of the tender; nothing for a request."""
    return [] if is_request(tender) else _facts(tender)


def papers_of(request: Request, tender: Tender) -> dict[str, Any]:
    """Return the papers of the tender, and where they are uploaded; nothing for a request."""
    if is_request(tender):
        return {}
    uploads = tender.state in papers.UNDER_WAY and papers.may_upload(request.actor, tender)
    moments = papers.MOMENTS if tender.state in WON_STATES else papers.MOMENTS[:1]
    return {
        "has_schede": True,
        "paper_lines": [document_row(line) for line in checklist.lines(tender, moments=moments)],
        "papers_url": reverse("sua:papers", args=[tender.public_id]) if uploads else "",
    }


def _facts(tender: Tender) -> list[dict[str, Any]]:
    """Return what is known of the tender, in the order in which it comes to be."""
    rows = [
        (_("Decisione a contrarre"), _act(tender.decision_number, tender.decision_on), ""),
        (_("Scheda ANAC"), tender.scheda, ""),
        (_("Piattaforma"), tender.pad_name, tender.pad_url),
        (_("Indetta il"), _day(tender.published_on), ""),
        (_("Offerte entro"), _moment(tender.offers_until), ""),
        (_("Offerte ricevute"), "" if tender.bids_received is None else str(tender.bids_received), ""),
        *_committees(tender),
        (_("Anomalia delle offerte"), tender.anomaly_outcome, ""),
        (_("Verifiche FVOE concluse il"), _day(tender.checked_on), ""),
        (_("Atto di aggiudicazione"), _act(tender.award_number, tender.awarded_on), ""),
        (_("Importo aggiudicato"), _total(tender), ""),
        (_("Ultima comunicazione di aggiudicazione"), _day(tender.award_notified_on), ""),
        (_("Il contratto si firma dal"), _standstill(tender), ""),
        (_("Come prosegue"), tender.get_handover_plan_display(), ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in rows if value]


def _act(number: str, day: Any) -> str:
    if not number:
        return ""
    return _("%(number)s del %(day)s") % {"number": number, "day": dates.italian_date(day)}


def _day(day: Any) -> str:
    return dates.italian_date(day) if day else ""


def _moment(moment: Any) -> str:
    return dates.italian_datetime(moment) if moment else ""


def _committees(tender: Tender) -> list[tuple[str, str, str]]:
    return [
        (
            str(row.get_kind_display()),
            _("%(members)s. Nomina: %(act)s")
            % {
                "members": ", ".join(row.members),
                "act": _act(row.act, row.appointed_on),
            },
            "",
        )
        for row in tender.committees.all()
    ]


def _standstill(tender: Tender) -> str:
    """Say until when contracts wait; nothing where they need not."""
    if tender.state not in WON_STATES or not standstill.applies(tender):
        return ""
    if tender.relief_asked:
        return _("dopo la decisione sulla misura cautelare")
    return _day(standstill.ends_on(tender)) or _("trentadue giorni dopo l'ultima comunicazione")


def _total(tender: Tender) -> str:
    if tender.state not in WON_STATES:
        return ""
    lots = list(tender.lots.all())
    won = [lot.awarded_amount for lot in lots if lot.outcome == Outcome.AWARDED and lot.awarded_amount]
    words = money.euro(sum(won))
    return words if len(won) == len(lots) else _("%(total)s (parziale)") % {"total": words}
