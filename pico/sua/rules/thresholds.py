"""Amounts at which the law changes, on a day; the numbers are in the table, here only how to look them up."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.errors import Refused
from pico.sua.models import Threshold
from pico.sua.models.codes import Band, ContractObject, Regime, Sector


def row_of(code: str, on: date) -> Threshold:
    """Return the row in force on a day.

    Raises:
        Refused: when the table has none: no rule may be applied on a guess.
    """
    row = Threshold.objects.in_force(on).filter(code=code).order_by("-valid_from").first()
    if row is None:
        raise Refused(
            _("Manca la soglia %(code)s in vigore il %(day)s: chiedi a UPI di aggiungerla alle tabelle.")
            % {"code": code, "day": dates.italian_date(on)},
            code="table",
        )
    return row


def value(code: str, on: date) -> Decimal | None:
    """Return the amount in force on a day; None means no limit."""
    row = row_of(code, on)
    return row_of(row.follows, on).value if row.follows else row.value


def is_above(amount: Decimal, code: str, on: date) -> bool:
    """Say whether an amount has passed a threshold; whether the exact amount has, the row says."""
    limit = value(code, on)
    if limit is None:
        return False
    return amount > limit or (amount == limit and row_of(code, on).reached_is_above)


def code_of(band: str, *, contract_object: str, sector: str = "1", regime: str = "ORDINARY") -> str:
    """Return which row holds a band for this object, sector and regime."""
    works = contract_object == ContractObject.WORKS
    if band == Band.MICRO:
        return "MICRO"
    if band == Band.DIRECT:
        return "DIRECT_WORKS" if works else "DIRECT_SS"
    special = sector == Sector.SPECIAL
    if regime == Regime.CONCESSION or works:
        return "EU_WORKS_CONCESSIONS"
    if regime == Regime.LIGHT:
        return "EU_SOCIAL_SPECIAL" if special else "EU_SOCIAL"
    return "EU_SPECIAL_SS" if special else "EU_SS_SUBCENTRAL"
