"""Answering a campaign stays in the SUA: the breadcrumb and the way back are those of the campaign."""

import pytest
from django.urls import reverse

from tests.factories.questionnaires import invitation_of
from tests.factories.sua_campaigns import give_need, make_open_campaign

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(cast):
    return make_open_campaign(cast, years=1)


@pytest.fixture
def body(cast, client, treviso_host):
    client.force_login(cast.manager)
    return client


def way(page):
    return [(one["label"], one["url"]) for one in page.context["breadcrumb"]]


def above(campaign):
    return [
        ("SUA", reverse("sua:home")),
        ("Raccolte di fabbisogni", reverse("sua:campaigns")),
        (str(campaign), reverse("sua:campaign", args=[campaign.public_id])),
    ]


def test_each_page_of_an_answer_leads_back_to_its_campaign(campaign, body):
    base = f"/rilevazioni/{campaign.round.public_id}/"
    pages = {"compila/s_needs/": "Quantità e prezzi", "riepilogo/": "Riepilogo"}
    start = body.get(reverse("sua:campaign_answer", args=[campaign.public_id]), follow=True)
    assert way(start) == [*above(campaign), ("Risposta", "")]
    first = start.request["PATH_INFO"]
    for page, label in pages.items():
        answer = body.get(f"{base}{page}")
        assert way(answer) == [*above(campaign), ("Risposta", first), (label, "")]
        assert f"Torna a {campaign}" in answer.text


def test_who_sent_goes_back_to_the_campaign(cast, campaign, body):
    give_need(campaign, cast.body, {"S1": ("10", None)}, sends=False)
    base = f"/rilevazioni/{campaign.round.public_id}/"
    sent = body.post(f"{base}riepilogo/", {"seen": ["s_needs:1"]}, follow=True)
    link = f'<a href="{above(campaign)[2][1]}">Torna a {campaign}</a>'
    assert ("Risposte inviate." in sent.text, link in sent.text) == (True, True)
    receipt = body.get(f"{base}ricevuta/")
    assert (receipt.status_code, way(receipt)[-1], link in receipt.text) == (200, ("Ricevuta", ""), True)


def test_who_stands_in_for_a_body_goes_back_to_the_campaign_too(cast, campaign, client, treviso_host):
    client.force_login(cast.sua)
    pk = invitation_of(campaign.round, cast.body).pk
    page = client.get(f"/rilevazioni/{campaign.round.public_id}/per/{pk}/compila/s_needs/")
    assert way(page)[:3] == above(campaign)
