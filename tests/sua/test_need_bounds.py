"""The bounds of an item while a body writes: said beside the field, and a draft keeps what was typed."""

from decimal import Decimal

import pytest

from pico.questionnaires.models import Answer
from pico.sua import actions
from tests.factories.questionnaires import invitation_of
from tests.factories.sua_campaigns import make_open_campaign

pytestmark = pytest.mark.django_db
ITEM = actions.ItemValues("S", "Sale", "TNE", Decimal("95.00"), least=Decimal(10), most=Decimal(50))
TOO_MUCH = "«Sale», 2027: 60 è più del massimo di 50."
TOO_LITTLE = "«Sale», 2027: 9,5 è meno del minimo di 10."


@pytest.fixture
def campaign(cast):
    return make_open_campaign(cast, items=[ITEM], years=1)


@pytest.fixture
def base(campaign):
    return f"/rilevazioni/{campaign.round.public_id}/"


@pytest.fixture
def body(cast, client, treviso_host):
    client.force_login(cast.operator)
    return client


def stored(campaign):
    rows = Answer.objects.unrestricted("test").filter(response__round=campaign.round, column="q2027")
    return [row.value["num"] for row in rows]


def errors(answer):
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


def test_a_quantity_out_of_bounds_is_said_beside_its_field_and_what_was_typed_stays(body, base, campaign):
    for typed, sentence in (("60", TOO_MUCH), ("9,5", TOO_LITTLE)):
        sent = {"t_needs__0__q2027": typed, "t_needs__0__price": "101,00", "revision": 0}
        answer = body.post(f"{base}compila/s_needs/", sent)
        assert (answer.status_code, errors(answer)) == (422, {"t_needs__0__q2027": [sentence]})
        page = answer.content.decode()
        assert (f'value="{typed}"' in page, 'value="101,00"' in page) == (True, True)
        assert stored(campaign) == []


def test_a_draft_keeps_it_and_says_so(body, base, campaign):
    sent = {"t_needs__0__q2027": "60", "revision": 0, "autosave": "1"}
    answer = body.post(f"{base}compila/s_needs/", sent)
    message = answer.json()["message"]
    assert (answer.status_code, message.endswith(f"Da correggere prima di inviare: {TOO_MUCH}")) == (
        200,
        True,
    )
    assert stored(campaign) == ["60"]
    page = body.get(f"{base}riepilogo/")
    assert (page.context["missing"], TOO_MUCH in page.content.decode()) == (1, True)
    step = page.context["steps"][0]
    assert (step["label"], step["done"]) == ("Quantità e prezzi", False)


def test_a_quantity_within_bounds_or_none_is_saved(body, base, campaign):
    for revision, typed in enumerate(("10", "50", "0")):
        sent = {"t_needs__0__q2027": typed, "revision": revision}
        assert body.post(f"{base}compila/s_needs/", sent).status_code == 302
        assert stored(campaign) == [typed]


def test_pasted_lines_are_looked_at_too_and_the_word_stands_beside_them(body, base, campaign):
    sent = {"t_needs__paste": "S\tSale\t60\t101,00", "revision": 0}
    answer = body.post(f"{base}compila/s_needs/", sent)
    assert (answer.status_code, errors(answer)) == (422, {"t_needs__paste": [TOO_MUCH]})
    assert "S\tSale\t60\t101,00" in answer.content.decode()


def test_a_long_list_says_it_beside_its_lines(cast, body):
    items = [
        actions.ItemValues(f"S{n}", f"Sale {n}", "TNE", Decimal("95.00"), most=Decimal(50)) for n in range(40)
    ]
    campaign = make_open_campaign(cast, items=items, years=1)
    page = f"/rilevazioni/{campaign.round.public_id}/compila/s_needs/"
    answer = body.post(page, {"t_needs__paste": "S7\tSale 7\t60\t", "revision": 0})
    wrong = "«Sale 7», 2027: 60 è più del massimo di 50."
    assert (answer.status_code, errors(answer)) == (422, {"t_needs__paste": [wrong]})


def test_who_stands_in_for_a_body_is_told_too(cast, client, treviso_host, base, campaign):
    client.force_login(cast.sua)
    pk = invitation_of(campaign.round, cast.body).pk
    sent = {"t_needs__0__q2027": "60", "revision": 0, "proxy_reason": "Al telefono"}
    answer = client.post(f"{base}per/{pk}/compila/s_needs/", sent)
    assert (answer.status_code, errors(answer)) == (422, {"t_needs__0__q2027": [TOO_MUCH]})
