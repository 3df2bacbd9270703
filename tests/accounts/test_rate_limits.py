"""Limits of sign-in, hand-over, requests and invitations; what two processes count, they count together."""

import pytest
from allauth.account import app_settings as allauth_settings
from django.core.management import call_command
from django.test import Client

from pico.accounts.models import AccessRequest, AccountInvitation
from tests.accounts.people import Town, browser, text_of
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.portal import make_site
from tests.two_webs import two_webs

WRONG = "la password non sono giuste: controllale e riprova."
WAIT = "Troppi tentativi non riusciti. Attendi cinque minuti e riprova, oppure recupera la password."


@pytest.fixture
def town(db):
    return Town()


def ask(client, body, **fields):
    data = {"roles": ["member"], "reason": "Lavoro all'ufficio tecnico.", **fields}
    return client.post(f"/registrati/richiesta/ente/{body.slug}/", data)


class TestAccessRequests:
    def test_the_sixth_from_one_address_in_a_day_waits_and_loses_nothing(self, town, settings):
        settings.PICO_RATE_LIMITS = {"access_request": "5/d/ip"}
        for _ in range(5):
            assert ask(browser(make_user()), town.asolo).status_code == 302

        answer = ask(browser(make_user()), town.asolo, reason="Seguo le gare dal 2019.")

        page = text_of(answer)
        assert answer.status_code == 429
        assert 86_300 < int(answer["Retry-After"]) <= 86_400
        assert "Da qui sono già partite molte richieste. Attendi 24 ore e riprova." in page
        assert "Seguo le gare dal 2019." in page
        assert AccessRequest.objects.unrestricted("test").count() == 5

    def test_a_form_to_be_corrected_is_not_counted(self, town, settings):
        settings.PICO_RATE_LIMITS = {"access_request": "1/d/ip"}
        client = browser(make_user())
        statuses = [ask(client, town.asolo, reason="").status_code for _ in range(3)]
        assert (statuses, ask(client, town.asolo).status_code) == ([422] * 3, 302)


class TestInvitations:
    def invite(self, client, town, *emails):
        data = {"organisation": town.treviso.slug, "emails": "\n".join(emails), "roles": ["member"]}
        return client.post("/amministrazione/inviti/nuovo/", data)

    def test_addresses_are_counted_for_the_organisation_acted_for(self, town, settings):
        settings.PICO_RATE_LIMITS = {"invitation": "3/h/key"}
        client = browser(town.giulia)
        assert self.invite(client, town, "a@ente.example", "b@ente.example").status_code == 302

        answer = self.invite(client, town, "c@ente.example", "d@ente.example")

        assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
        page = text_of(answer)
        assert "Il tuo ente ha già invitato molte persone. Attendi un&#x27;ora e riprova." in page
        assert "c@ente.example" in page
        assert AccountInvitation.objects.unrestricted("test").count() == 2
        assert self.invite(client, town, "c@ente.example").status_code == 302


class TestHandover:
    def test_codes_that_are_brought_are_counted_by_address(self, town, settings):
        settings.PICO_RATE_LIMITS = {"handover": "3/m/ip"}
        client = Client(HTTP_HOST="treviso.localhost")
        statuses = [client.get("/accesso/continua/", {"code": f"x{n}"}).status_code for n in range(4)]
        other = client.get("/accesso/continua/", {"code": "x"}, REMOTE_ADDR="203.0.113.5").status_code
        assert (statuses, other) == ([403, 403, 403, 429], 403)


@pytest.fixture
def sign_in_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = {}
    assert (allauth_settings.RATE_LIMITS["login"], allauth_settings.RATE_LIMITS["login_failed"]) == (
        "30/m/ip",
        "10/m/ip,5/300s/key",
    )


def sign_in(client, email: str, password: str, **how):
    return client.post("/accedi/", {"login": email, "password": password}, **how)


@pytest.mark.usefixtures("sign_in_limits")
class TestSignIn:
    def test_after_five_wrong_passwords_even_the_right_one_waits(self, town):
        client = browser()
        said = [text_of(sign_in(client, town.giulia.email, "sbagliata-davvero")) for _ in range(5)]
        sixth = sign_in(client, town.giulia.email, PASSWORD)
        elsewhere = sign_in(browser(), town.giulia.email, PASSWORD, REMOTE_ADDR="203.0.113.5")

        assert [WRONG in page for page in said] == [True] * 5
        for answer in (sixth, elsewhere):
            assert (answer.status_code, WAIT in text_of(answer)) == (422, True)
        assert sign_in(browser(), town.luca.email, PASSWORD).status_code == 302

    def test_another_port_or_host_in_the_request_does_not_begin_a_new_count(self, town):
        make_site(town.brescia)
        hosts = ["treviso.localhost:81", "treviso.localhost:82", "treviso.localhost", "brescia.localhost"]
        for host in [*hosts, hosts[0]]:
            assert WRONG in text_of(sign_in(browser(), town.giulia.email, "x", HTTP_HOST=host))
        assert WAIT in text_of(sign_in(browser(), town.giulia.email, PASSWORD, HTTP_HOST="brescia.localhost"))

    def test_the_sixth_is_good_again_after_five_minutes(self, town, time_machine):
        time_machine.move_to("2026-11-26T09:00:00+01:00", tick=False)
        for _ in range(6):
            sign_in(browser(), town.giulia.email, "sbagliata-davvero")
        time_machine.move_to("2026-11-26T09:05:01+01:00", tick=False)
        assert sign_in(browser(), town.giulia.email, PASSWORD).status_code == 302

    def test_the_thirty_first_post_in_a_minute_gets_our_page_and_looking_is_free(self, town):
        client = browser()
        for _ in range(40):
            assert client.get("/accedi/").status_code == 200
        statuses = [sign_in(client, f"nessuno{n}@ente.example", "x").status_code for n in range(31)]
        last = sign_in(client, town.giulia.email, PASSWORD)
        assert (statuses, last.status_code, last["Retry-After"]) == ([422] * 30 + [429], 429, "60")
        page = text_of(last)
        assert "Troppe richieste" in page
        assert "Attendi un minuto e riprova." in page


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_processes_count_together(tmp_path):
    """Real servers, one shared cache: half of the attempts at each."""
    call_command("createcachetable", "django_cache")
    email = Town().giulia.email
    with two_webs(tmp_path) as (one, other):
        pages = [
            person.post("/accedi/", login=email, password="sbagliata-davvero")[1]
            for person in (one, other, one, other, one)
        ]
        right = other.post("/accedi/", login=email, password=PASSWORD)
        statuses = [
            person.post("/accedi/", login=f"nessuno{number}@ente.example", password="x")[0]
            for number in range(13)
            for person in (one, other)
        ]

    assert [WRONG in page for page in pages] == [True] * 5
    assert (right[0], WAIT in right[1]) == (422, True)
    assert statuses == [422] * 24 + [429] * 2
