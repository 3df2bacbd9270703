"""Where the Province switches the SUA off, the rounds of its campaigns are not to be seen, and come back."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from pico.base.actor import system_actor
from pico.organisations.actions import set_module_state
from pico.questionnaires import actions as questionnaires
from pico.questionnaires.models import Invitation, Questionnaire, Response, Round
from tests.factories.questionnaires import invitation_of
from tests.factories.sua import Cast
from tests.factories.sua_campaigns import give_need, make_open_campaign

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
