"""After the consolidation a change is a numbered revision: the earlier figures stay, the body is told."""

import html
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from pico.base.errors import Conflict, Refused
from pico.journal.models import Entry
from pico.notifications.models import Event
from pico.sua import actions
from pico.sua.models import NeedRevision, Quota
from pico.sua.rules import consolidation
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body
from tests.factories.portal import make_site
from tests.factories.sua import Cast
from tests.factories.sua_campaigns import again, give_need, make_open_campaign, make_salt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("treviso_host")]
YEARS = ("q2027", "q2028", "q2029")


def D(text):
    return Decimal(text)


def cells(tonnes, price, code="S1"):
    return {code: {**{year: D(tonnes) for year in YEARS}, "price": D(price)}}


def revise(cast, campaign, *, body=None, tonnes="120", who="sua", seen=0, **more):
    values = {"cells": cells(tonnes, "101.00"), "reason": "Nota 12 del Comune.", **more}
    return actions.revise_need(
        actor=cast.actor(who), campaign=campaign, organisation=body or cast.body, seen=seen, **values
    )


def refused(act):
    with pytest.raises(Refused) as found:
        act()
    return found.value.code


@pytest.fixture
def salt(cast):
    return actions.consolidate_campaign(actor=cast.actor("sua"), campaign=make_salt(cast))


def client_of(person, host="treviso.localhost"):
    made = Client(HTTP_HOST=host)
    made.force_login(person)
    return made


def words(answer):
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def urls_of(campaign, body):
    return [
        reverse("sua:campaign_revise", args=[campaign.public_id, body.pk]),
        reverse("sua:campaign_revisions", args=[campaign.public_id]),
    ]


def seen(person):
    return NeedRevision.objects.visible_to(person).count()


# --- What must not happen


def test_a_body_reads_its_own_revisions_and_never_anothers(cast, salt):
    asolo = next(
        row.organisation for row in consolidation.whole(salt).bodies if row.organisation.short_name == "Asolo"
    )
    other = make_member(asolo, "organisation_manager")
    brescia = Cast("Desenzano del Garda", "brescia")
    make_site(brescia.province)
    revise(cast, salt, tonnes="7316.5", reason="Canarino di Oderzo.")
    people = {"Oderzo": cast.manager, "Asolo": other, "SUA": cast.sua, "Brescia": brescia.sua}
    assert {who: seen(person) for who, person in people.items()} == {
        "Oderzo": 1, "Asolo": 0, "SUA": 1, "Brescia": 0,
    }  # fmt: skip
    form, listed = urls_of(salt, cast.body)
    assert "Canarino" in words(client_of(cast.manager).get(listed))
    page = words(client_of(other).get(listed))
    assert ("Canarino" in page, "7.316,5" in page, "Nessuna revisione" in page) == (False, False, True)
    assert client_of(cast.manager).get(form).status_code == 404
    assert client_of(other).get(form).status_code == 404
    assert client_of(cast.executive).get(form).status_code == 404
    stranger = make_member(make_municipality_body("Vittorio Veneto", cast.province), "organisation_manager")
    for client in (client_of(brescia.sua, "brescia.localhost"), client_of(stranger)):
        assert [client.get(url).status_code for url in (form, listed)] == [404, 404]


def test_who_does_not_conduct_the_campaign_revises_nothing(cast, salt):
    brescia = Cast("Desenzano del Garda", "brescia")
    for who in ("executive", "manager"):
        assert refused(lambda who=who: revise(cast, salt, who=who)) == "role"
    assert refused(lambda: revise(brescia, salt, body=cast.body)) == "role"
    assert NeedRevision.objects.unrestricted("test").count() == 0


def test_before_the_consolidation_and_after_the_conversion_there_is_no_revision(cast, salt):
    running = make_open_campaign(cast)
    give_need(running, cast.body, {"S1": ("10", "95.00")})
    assert refused(lambda: revise(cast, running)) == "state"
    assert client_of(cast.sua).get(urls_of(running, cast.body)[0]).status_code == 404
    actions.convert_campaign(actor=cast.actor("sua"), campaign=salt, by="lotto")
    assert refused(lambda: revise(cast, salt)) == "converted"
    assert "quote della gara" in words(client_of(cast.sua).get(urls_of(salt, cast.body)[0]))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": "  "}, "reason"),
        ({"tonnes": "110"}, "same"),
    ],
)
def test_a_revision_without_a_reason_or_without_a_change_is_refused(cast, salt, values, code):
    assert refused(lambda: revise(cast, salt, **values)) == code


def test_a_body_that_did_not_answer_has_nothing_to_revise(cast, salt):
    other = make_municipality_body("Vittorio Veneto", cast.province)
    assert refused(lambda: revise(cast, salt, body=other)) == "body"
    assert client_of(cast.sua).get(urls_of(salt, other)[0]).status_code == 404


def test_a_revision_that_would_leave_nothing_to_buy_is_refused(cast):
    campaign = make_open_campaign(cast)
    give_need(campaign, cast.body, {"S1": ("10", "95.00")})
    campaign = actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    campaign = actions.consolidate_campaign(actor=cast.actor("sua"), campaign=campaign)
    assert refused(lambda: revise(cast, campaign, cells={})) == "empty"
    assert consolidation.whole(again(campaign)).value == D("2850.00")


def test_a_revision_is_written_once(cast, salt):
    made = revise(cast, salt)
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        NeedRevision.objects.unrestricted("test").update(reason="altro")


# --- What happens


def test_a_revision_changes_the_sums_and_keeps_what_was(cast, salt):
    before = consolidation.whole(salt)
    made = revise(cast, salt)
    after = consolidation.whole(salt)
    assert (before.quantity, after.quantity, made.number) == (D(4380), D(4410), 1)
    assert (before.value, after.value) == (D("416100.00"), D("418950.00"))
    assert made.before["S1"] == {"q2027": "110", "q2028": "110", "q2029": "110", "price": "101"}
    assert made.after["S1"]["q2028"] == "120"
    assert consolidation.seen_by(cast.sua, salt, up_to=0).value == D("416100.00")
    second = revise(cast, salt, seen=1, tonnes="100")
    assert (second.number, consolidation.whole(salt).quantity) == (2, D(4350))
    assert [consolidation.seen_by(cast.sua, salt, up_to=n).quantity for n in (0, 1, 2)] == [
        D(4380), D(4410), D(4350),
    ]  # fmt: skip
    assert second.before == made.after
    assert len(made.digest) == 64


def test_the_body_is_told_and_the_journal_keeps_a_line(cast, salt):
    revise(cast, salt)
    event = Event.objects.unrestricted("test").get(kind="sua.campaign.revised")
    assert event.data["number"] == salt.number
    lines = Entry.objects.unrestricted("test").filter(verb="sua.campaign.revised")
    assert lines.count() == 1


def test_the_tender_is_made_of_the_revised_figures(cast, salt):
    revise(cast, salt)
    tender = actions.convert_campaign(actor=cast.actor("sua"), campaign=salt, by="lotto")
    quota = Quota.objects.unrestricted("test").get(lot__tender=tender, participant__organisation=cast.body)
    assert (tender.base_amount, quota.quantity, quota.amount) == (
        D("418950.00"), D("360.000"), D("34200.00"),
    )  # fmt: skip


def test_the_second_of_two_people_gets_the_difference_and_may_keep_their_figures(cast, salt):
    revise(cast, salt)
    with pytest.raises(Conflict) as found:
        revise(cast, salt, tonnes="130")
    key = "Sale per disgelo, pianura, quantità 2027"
    assert (found.value.theirs[key], found.value.mine[key]) == ("120 t", "130 t")
    office, page = client_of(cast.sua), urls_of(salt, cast.body)[0]
    data = {f"i0_{year}": "130" for year in YEARS} | {"i0_price": "101,00", "reason": "Nota 13."}
    asked = office.post(page, {**data, "edition": "0"})
    text = words(asked)
    assert (asked.status_code, "120 t" in text, "130 t" in text) == (409, True, True)
    assert ('name="i0_q2027" value="130"' in text, 'name="edition" value="1"' in text) == (True, True)
    assert office.post(page, {**data, "edition": "1"}).status_code == 302
    assert consolidation.whole(salt).quantity == D(4440)


def test_the_pages_lead_from_the_table_to_the_revision_and_back(cast, salt):
    office = client_of(cast.sua)
    table = reverse("sua:consolidation", args=[salt.public_id])
    form, listed = urls_of(salt, cast.body)
    assert form in words(office.get(table))
    page = words(office.get(form))
    assert ('value="110"' in page, 'value="101,00"' in page) == (True, True)
    data = {f"i0_{year}": "110" for year in YEARS} | {"i0_q2027": "1.200,5", "i0_price": "101,00"}
    wrong = office.post(form, {**data, "i0_q2027": "1,250.00", "reason": "x", "edition": "0"})
    assert (wrong.status_code, 'value="1,250.00"' in words(wrong)) == (422, True)
    done = office.post(form, {**data, "reason": "Nota 12 del Comune.", "edition": "0"})
    assert done.url == listed
    text = words(office.get(listed))
    for found in ("Revisione 1", "110 t", "1.200,5 t", "Nota 12 del Comune."):
        assert found in text, found
    assert "Vale la <strong>revisione 1</strong>" in words(office.get(table))
    old = words(office.get(f"{table}?revisione=0"))
    assert ("416.100,00 €" in old, "Oggi vale la revisione 1" in old) == (True, True)
    assert listed in words(client_of(cast.manager).get(reverse("sua:campaign", args=[salt.public_id])))


def test_a_quantity_beyond_the_bounds_of_the_item_is_refused_beside_its_field(cast):
    item = actions.ItemValues("K", "Kit", "H87", D("10.00"), least=D(2), most=D(5))
    campaign = make_open_campaign(cast, items=[item], years=1)
    give_need(campaign, cast.body, {"K": ("3", None)})
    campaign = actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    campaign = actions.consolidate_campaign(actor=cast.actor("sua"), campaign=campaign)
    page = urls_of(campaign, cast.body)[0]
    answer = client_of(cast.sua).post(page, {"i0_q2027": "9", "reason": "Nota.", "edition": "0"})
    assert (answer.status_code, "È più del massimo di 5." in words(answer)) == (422, True)


@pytest.mark.parametrize("bodies", [3, 95])
def test_the_consolidation_asks_as_many_queries_for_95_bodies_as_for_three(
    cast, client, bodies, django_assert_num_queries
):
    made = [make_municipality_body(f"Comune {n}", cast.province) for n in range(bodies)]
    campaign = make_open_campaign(cast, *made)
    for body in made:
        give_need(campaign, body, {"S1": ("110", "101.00")})
    campaign = actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    campaign = actions.consolidate_campaign(actor=cast.actor("sua"), campaign=campaign)
    for body in made[:3]:
        revise(cast, campaign, body=body)
    client.force_login(cast.sua)
    page = reverse("sua:consolidation", args=[campaign.public_id])
    client.get(page)
    with django_assert_num_queries(15):
        answer = client.get(page)
    assert words(answer).count("Correggi<") == bodies
