"""Which form of ANAC (scheda) a case asks for, from the dated table."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pico.base import dates
from pico.sua.models import SchedaRule, Tender
from pico.sua.models.codes import ContractObject, Regime, Route, Sector
from pico.sua.rules import thresholds


@dataclass(frozen=True)
class Case:
    """What decides the form: the way to the contract, the value, and under which rules."""

    route: str
    amount: Decimal
    contract_object: str = ContractObject.SUPPLIES
    sector: str = Sector.ORDINARY
    regime: str = Regime.ORDINARY
    eform: bool = True


def rules_for(case: Case, on: date | None = None) -> list[SchedaRule]:
    """Return the rows that fit the case on a day, in the order of the table."""
    day = on or dates.today()
    rows = SchedaRule.objects.in_force(day).filter(route=Route(case.route))
    return [row for row in rows if _fits(row, case, day)]


def suggest_scheda(case: Case, on: date | None = None) -> str:
    """Return the code of the form to send; empty when the table has none for this case."""
    rows = rules_for(case, on)
    return rows[0].scheda if rows else ""


def _fits(row: SchedaRule, case: Case, on: date) -> bool:
    return (
        (not row.regimes or case.regime in row.regimes)
        and (not row.sectors or case.sector in row.sectors)
        and (row.eform is None or row.eform == case.eform)
        and (not row.at_least or _above(row.at_least, case, on))
        and (not row.below or not _above(row.below, case, on))
    )


def _above(band: str, case: Case, on: date) -> bool:
    code = thresholds.code_of(
        band, contract_object=case.contract_object, sector=case.sector, regime=case.regime
    )
    return thresholds.is_above(case.amount, code, on)


def known_codes(on: date) -> list[str]:
    """Return the forms that the table names on a day, those that may follow another too."""
    rows = SchedaRule.objects.in_force(on).order_by("position", "pk").values_list("scheda", "next_allowed")
    return list(dict.fromkeys(code for scheda, following in rows for code in (scheda, *following)))


def next_codes(tender: Tender, sent: list[str], on: date) -> list[str]:
    """Return the forms that may follow what was sent, the last first; the tender's own before any.

    Args:
        sent: codes of the forms sent and not refused, the newest first.
    """
    if not sent:
        return [tender.scheda] if tender.scheda else []
    rows = SchedaRule.objects.in_force(on).filter(scheda__in=sent).order_by("position", "pk")
    following = {row.scheda: row.next_allowed for row in rows}
    return list(dict.fromkeys(code for last in sent for code in following.get(last, ())))
