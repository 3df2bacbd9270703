"""The tenders of the demo go as far as they say, by the actions alone: what `make run` shows."""

import pytest

from pico.base.demo import loaders_in_order
from pico.sua import demo_joined, demo_tenders
from pico.sua.models import Tender
from pico.sua.rules import quotas

pytestmark = pytest.mark.walk


def test_three_tenders_are_published_awarded_and_handed_over_once(db):
    loaders = {loader.code: loader for loader in loaders_in_order()}
    for code in ("organisations", "accounts", "sua", "sua-rups", "sua-tenders", "sua-tenders"):
        loaders[code].load()
    rows = Tender.objects.unrestricted("test").filter(title__in=[
        demo_tenders.OPEN, demo_tenders.WON, demo_tenders.PASSED,
    ])  # fmt: skip
    assert dict(rows.values_list("title", "state")) == {
        demo_tenders.OPEN: "PUBLISHED",
        demo_tenders.WON: "AWARDED",
        demo_tenders.PASSED: "HANDED_OVER",
    }


def test_a_tender_for_several_bodies_waits_with_one_lot_to_divide(db):
    loaders = {loader.code: loader for loader in loaders_in_order()}
    for code in ("organisations", "accounts", "sua", "sua-joined", "sua-joined"):
        loaders[code].load()
    tender = Tender.objects.unrestricted("test").get(title=demo_joined.TITLE)
    bodies = quotas.rows_of(tender)
    assert (tender.state, len(bodies) > 2) == ("PREPARATION", True)
    (divided,) = quotas.divisions_of(tender).values()
    assert divided.total == tender.lots.get(n=1).amount
