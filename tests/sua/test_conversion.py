"""From a consolidated campaign to one aggregated tender: lots, participants, quotas that sum to the cent."""

from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.urls import reverse

from pico.base.errors import Refused
from pico.notifications.models import Event
from pico.sua import actions
from pico.sua.models import Quota, Tender, TenderEvent, TenderParticipant
from pico.sua.rules import consolidation, grouping
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body
from tests.factories.sua import Cast
from tests.factories.sua_campaigns import again, give_need, make_open_campaign, make_salt

pytestmark = pytest.mark.django_db


def D(text):
    return Decimal(text)


@pytest.fixture
def salt(cast):
    return actions.consolidate_campaign(actor=cast.actor("sua"), campaign=make_salt(cast))


def convert(cast, campaign, by="lotto"):
    return actions.convert_campaign(actor=cast.actor("sua"), campaign=campaign, by=by)


def refused(act):
    with pytest.raises(Refused) as found:
        act()
    return found.value.code


def quotas(tender):
    rows = Quota.objects.unrestricted("test").filter(lot__tender=tender)
    return {
        (row.lot.n, row.participant.organisation.short_name): (row.amount, row.quantity, row.unit)
        for row in rows.select_related("lot", "participant__organisation")
    }


def consolidated(cast, bodies, items, needs, **values):
    campaign = make_open_campaign(cast, *bodies, items=items, years=1, **values)
    for body, need in zip(bodies, needs, strict=True):
        give_need(campaign, body, need)
    campaign = actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    return actions.consolidate_campaign(actor=cast.actor("sua"), campaign=campaign)


# --- What must not happen


def test_only_a_consolidated_campaign_becomes_a_tender_and_only_once(cast, salt):
    unfinished = make_open_campaign(cast)
    assert refused(lambda: convert(cast, unfinished)) == "state"
    convert(cast, salt)
    assert refused(lambda: convert(cast, salt)) == "state"
    assert Tender.objects.unrestricted("test").count() == 1


def test_who_does_not_conduct_it_makes_no_tender(cast, salt):
    brescia = Cast("Desenzano del Garda", "brescia")
    for actor in (cast.actor("executive"), cast.actor("manager"), brescia.actor("sua")):
        act = lambda actor=actor: actions.convert_campaign(actor=actor, campaign=salt, by="unico")  # noqa: E731
        assert refused(act) == "role"
    assert (Tender.objects.unrestricted("test").count(), again(salt).state) == (0, "CONSOLIDATED")


def test_a_value_of_no_tender_is_refused_and_says_whose_answer_it_comes_from(cast, client, treviso_host):
    bodies = [cast.body, make_municipality_body("Asolo", cast.province)]
    item = actions.ItemValues("S", "Sale", "TNE", D("9999999999.99"))
    campaign = consolidated(cast, bodies, [item], [{"S": ("999999999", None)}, {"S": ("1", None)}])
    client.force_login(cast.sua)
    answer = client.post(reverse("sua:campaign_convert", args=[campaign.public_id]), {"by": "unico"})
    assert (answer.status_code, f"Il valore più alto è di {cast.body}" in answer.text) == (422, True)
    assert (Tender.objects.unrestricted("test").count(), again(campaign).state) == (0, "CONSOLIDATED")


def test_a_refused_conversion_takes_no_number(cast, salt):
    refused(lambda: actions.convert_campaign(actor=cast.actor("executive"), campaign=salt, by="unico"))
    assert convert(cast, salt).number.endswith("-0001")


def test_a_body_sees_its_own_quota_and_never_anothers(cast, salt):
    tender = convert(cast, salt)
    brescia = Cast("Desenzano del Garda", "brescia")
    counts = {
        who: Quota.objects.visible_to(person).count()
        for who, person in {
            "Oderzo": cast.manager,
            "SUA": cast.sua,
            "dirigente": cast.executive,
            "Brescia": brescia.sua,
            "not asked": make_member(
                make_municipality_body("Vittorio Veneto", cast.province), "organisation_manager"
            ),
        }.items()
    }
    assert counts == {"Oderzo": 1, "SUA": 7, "dirigente": 7, "Brescia": 0, "not asked": 0}
    assert Tender.objects.visible_to(brescia.sua).filter(pk=tender.pk).count() == 0


def test_the_database_keeps_a_converted_campaign_and_its_tender_together(cast, salt):
    rows = type(salt).objects.unrestricted("test").filter(pk=salt.pk)
    with pytest.raises(IntegrityError):
        rows.update(state="CONVERTED")


# --- What happens


def test_the_road_salt_becomes_a_tender_of_two_lots_with_seven_quotas(cast, salt):
    tender = convert(cast, salt)
    assert (tender.kind, tender.state, tender.framework, tender.procedure, tender.base_amount) == (
        "AGGREGATED", "PREPARATION", "fa-wo-rc", "open", D("416100.00"),
    )  # fmt: skip
    assert (tender.organisation, tender.province, tender.cpv_main, tender.duration_days) == (
        cast.province, cast.province, "34927100", 1095,
    )  # fmt: skip
    lots = [(lot.n, lot.title, lot.cpv, lot.amount) for lot in tender.lots.all()]
    assert lots == [
        (1, "Lotto 1", "34927100", D("296400.00")),
        (2, "Lotto 2", "34927100", D("119700.00")),
    ]
    assert quotas(tender) == {
        (1, "Castelfranco Veneto"): (D("51300.00"), D("540.000"), "TNE"),
        (1, "Montebelluna"): (D("42750.00"), D("450.000"), "TNE"),
        (1, "Oderzo"): (D("31350.00"), D("330.000"), "TNE"),
        (1, "Treviso"): (D("171000.00"), D("1800.000"), "TNE"),
        (2, "Asolo"): (D("17100.00"), D("180.000"), "TNE"),
        (2, "Pieve del Grappa"): (D("62700.00"), D("660.000"), "TNE"),
        (2, "Valdobbiadene"): (D("39900.00"), D("420.000"), "TNE"),
    }
    roles = dict(tender.participants.values_list("organisation__short_name", "role"))
    assert (len(roles), roles.pop("Treviso"), set(roles.values())) == (7, "HOLDER", {"ADHERING"})
    event = TenderEvent.objects.unrestricted("test").get(tender=tender)
    assert (event.transition, event.to_state, event.note) == ("aggregate", "PREPARATION", str(salt))
    assert (again(salt).state, again(salt).tender_id) == ("CONVERTED", tender.pk)


def test_those_who_take_part_are_told(cast, salt):
    convert(cast, salt)
    event = Event.objects.unrestricted("test").get(kind="sua.campaign.converted")
    assert event.data["number"] == salt.number


def test_the_province_holds_the_procedure_even_when_it_needs_nothing(cast, salt):
    item = actions.ItemValues("K", "Kit", "H87", D("10.00"))
    campaign = consolidated(cast, [cast.body], [item], [{"K": ("3", None)}])
    tender = convert(cast, campaign, by="unico")
    rows = TenderParticipant.objects.unrestricted("test").filter(tender=tender)
    assert set(rows.values_list("organisation__short_name", "role")) == {
        ("Treviso", "HOLDER"), ("Oderzo", "ADHERING"),
    }  # fmt: skip
    assert list(quotas(tender)) == [(1, "Oderzo")]


def test_a_hundred_euro_in_three_are_three_quotas_that_sum_to_it(cast):
    bodies = [cast.body, *(make_municipality_body(name, cast.province) for name in ("Asolo", "Montebelluna"))]
    item = actions.ItemValues("K", "Kit", "H87", D("100.00"))
    third = "0.333"
    campaign = consolidated(cast, bodies, [item], [{"K": (third, None)}] * 3)
    tender = convert(cast, campaign, by="unico")
    assert sorted(amount for amount, _quantity, _unit in quotas(tender).values()) == [
        D("33.30"), D("33.30"), D("33.30"),
    ]  # fmt: skip
    assert tender.base_amount == D("99.90")


@pytest.mark.parametrize(
    ("by", "lots"),
    [
        ("lotto", [("Inverno", D("1040.00")), ("Sale per disgelo", D("50.00"))]),
        ("voce", [("Sale", D("950.00")), ("Lame", D("90.00")), ("Pale", D("50.00"))]),
        ("unico", [("Sale per disgelo", D("1090.00"))]),
    ],
)
def test_items_become_lots_by_hint_by_item_or_together(cast, by, lots):
    items = [
        actions.ItemValues("A", "Sale", "TNE", D("95.00"), lot_hint="Inverno"),
        actions.ItemValues("B", "Lame", "H87", D("45.00"), lot_hint="Inverno"),
        actions.ItemValues("C", "Pale", "H87", D("25.00")),
        actions.ItemValues("D", "Che non serve a nessuno", "H87", D("1.00")),
    ]
    needs = {"A": ("10", None), "B": ("2", None), "C": ("2", None)}
    campaign = consolidated(cast, [cast.body], items, [needs])
    table = consolidation.whole(again(campaign))
    assert grouping.proposal(table) == "lotto"
    tender = convert(cast, campaign, by=by)
    assert [(lot.title, lot.amount) for lot in tender.lots.all()] == lots
    assert sum(amount for amount, _quantity, _unit in quotas(tender).values()) == tender.base_amount
    mixed = [(quantity, unit) for (n, _name), (_amount, quantity, unit) in quotas(tender).items() if n == 1]
    assert mixed == ([(D("10.000"), "TNE")] if by == "voce" else [(None, "")])


# --- Pages


def test_the_pages_lead_from_the_table_to_the_tender(cast, salt, client, treviso_host):
    client.force_login(cast.sua)
    page = reverse("sua:campaign_convert", args=[salt.public_id])
    for shown in ("campaign", "consolidation"):
        answer = client.get(reverse(f"sua:{shown}", args=[salt.public_id]))
        assert f'href="{page}"' in answer.content.decode(), shown
    asked = client.get(page).content.decode()
    assert ("Lotto 1: 296.400,00" in asked, 'value="lotto"' in asked) == (True, True)
    assert client.post(page, {"by": "altro"}).status_code == 422
    assert client.post(page, {"by": "lotto"}).status_code == 302
    twice = client.post(page, {"by": "lotto"})
    assert twice.status_code == 422
    tender = Tender.objects.visible_to(cast.sua).get()
    campaign = client.get(reverse("sua:campaign", args=[salt.public_id])).content.decode()
    assert reverse("sua:detail", args=[tender.public_id]) in campaign
    detail = client.get(reverse("sua:tender_all", args=[tender.public_id])).content.decode()
    assert ("51.300,00" in detail, "Gara aggregata creata" in detail) == (True, True)


def test_a_body_reads_its_own_quota_on_the_page_of_the_tender(cast, salt, client, treviso_host):
    tender = convert(cast, salt)
    client.force_login(cast.manager)
    page = client.get(reverse("sua:tender_bodies", args=[tender.public_id])).content.decode()
    assert [amount in page for amount in ("31.350,00", "51.300,00", "171.000,00")] == [True, False, False]
    campaign = client.get(reverse("sua:campaign", args=[salt.public_id])).content.decode()
    assert reverse("sua:detail", args=[tender.public_id]) in campaign
