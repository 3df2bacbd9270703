"""Whether a body may run a tender of this value itself, or needs a qualified one (sua.md 5.1)."""

from datetime import date
from decimal import Decimal

from pico.base import dates
from pico.organisations.models import Organisation
from pico.sua.models import Qualification, Tender
from pico.sua.models.codes import ContractObject
from pico.sua.rules import thresholds

DEROGATIONS = range(1, 10)
_NOTHING = Decimal(0)


def sphere_of(contract_object: str) -> str:
    """Return the sphere in which a contract counts."""
    sphere = Qualification.Sphere
    return sphere.WORKS if contract_object == ContractObject.WORKS else sphere.PURCHASES


def level_of(body: Organisation, contract_object: str, on: date, phase: str = "AWARD") -> int | None:
    """Return the level (1 the highest) that a body holds on a day; None when it is not qualified."""
    rows = Qualification.objects.in_force(on).filter(
        organisation=body, sphere=sphere_of(contract_object), phase=phase
    )
    return rows.order_by("level").values_list("level", flat=True).first()


def covers(body: Organisation, contract_object: str, value: Decimal, on: date, phase: str = "AWARD") -> bool:
    """Say whether the body's level reaches this value."""
    level = level_of(body, contract_object, on, phase)
    if level is None:
        return False
    return not thresholds.is_above(value, f"QUALIFIED_{_kind(contract_object)}_{level}", on)


def needs_sua(
    body: Organisation, contract_object: str, value: Decimal, on: date, *, derogation: int | None = None
) -> bool:
    """Say whether the body must turn to a qualified one for this value."""
    if derogation in DEROGATIONS:
        return False
    return thresholds.is_above(value, f"OWN_AWARD_{_kind(contract_object)}", on) and not covers(
        body, contract_object, value, on
    )


def sua_can(
    province: Organisation, contract_object: str, value: Decimal, on: date, *, derogation: int | None = None
) -> bool:
    """Say whether the Province's own level covers the value (the same test on the Province)."""
    return not needs_sua(province, contract_object, value, on, derogation=derogation)


def _kind(contract_object: str) -> str:
    return "WORKS" if contract_object == ContractObject.WORKS else "SS"


def day_of(tender: Tender) -> date:
    """Return the day whose thresholds count: of the publication, today while unknown."""
    return tender.published_on or dates.today()


def estimated_value(tender: Tender) -> Decimal:
    """Return the value on which thresholds are tested: net of VAT, with options and renewals.

    The base amount is already the sum of all lots and of what all bodies need.
    """
    return sum((amount or _NOTHING for amount in parts_of_value(tender)), _NOTHING)


def parts_of_value(tender: Tender) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return what the estimated value is the sum of: base, options, renewals."""
    return tender.base_amount, tender.options, tender.renewals


def own_limit(contract_object: str, on: date) -> Decimal | None:
    """Return up to which amount anybody may award without a qualification."""
    return thresholds.value(f"OWN_AWARD_{_kind(contract_object)}", on)


def body_needs_sua(tender: Tender) -> bool:
    """Say whether the body that asks must turn to the SUA for this value."""
    value, on = estimated_value(tender), day_of(tender)
    return needs_sua(tender.organisation, tender.contract_object, value, on, derogation=tender.derogation)


def province_can(tender: Tender) -> bool:
    """Say whether the Province's level covers object and value of the tender."""
    value, on = estimated_value(tender), day_of(tender)
    return sua_can(tender.province, tender.contract_object, value, on, derogation=tender.derogation)
