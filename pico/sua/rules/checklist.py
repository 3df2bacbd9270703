"""Which documents a request must carry, from the dated table and from what the request says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pico.base import dates, money
from pico.sua.models import ChecklistItem, Tender, TenderDocument
from pico.sua.models.codes import ContractObject, Criterion, Funding, Kind, Procedure


@dataclass(frozen=True)
class Facts:
    """What conditions ask about a request."""

    object: str
    amount: Decimal
    eu_funded: bool
    pnrr: bool
    investment: bool
    several_lots: bool
    criterion: str
    procedure: str


def facts_of(tender: Tender) -> Facts:
    """Return what conditions ask about this request."""
    return Facts(
        object=tender.contract_object,
        amount=tender.base_amount or Decimal(0),
        eu_funded=Funding.EU in tender.funding,
        pnrr=tender.pnrr,
        investment=tender.investment,
        several_lots=len(tender.lots.all()) > 1,
        criterion=tender.criterion,
        procedure=tender.procedure,
    )


def applies(conditions: list[dict[str, Any]], facts: Facts) -> bool:
    """Say whether one of the alternatives holds; no alternative at all means always."""
    return not conditions or any(
        all(_holds(*one, facts) for one in alternative.items()) for alternative in conditions
    )


def _holds(name: str, wanted: Any, facts: Facts) -> bool:
    if name == "min_amount":
        return facts.amount >= Decimal(str(wanted))
    actual = getattr(facts, name)
    return actual in wanted if isinstance(wanted, list) else actual == wanted


def conditions_in_words(conditions: list[dict[str, Any]]) -> str:
    """Return «per lavori da 150.000,00 € in su» and the like; empty when the document is always due."""
    return _(" oppure ").join(
        ", ".join(_word(*one) for one in alternative.items()) for alternative in conditions
    )


def _word(name: str, wanted: Any) -> str:
    if name == "object":
        return _("per %(objects)s") % {
            "objects": _(" e ").join(str(ContractObject(code).label).lower() for code in wanted)
        }
    if name == "criterion":
        return _("con criterio %(criteria)s") % {
            "criteria": ", ".join(str(Criterion(code).label).lower() for code in wanted)
        }
    if name == "procedure":
        return _("con procedura %(procedures)s") % {
            "procedures": ", ".join(str(Procedure(code).label).lower() for code in wanted)
        }
    if name == "min_amount":
        return _("da %(amount)s in su") % {"amount": money.euro(Decimal(str(wanted)))}
    words = {
        "eu_funded": (_("con fondi europei"), _("senza fondi europei")),
        "pnrr": (_("con fondi PNRR o PNC"), _("senza fondi PNRR o PNC")),
        "investment": (_("per un investimento"), _("fuori dagli investimenti")),
        "several_lots": (_("con più lotti"), _("con un solo lotto")),
    }
    return words[name][0 if wanted else 1]


@dataclass(frozen=True)
class Line:
    """One document of the checklist of one request, with what was uploaded for it."""

    item: ChecklistItem
    document: TenderDocument | None

    @property
    def is_missing(self) -> bool:
        return self.item.mandatory and self.document is None


def day_of(tender: Tender) -> date:
    """Return the day whose table rules the request: that of sending, today while it is a draft."""
    return dates.rome(tender.submitted_at).date() if tender.submitted_at else dates.today()


def lines(tender: Tender, moments: Sequence[str] = (ChecklistItem.Moment.SUBMITTED,)) -> list[Line]:
    """Return the documents due for this request, and those uploaded though no longer due.

    A past tender owes none: its papers are where they were. What a body sends with its request is due of
    requests alone: no body sent the Province a tender of its own, or one for many.
    """
    if tender.historic:
        return []
    if tender.kind != Kind.DELEGATED:
        moments = [moment for moment in moments if moment != ChecklistItem.Moment.SUBMITTED]
    uploaded = {
        row.item_id: row
        for row in tender.documents.select_related("item", "document__current_version__file")
        if row.item is None or row.item.moment in moments
    }
    facts = facts_of(tender)
    due = [
        item
        for item in ChecklistItem.objects.in_force(day_of(tender)).filter(moment__in=moments)
        if applies(item.conditions, facts)
    ]
    known = {item.pk for item in due}
    return [
        *(Line(item, uploaded.get(item.pk)) for item in due),
        *(Line(row.item, row) for row in uploaded.values() if row.item and row.item_id not in known),
    ]


def due_of_requests() -> list[ChecklistItem]:
    """Return what a draft of today may have to carry."""
    return list(ChecklistItem.objects.in_force(dates.today()).filter(moment=ChecklistItem.Moment.SUBMITTED))


def lacks(draft: Tender, items: Sequence[ChecklistItem]) -> bool:
    """Say whether a draft lacks a document: what ``lines`` says, from rows at hand (lots and documents)."""
    facts, uploaded = facts_of(draft), {row.item_id for row in draft.documents.all()}
    due = (item for item in items if item.mandatory and applies(item.conditions, facts))
    return any(item.pk not in uploaded for item in due)
