"""A demo tender for several bodies, begun on the last working day: two lots, one of them divided."""

from decimal import Decimal

from pico.accounts.models import Role
from pico.organisations.models import Organisation
from pico.sua import actions
from pico.sua.demo_dates import carry_back, moment
from pico.sua.demo_tenders import _office
from pico.sua.models import Tender, TenderParticipant
from pico.sua.models.codes import ContractObject, Framework, Kind
from pico.sua.rules import access, quotas
from pico.sua.rules.quotas import Division, Part

TITLE = "Verifica e manutenzione degli estintori"
CPV = "50413200"
NAMES = ("Oderzo", "Castelfranco Veneto", "Montebelluna")


def load_joined() -> None:
    """Begin the tender with its bodies; a second run finds it and changes nothing."""
    treviso = Organisation.objects.get(slug="treviso")
    rows = Tender.objects.unrestricted("demo content is written for everybody and read for nobody")
    if rows.filter(province=treviso, title=TITLE).exists():
        return
    office = _office(treviso, Role.SUA_OPERATOR)
    tender = actions.create_tender(
        actor=office, kind=Kind.AGGREGATED, title=TITLE, contract_object=ContractObject.SERVICES
    )
    carry_back(tender, moment(1, 20))
    for body in Organisation.objects.filter(province=treviso, municipality__name__in=NAMES).order_by("name"):
        if access.may_request(body, treviso):
            actions.add_body(
                actor=office, tender=tender, organisation=body, role=TenderParticipant.Role.DELEGATING,
                functions=TenderParticipant.Functions.AWARD, framework=Framework.WITHOUT_REOPENING,
            )  # fmt: skip
    carry_back(tender, moment(1, 30))
    tender.refresh_from_db()
    values = {"base_amount": Decimal("84000.00"), "cpv_main": CPV, "duration_days": 730}
    tender = actions.save_draft(actor=office, tender=tender, version=tender.version, values=values)
    carry_back(tender, moment(1, 40))
    lots = [
        actions.LotValues("Scuole", Decimal("48000.00")),
        actions.LotValues("Uffici e magazzini", Decimal("36000.00")),
    ]
    tender = actions.save_lots(actor=office, tender=tender, version=tender.version, lots=lots)
    first = tender.lots.get(n=1)
    parts = quotas.in_equal_parts(first, quotas.rows_of(tender), {})
    division = Division({pk: Part(amount) for pk, amount in parts.items()})
    actions.save_quotas(actor=office, tender=tender, version=tender.version, divisions={first.pk: division})
    carry_back(tender, moment(1, 55))
