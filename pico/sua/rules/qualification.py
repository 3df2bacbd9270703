"""Whether a body may run a tender of this value itself, or needs a qualified one (sua.md 5.1)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

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


def sua_can(province: Organisation, contract_object: str, value: Decimal, on: date) -> bool:
    """Say whether the Province's own level covers the value (the same test on the Province)."""
    return not needs_sua(province, contract_object, value, on)


def _kind(contract_object: str) -> str:
    return "WORKS" if contract_object == ContractObject.WORKS else "SS"


def estimated_value(tender: Tender, *, extra: Iterable[Decimal | None] = ()) -> Decimal:
    """Return the value on which thresholds are tested: net of VAT, the sum for all lots and all bodies.

    Args:
        tender: its base amount is already the sum of its lots and of what all its bodies need.
        extra: options and renewals, where the tender has them.
    """
    return (tender.base_amount or _NOTHING) + sum((amount or _NOTHING for amount in extra), _NOTHING)
