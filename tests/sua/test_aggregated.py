"""An aggregated tender goes the way of every other, from the needs to the award (scenario of sua.md 6)."""

from decimal import Decimal

import pytest

from pico.sua import actions
from pico.sua.models import ChecklistItem
from pico.sua.rules import checklist, machine
from tests.factories.sua import make_move, make_rup_of
from tests.factories.sua_campaigns import make_salt

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender(cast):
    campaign = actions.consolidate_campaign(actor=cast.actor("sua"), campaign=make_salt(cast))
    return actions.convert_campaign(actor=cast.actor("sua"), campaign=campaign, by="lotto")


def test_it_owes_no_paper_of_a_request_and_those_of_every_tender(tender):
    assert checklist.lines(tender) == []
    due = checklist.lines(tender, [ChecklistItem.Moment.READY])
    assert {line.item.moment for line in due} == {"READY"}


def test_the_road_salt_is_bought_at_the_prices_of_the_scenario(cast, tender):
    make_rup_of(cast, tender)
    for move in ("ready", "publish", "close", "evaluate"):
        tender.refresh_from_db()
        make_move(cast, tender, move)
    prices = {1: Decimal("257088.00"), 2: Decimal("111006.00")}
    awards = {
        lot.pk: actions.LotAward(name="Sali Veneti srl", tax_code="00488410010", amount=prices[lot.n])
        for lot in tender.lots.all()
    }
    for move in ("propose", "award"):
        tender.refresh_from_db()
        make_move(cast, tender, move, awards=awards)
    tender.refresh_from_db()
    total = sum(lot.awarded_amount for lot in tender.lots.all())
    base = tender.base_amount
    assert (tender.state, base, total, base - total) == (
        "AWARDED", Decimal("416100.00"), Decimal("368094.00"), Decimal("48006.00"),
    )  # fmt: skip
    assert [one.code for one in machine.allowed(cast.actor("manager"), tender)] == []
