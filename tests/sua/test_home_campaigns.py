"""The campaigns on the home of the SUA: nothing of others, how far bodies are, what is left to answer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pico.sua import actions
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body
from tests.factories.portal import make_site
from tests.factories.sua import Cast
from tests.factories.sua_campaigns import give_need, make_campaign, make_open_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("treviso_host")]
HOME = reverse("sua:home")
NEED = {"S1": ("110", "101.00")}


def home(client, person):
    client.force_login(person)
    return client.get(HOME).content.decode()


def test_a_home_never_shows_a_campaign_of_others(cast, client):
    brescia = Cast("Desenzano del Garda", "brescia")
    make_site(brescia.province)
    asolo = make_municipality_body("Asolo", cast.province)
    make_open_campaign(cast, title="Canarino aperto")
    make_campaign(cast, title="Canarino in bozza")
    assert "Canarino" not in home(client, make_member(asolo, "organisation_manager"))
    assert "Canarino in bozza" not in home(client, cast.manager)
    client.defaults["HTTP_HOST"] = "brescia.localhost"
    assert "Canarino" not in home(client, brescia.sua)


def test_the_office_reads_how_many_have_answered(cast, client):
    asolo = make_municipality_body("Asolo", cast.province)
    campaign = make_open_campaign(cast, cast.body, asolo, cast.province)
    give_need(campaign, cast.body, NEED)
    page = home(client, cast.sua)
    assert str(campaign) in page
    assert "risposte inviate: 1 su 3" in page
    assert ('max="3" value="1"' in page, "mancano 30 giorni" in page) == (True, True)
    assert "manca la risposta della Provincia" in page
    actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    page = home(client, cast.executive)
    assert ("da consolidare" in page, "manca la risposta" in page) == (True, False)


def test_a_body_reads_what_it_has_to_answer_and_by_when(cast, client):
    campaign = make_open_campaign(cast, closes_at=timezone.now() + timedelta(days=3))
    button = reverse("sua:campaign_answer", args=[campaign.public_id])
    page = home(client, cast.operator)
    assert ("mancano 3 giorni" in page, f'href="{button}">Rispondi' in page) == (True, True)
    reader = home(client, make_member(cast.body, "member"))
    assert (button in reader, "Apri la raccolta" in reader) == (False, True)
    give_need(campaign, cast.body, NEED, sends=False)
    assert "Riprendi la risposta" in home(client, cast.operator)
    give_need(make_open_campaign(cast), cast.body, NEED)
    assert home(client, cast.operator).count("FAB-") == 2  # the title of one row, and the words of its button
    actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    assert "Nessuna raccolta aspetta la tua risposta" in home(client, cast.operator)


def test_an_empty_home_says_what_to_do(cast, client):
    assert reverse("sua:campaign_new") in home(client, cast.sua)
    page = home(client, cast.executive)
    assert ("Nessuna raccolta aperta" in page, reverse("sua:campaign_new") in page) == (True, False)
    assert "Nessuna raccolta aspetta la tua risposta" in home(client, cast.manager)


@pytest.mark.parametrize("who", ["sua", "manager"])
def test_the_home_asks_as_many_queries_for_three_campaigns_as_for_one(cast, client, who):
    make_open_campaign(cast)
    home(client, getattr(cast, who))
    counts = []
    for more in (0, 2):
        for _time in range(more):
            make_open_campaign(cast)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(HOME).content.decode().count("mancano 30 giorni") == 1 + more
        counts.append(len(asked))
    assert counts == [{"sua": 15, "manager": 14}[who]] * 2
