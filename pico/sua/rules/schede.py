"""Which form of ANAC (scheda) a case asks for, from the dated table."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from pico.base import dates
from pico.sua.models import SchedaRule, Tender
from pico.sua.models.codes import ContractObject, Framework, Procedure, Regime, Route, Sector
from pico.sua.rules import qualification, thresholds


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


# How a procedure reaches the platform; direct ways are open to any tender within their amounts.
_WAYS = {
    Procedure.NEGOTIATED_WITHOUT_CALL: (Route.INVITATION, Route.SURVEY),
}
_DIRECT = (Route.DIRECT, Route.DIRECT_FRAMEWORK, Route.IN_HOUSE, Route.FRAMEWORK, Route.FRAMEWORK_MINI)


def case_of(tender: Tender, route: str) -> Case:
    """Return the case that a tender is, on one way to its contract."""
    return Case(
        route=route,
        amount=qualification.estimated_value(tender),
        contract_object=tender.contract_object,
        sector=tender.sector,
        regime=tender.regime,
    )


def suggested_rule(tender: Tender, *, direct: bool = False) -> SchedaRule | None:
    """Return the row that says which form the tender's procedure and value ask for, if the table has one."""
    route = Route.DIRECT if direct else _ways(tender)[0]
    rows = rules_for(case_of(tender, route), qualification.day_of(tender))
    return rows[0] if rows else None


def is_consistent(tender: Tender, scheda: str) -> bool:
    """Say whether the form is one of those that the tender's procedure and value admit."""
    on = qualification.day_of(tender)
    return any(
        row.scheda == scheda
        for route in (*_ways(tender), *_DIRECT)
        for eform in (True, False)
        for row in rules_for(replace(case_of(tender, route), eform=eform), on)
    )


def is_consistent_directly(tender: Tender, scheda: str) -> bool:
    """Say whether the form is one of those that an award without a competition of this value admits."""
    on = qualification.day_of(tender)
    routes = [
        route for route in _DIRECT if route != Route.DIRECT_FRAMEWORK or tender.framework != Framework.NONE
    ]
    return any(row.scheda == scheda for route in routes for row in rules_for(case_of(tender, route), on))


def _ways(tender: Tender) -> tuple[Route, ...]:
    return _WAYS.get(Procedure(tender.procedure), (Route.NOTICE,)) if tender.procedure else (Route.NOTICE,)


def reason_of(row: SchedaRule) -> str:
    """Return why the table proposes a form."""
    return _("%(scheda)s: %(case)s (%(source)s)") % {
        "scheda": row.scheda, "case": row.label, "source": row.source,
    }  # fmt: skip
