"""The sums of a campaign: scenario 5 of the specification to the cent, and splits that never lose one."""

import random
from decimal import Decimal

import pytest

from pico.base.money import split
from pico.sua import actions
from pico.sua.rules import consolidation
from tests.factories.organisations import make_municipality_body
from tests.factories.sua_campaigns import again, give_need, make_open_campaign, make_salt

pytestmark = pytest.mark.django_db


def D(text):
    return Decimal(text)


def test_the_campaign_for_road_salt_sums_as_the_specification_says(cast):
    campaign = again(make_salt(cast))
    table = consolidation.seen_by(cast.sua, campaign)
    assert (table.quantity, table.unit, table.value) == (D("4380"), "t", D("416100.00"))
    assert [(lot.title, lot.quantity, lot.value) for lot in table.lots] == [
        ("Lotto 1", D("3120"), D("296400.00")),
        ("Lotto 2", D("1260"), D("119700.00")),
    ]
    declared = table.declared
    assert (declared.known, declared.bodies, table.needing) == (7, 7, 7)
    assert (declared.amount, declared.weighted) == (D("429120.00"), D("97.97"))
    assert (declared.saving, declared.saving_share) == (D("13020.00"), D("3.03"))
    asolo = next(row for row in table.bodies if row.organisation.short_name == "Asolo")
    assert (asolo.value, asolo.declared) == (D("17100.00"), D("19170.00"))


def test_a_price_that_is_not_told_is_left_out_and_said(cast):
    asolo = make_municipality_body("Asolo", cast.province)
    campaign = make_open_campaign(cast, cast.body, asolo)
    give_need(campaign, cast.body, {"S1": ("110", "101.00")})
    give_need(campaign, asolo, {"S1": ("10", None), "S2": ("60", "106.50")})
    table = consolidation.seen_by(cast.sua, campaign)
    salt, gem = table.items
    told = consolidation.declared_of([salt])
    assert (told.known, told.bodies, told.quantity, told.weighted) == (1, 2, D(330), D("101.00"))
    assert (told.saving, salt.value) == (D("1980.00"), D("34200.00"))
    assert consolidation.declared_of([gem]).known == 1
    assert (table.declared.known, table.declared.bodies) == (1, 2)
    assert [row.declared for row in table.bodies] == [None, D("33330.00")]


def test_what_nobody_answered_has_neither_value_nor_price(cast):
    campaign = make_open_campaign(cast)
    table = consolidation.seen_by(cast.sua, campaign)
    declared = table.declared
    assert (table.value, table.bodies, declared.weighted, declared.saving) == (D(0), (), None, None)


def test_what_is_being_written_is_not_summed(cast):
    campaign = make_open_campaign(cast)
    give_need(campaign, cast.body, {"S1": ("999", "1.00")}, sends=False)
    assert consolidation.whole(campaign).value == D(0)


def test_the_parts_of_an_item_sum_to_its_value(cast):
    bodies = [make_municipality_body(name, cast.province) for name in ("Asolo", "Valdobbiadene")]
    item = actions.ItemValues("K", "Kit", "H87", D("33.33"))
    campaign = make_open_campaign(cast, cast.body, *bodies, items=[item], years=1)
    for body in (cast.body, *bodies):
        give_need(campaign, body, {"K": ("0.333", None)})
    table = consolidation.whole(campaign)
    assert table.value == D("33.30")
    assert sum(row.value for row in table.bodies) == D("33.30")
    campaign = make_open_campaign(cast, cast.body, *bodies, items=[item], years=1)
    for body, quantity in zip((cast.body, *bodies), ("0.3", "0.3", "0.4"), strict=True):
        give_need(campaign, body, {"K": (quantity, None)})
    table = consolidation.whole(campaign)
    assert {row.organisation.short_name: row.value for row in table.bodies} == {
        "Asolo": D("10.00"), "Oderzo": D("10.00"), "Valdobbiadene": D("13.33"),
    }  # fmt: skip


def test_items_of_several_units_have_no_quantity_together(cast):
    items = [
        actions.ItemValues("A", "Sale", "TNE", D("95.00")),
        actions.ItemValues("B", "Lame", "H87", D("400.00")),
    ]
    campaign = make_open_campaign(cast, items=items)
    give_need(campaign, cast.body, {"A": ("1", None), "B": ("2", None)})
    table = consolidation.whole(campaign)
    assert (table.quantity, table.unit, table.value) == (None, "", D("2685.00"))


def test_a_hundred_euro_in_three_and_a_thousand_random_splits_sum_exactly():
    assert split(D("100.00"), [1, 1, 1]) == [D("33.34"), D("33.33"), D("33.33")]
    dice = random.Random(5)
    for _time in range(1000):
        total = D(dice.randrange(1, 10**9)) / 100
        weights = [D(dice.randrange(0, 10**6)) / 1000 for _part in range(dice.randrange(1, 40))] + [D(1)]
        assert sum(split(total, weights)) == total


def test_the_table_asks_as_many_queries_for_three_bodies_as_for_one(cast, django_assert_num_queries):
    bodies = [make_municipality_body(name, cast.province) for name in ("Asolo", "Valdobbiadene")]
    campaign = make_open_campaign(cast, cast.body, *bodies)
    for body in (cast.body, *bodies):
        give_need(campaign, body, {"S1": ("110", "101.00")})
        held = again(campaign)
        with django_assert_num_queries(3):
            consolidation.whole(held)
