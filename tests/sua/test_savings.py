"""What the award saves: scenario 6 of the specification to the cent; a body reads its own and the totals."""

import csv
import html
import io
import random
from decimal import Decimal

import pytest
from django.urls import reverse

from pico.sua import actions
from pico.sua.rules import consolidation, savings
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body
from tests.factories.portal import make_site
from tests.factories.sua import Cast
from tests.factories.sua_campaigns import again, award_salt, give_need, make_open_campaign, make_salt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("treviso_host")]


def D(text):
    return Decimal(text)


def convert(cast, campaign, by="lotto"):
    campaign = actions.consolidate_campaign(actor=cast.actor("sua"), campaign=campaign)
    return actions.convert_campaign(actor=cast.actor("sua"), campaign=campaign, by=by)


@pytest.fixture
def salt(cast):
    campaign = make_salt(cast)
    award_salt(cast, convert(cast, campaign))
    return again(campaign)


def words(answer):
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def read(client, person, name, campaign, *more):
    client.force_login(person)
    return client.get(reverse(f"sua:{name}", args=[campaign.public_id, *more]))


# --- What must not happen


def test_a_body_reads_its_own_saving_and_the_totals_and_nothing_of_another(cast, client, salt):
    page = words(read(client, cast.manager, "campaign", salt))
    assert "Aggiudicato per 27.192,00 € su 31.350,00 € a base di gara" in page  # Oderzo
    assert ("48.006,00 € in meno (11,54%)" in page, "61.026,00 € (14,22%)" in page) == (True, True)
    of_others = ("148.320,00", "15.858,00", "1.242,00", "44.496,00", "Castelfranco", "Asolo")
    assert [figure for figure in of_others if figure in page] == []
    assert read(client, cast.manager, "consolidation", salt).status_code == 404


def test_of_two_bodies_neither_reads_the_declared_sum(cast, client):
    asolo = make_municipality_body("Asolo", cast.province)
    campaign = make_open_campaign(cast, cast.body, asolo)
    give_need(campaign, cast.body, {"S1": ("1040", "101.00")})
    give_need(campaign, asolo, {"S2": ("420", "106.50")})
    actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    award_salt(cast, convert(cast, again(campaign)))
    page = words(read(client, cast.manager, "campaign", campaign))
    total = page.split("Tutti gli enti insieme")[1]
    assert ("11,54%" in total, "prezzi dichiarati" in total) == (True, False)


def test_who_is_not_of_the_campaign_reads_nothing(cast, client, salt):
    brescia = Cast("Desenzano del Garda", "brescia")
    make_site(brescia.province)
    other = make_member(make_municipality_body("Vittorio Veneto", cast.province), "organisation_manager")
    for person, host in ((brescia.sua, "brescia.localhost"), (other, "treviso.localhost")):
        client.defaults["HTTP_HOST"] = host
        for name, *more in (("campaign",), ("consolidation",), ("consolidation_export", "csv")):
            assert read(client, person, name, salt, *more).status_code == 404


def test_nothing_is_saved_before_the_award(cast, client):
    campaign = make_salt(cast)
    convert(cast, campaign)
    page = words(read(client, cast.sua, "consolidation", campaign))
    assert ("Che cosa si risparmia" in page, "quello lo dirà la gara" in page) == (False, True)


# --- The figures


def test_the_road_salt_saves_what_the_specification_says(cast, salt):
    found = savings.of_tender(salt, consolidation.whole(salt), salt.tender)
    total = found.total
    assert (total.base, total.awarded, total.declared) == (D("416100.00"), D("368094.00"), D("429120.00"))
    assert (total.on_base, total.on_base_share) == (D("48006.00"), D("11.54"))
    assert (total.on_declared, total.on_declared_share) == (D("61026.00"), D("14.22"))
    assert (total.known, total.bodies) == (7, 7)
    assert [(row.lot.n, row.saving.awarded, row.prices[0][2]) for row in found.lots] == [
        (1, D("257088.00"), D("82.40")),
        (2, D("111006.00"), D("88.10")),
    ]
    asolo = found.of_body(next(part.body for part in found.parts if part.base == D("17100.00")))
    assert (asolo.awarded, asolo.on_base, asolo.on_declared) == (D("15858.00"), D("1242.00"), D("3312.00"))


def test_the_office_reads_them_on_the_page_and_in_the_file(cast, client, salt):
    page = words(read(client, cast.sua, "consolidation", salt))
    for figure in (
        "Aggiudicato per 368.094,00 € su 416.100,00 €", "48.006,00 € in meno (11,54%)",
        "61.026,00 € (14,22%): prezzo noto per 7 enti su 7", "82,40 € (base 95,00 €)",
        "88,10 € (base 95,00 €)",
        "15.858,00 €", "<svg",
    ):  # fmt: skip
        assert figure in page, figure
    file = read(client, cast.sua, "consolidation_export", salt, "csv")
    rows = list(
        csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig")), delimiter=";")
    )
    asolo = next(row for row in rows if "Asolo" in row["Ente"])
    assert list(asolo.values())[-3:] == ["15858,00", "1242,00", "3312,00"]


def test_a_lot_that_is_not_awarded_is_left_out_and_said(cast, client):
    campaign = make_salt(cast)
    award_salt(cast, convert(cast, campaign), only=(1,))
    page = words(read(client, cast.sua, "consolidation", campaign))
    assert ("Lotti aggiudicati: 1 su 2" in page, "257.088,00 € su 296.400,00 €" in page) == (True, True)


def test_a_price_that_nobody_told_is_left_out_of_the_comparison(cast):
    asolo = make_municipality_body("Asolo", cast.province)
    campaign = make_open_campaign(cast, cast.body, asolo)
    give_need(campaign, cast.body, {"S1": ("1040", None)})
    give_need(campaign, asolo, {"S2": ("420", "100.00")})
    actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    tender = award_salt(cast, convert(cast, again(campaign)))
    total = savings.of_tender(again(campaign), consolidation.whole(campaign), tender).total
    assert (total.known, total.bodies, total.declared, total.compared) == (
        1, 2, D("126000.00"), D("111006.00"),
    )  # fmt: skip


def test_quotas_and_parts_of_a_thousand_random_lots_sum_to_the_cent():
    dice = random.Random(6)
    for _time in range(1000):
        amounts = [D(dice.randrange(1, 10**7)) / 100 for _body in range(dice.randrange(1, 30))]
        lot = savings.Lot(n=1, amount=sum(amounts), awarded_amount=D(dice.randrange(1, 10**8)) / 100)
        quotas = [
            savings.Quota(
                amount=amount, participant=savings.Quota.participant.field.related_model(organisation_id=n)
            )
            for n, amount in enumerate(amounts)
        ]
        made, parts = savings._lot(lot, quotas, None)
        assert sum(part.awarded for part in parts) == made.saving.awarded == lot.awarded_amount
        assert made.saving.base == lot.amount
