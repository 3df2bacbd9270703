"""What anybody may read of a tender on the Province's site, from its publication on: these values alone."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch

from pico.base import money
from pico.organisations.models import ModuleActivation
from pico.sua.models import Lot, Tender
from pico.sua.models.codes import PUBLIC_STATES, WON_STATES, Kind, Outcome
from pico.sua.models.tenders import TenderQuerySet
from pico.sua.rules.questions import PublicQuestion

PERSON_CODE = 16  # characters of a person's tax code: of a sole trader too, and never shown


@dataclass(frozen=True)
class PublicLot:
    """A lot as visitors read it."""

    n: int
    title: str
    cpv: str
    amount: Decimal
    cig: str
    outcome: str
    reason: str
    winners: tuple[str, ...]
    awarded_amount: Decimal | None


@dataclass(frozen=True)
class PublicTender:
    """A tender as visitors read it: what is not here is not public."""

    number: str
    title: str
    contract_object: str
    cpv: str
    organisations: tuple[str, ...]
    amount: Decimal | None
    procedure: str
    criterion: str
    state: str
    state_code: str
    published_on: date | None
    offers_until: datetime | None
    pad_name: str
    pad_url: str
    awarded_on: date | None
    rup: str
    lots: tuple[PublicLot, ...]
    questions: tuple[PublicQuestion, ...] = ()


def published_by(province_id: int | None) -> TenderQuerySet:
    """Return the tenders of a Province that its site shows."""
    rows = Tender.objects.unrestricted(
        "published tenders are for everybody; rules.public names what is shown"
    )
    return shown_to_all(rows.filter(province_id=province_id))


def shown_to_all(rows: TenderQuerySet) -> TenderQuerySet:
    """Return those of the rows that anybody reads: published, not confidential, the module on."""
    on = ModuleActivation.objects.filter(module="sua").exclude(state=ModuleActivation.State.OFF)
    return rows.filter(
        province_id__in=on.values("organisation_id"),
        state__in=PUBLIC_STATES,
        confidential=False,
        historic=False,
    ).exclude(published_on=None)


def with_parts(rows: TenderQuerySet) -> TenderQuerySet:
    """Return the rows with what ``public`` reads of each, in a few questions for all."""
    lots = Lot.objects.unrestricted("the lots of published tenders").order_by("n")
    return rows.select_related("organisation", "province").prefetch_related(
        Prefetch("lots", queryset=lots), "participants__organisation"
    )


def public(tender: Tender, rup: str = "", questions: tuple[PublicQuestion, ...] = ()) -> PublicTender:
    """Return what visitors read of a published tender.

    Args:
        rup: the name of its RUP, where it is shown.
        questions: what was asked and answered to all, where it is shown.
    """
    bodies = {
        row.organisation.name: None
        for row in tender.participants.all()
        if tender.kind != Kind.DELEGATED or row.role != row.Role.HOLDER
    }
    return PublicTender(
        number=tender.number or "",
        title=tender.title,
        contract_object=tender.get_contract_object_display(),
        cpv=tender.cpv_main,
        organisations=tuple(bodies) or (tender.organisation.name,),
        amount=tender.base_amount,
        procedure=tender.get_procedure_display(),
        criterion=tender.get_criterion_display(),
        state=tender.get_state_display(),
        state_code=tender.state,
        published_on=tender.published_on,
        offers_until=tender.offers_until,
        pad_name=tender.pad_name,
        pad_url=tender.pad_url,
        awarded_on=tender.awarded_on if tender.state in WON_STATES else None,
        rup=rup,
        questions=questions,
        lots=tuple(_lot(tender, lot) for lot in tender.lots.all()),
    )


def _lot(tender: Tender, lot: Lot) -> PublicLot:
    """What was proposed and is not decided yet is nobody's business: winners stand in awarded lots."""
    won = lot.outcome == Outcome.AWARDED and tender.state in WON_STATES
    return PublicLot(
        n=lot.n,
        title=lot.title,
        cpv=lot.cpv,
        amount=lot.amount,
        cig=lot.cig,
        outcome=lot.get_outcome_display(),
        reason=lot.get_reason_display() if lot.outcome == Outcome.NOT_AWARDED else "",
        winners=tuple(_winner(one) for one in lot.winners) if won else (),
        awarded_amount=lot.awarded_amount if won else None,
    )


def _winner(winner: dict[str, str]) -> str:
    code = winner.get("code", "")
    shown = f" ({code})" if code and len(code) < PERSON_CODE else ""
    return f"{winner['name']}{shown}"


def lots_in_words(tender: PublicTender) -> str:
    """Return the lots of a tender in one cell of a table: «1. Arredi, CIG B5A1C2E873: 96.000,00 €»."""
    return "; ".join(
        f"{lot.n}. {lot.title}{f', CIG {lot.cig}' if lot.cig else ''}: {money.euro(lot.amount)}"
        for lot in tender.lots
    )
