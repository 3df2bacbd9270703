"""Where the Province switches the SUA off, the rounds of its campaigns are not to be seen, and come back."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.organisations.actions import set_module_state
from pico.questionnaires import actions as questionnaires
from pico.questionnaires.models import Invitation, Questionnaire, Response, Round
from tests.factories.organisations import make_municipality_body
from tests.factories.questionnaires import invitation_of
from tests.factories.sua import Cast
from tests.factories.sua_campaigns import again, give_need, make_open_campaign

pytestmark = pytest.mark.django_db
CANARY = "Canarino del sale"


def switch(cast, state):
    set_module_state(
        actor=system_actor("test"), organisation=cast.province, module="sua", state=state, confirmed=True
    )


def client_of(person):
    made = Client(HTTP_HOST="treviso.localhost")
    made.force_login(person)
    return made


def seen_by(person):
    models = (Questionnaire, Round, Invitation, Response)
    return [model.objects.visible_to(person).count() for model in models]


def pages_of(campaign, response):
    key = campaign.round.public_id
    return [
        reverse("questionnaires:fill", args=[key]),
        reverse("questionnaires:round", args=[key]),
        reverse("questionnaires:results", args=[key]),
        reverse("questionnaires:response", args=[response.pk]),
    ]


def test_the_rounds_of_campaigns_hide_with_the_module_and_come_back(cast):
    campaign = make_open_campaign(cast, title=CANARY)
    give_need(campaign, cast.body, {"S1": ("777", "123.45")})
    response = Response.objects.unrestricted("test").get(invitation=invitation_of(campaign.round, cast.body))
    before = {who: seen_by(getattr(cast, who)) for who in ("manager", "sua", "executive")}
    opened = {
        who: [client_of(getattr(cast, who)).get(page).status_code for page in pages_of(campaign, response)]
        for who in before
    }
    assert before["manager"] == [0, 1, 1, 1]
    assert before["sua"] == [1, 1, 1, 1]
    assert (200 in opened["manager"], 200 in opened["sua"]) == (True, True)

    switch(cast, "OFF")
    for who in before:
        client = client_of(getattr(cast, who))
        assert seen_by(getattr(cast, who)) == [0, 0, 0, 0], who
        codes = {client.get(page).status_code for page in pages_of(campaign, response)}
        assert codes == {404}, who
        listed = client.get(reverse("questionnaires:rounds"))
        assert CANARY not in listed.content.decode(), who
        assert CANARY not in client.get(reverse("portal:area")).content.decode(), who

    switch(cast, "READ_ONLY")
    assert {who: seen_by(getattr(cast, who)) for who in before} == before
    switch(cast, "ACTIVE")
    assert {who: seen_by(getattr(cast, who)) for who in before} == before


def side_doors(campaign, invitation, response):
    """Every page of the service of questionnaires that would move a round past what the campaign asks."""
    key = campaign.round.public_id
    for name, args, typed in (
        ("close", [key], {}),
        ("consolidate", [key], {}),
        ("cancel", [key], {"reason": "Rinviata"}),
        ("invite", [key], {"names": "Provincia di Brescia", "confirmed": "1"}),
        ("uninvite", [key, invitation.pk], {}),
        ("extend", [key, invitation.pk], {"closes_at": "2099-01-01T10:00"}),
        ("round_edit", [key], {"title": "Altro"}),
        ("round_delete", [key], {}),
        ("response_reopen", [response.pk], {"reason": "Errata"}),
        ("round_new", [campaign.round.version.questionnaire.public_id], {"title": "Altra"}),
    ):
        yield name, reverse(f"questionnaires:{name}", args=args), typed


@pytest.mark.parametrize("state", ["ACTIVE", "READ_ONLY"])
def test_a_campaign_is_run_from_its_own_page_alone(cast, state):
    asolo = make_municipality_body("Asolo", cast.province)
    campaign = make_open_campaign(cast, cast.body, asolo)
    give_need(campaign, cast.body, {"S1": ("777", "123.45")})
    invitation = invitation_of(campaign.round, asolo)
    response = Response.objects.unrestricted("test").get(invitation=invitation_of(campaign.round, cast.body))
    switch(cast, state)
    client = client_of(cast.sua)
    for name, page, typed in side_doors(campaign, invitation, response):
        assert (name, client.post(page, typed).status_code) == (name, 404)
    assert again(campaign).state == "OPEN"
    assert campaign.round.invitations.count() == 2
    response.refresh_from_db()
    assert response.state == "SUBMITTED"
    if state == "ACTIVE":
        page = client.get(reverse("questionnaires:round", args=[campaign.round.public_id]))
        assert page.url == reverse("sua:campaign", args=[campaign.public_id])


def test_while_the_module_is_read_only_nobody_answers_and_the_term_passes_all_the_same(cast):
    asolo = make_municipality_body("Asolo", cast.province)
    campaign = make_open_campaign(cast, cast.body, asolo)
    switch(cast, "READ_ONLY")
    with pytest.raises(Refused, match="Ora si può solo leggere"):
        give_need(campaign, asolo, {"S1": ("1", None)})
    with time_machine.travel(campaign.round.closes_at + timedelta(hours=1), tick=False):
        questionnaires.close_due(actor=system_actor("test"))
    assert again(campaign).state == "CLOSED"


def test_another_province_keeps_its_own(cast):
    brescia = Cast("Desenzano del Garda", "brescia")
    make_open_campaign(brescia)
    before = seen_by(brescia.sua)
    switch(cast, "OFF")
    assert (seen_by(brescia.sua), before) == ([1, 1, 1, 0], [1, 1, 1, 0])


def test_nobody_is_reminded_while_the_module_is_off(cast):
    campaign = make_open_campaign(cast)
    with time_machine.travel(campaign.round.closes_at - timedelta(days=2), tick=False):
        switch(cast, "OFF")
        assert questionnaires.remind_due(actor=system_actor("test")) == 0
        switch(cast, "ACTIVE")
        assert questionnaires.remind_due(actor=system_actor("test")) == 1
