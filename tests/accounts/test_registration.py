"""Making an account by oneself: the same answer for all addresses, and no right from it."""

import re

import pytest
from django.core import mail

from pico.accounts.access import access_of
from pico.accounts.models import User
from tests.accounts.people import browser, newcomer, text_of, verbs_of
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
ANNA = {
    "given_name": "Anna",
    "family_name": "Zanatta",
    "email": "anna.zanatta@comune.asolo.example",
    "password1": PASSWORD,
    "privacy": "on",
}


def register(client, **fields):
    return client.post("/registrati/", ANNA | fields)


def test_a_person_registers_confirms_the_address_and_belongs_to_nothing(town):
    client = browser()

    answer = register(client)

    assert (answer.status_code, answer.url) == (302, "/email/conferma/")
    anna = User.objects.get(email="anna.zanatta@comune.asolo.example")
    assert (anna.given_name, anna.family_name, anna.created_via) == ("Anna", "Zanatta", "SELF")
    assert access_of(anna).is_registered is False
    [message] = mail.outbox
    link = re.search(r"http://\S+(/email/conferma/\S+/)", message.body)[1]
    confirmed = client.post(link)
    assert (confirmed.status_code, confirmed.url) == (
        302,
        "/accedi/?next=/registrati/richiesta/&email=anna.zanatta@comune.asolo.example",
    )
    assert anna.emailaddress_set.get().verified is True
    assert verbs_of("accounts.person") == ["accounts.person.registered"]


def test_before_the_confirmation_there_is_no_way_in(town):
    client = browser()
    register(client)

    answer = client.post("/accedi/", {"login": ANNA["email"], "password": PASSWORD})

    assert answer.url == "/email/conferma/"
    assert client.get("/profilo/").status_code == 302


def test_a_known_and_an_unknown_address_get_the_same_answer(town):
    newcomer(ANNA["email"])

    known, unknown = register(browser()), register(browser(), email="nuova@comune.asolo.example")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    follow = [browser().get(answer.url) for answer in (known, unknown)]
    assert follow[0].content == follow[1].content
    assert [message.to for message in mail.outbox] == [[ANNA["email"]], ["nuova@comune.asolo.example"]]
    assert User.objects.filter(email=ANNA["email"]).count() == 1


def test_without_the_notice_nobody_registers_and_nothing_is_lost(town):
    answer = register(browser(), privacy="")

    assert answer.status_code == 422
    page = text_of(answer)
    assert "Per registrarti devi aver letto l&#x27;informativa." in page
    assert 'value="Zanatta"' in page
    assert User.objects.filter(email=ANNA["email"]).count() == 0


def test_a_password_like_the_name_is_refused(town):
    answer = register(browser(), password1="anna.zanatta1")

    assert answer.status_code == 422
    assert User.objects.filter(email=ANNA["email"]).count() == 0


def test_the_page_links_the_privacy_notice(town):
    assert "/privacy/\">Leggi l'informativa sul trattamento dei dati personali</a>" in text_of(
        browser().get("/registrati/")
    )


def test_a_password_too_short_is_said_in_italian_where_one_is_chosen(town):
    """Django's catalogue has no translation of this one sentence."""
    answer = register(browser(), password1="corta")

    assert answer.status_code == 422
    assert "La password è troppo corta: servono almeno 12 caratteri." in text_of(answer)


def test_a_proposed_body_needs_its_province_by_name(town):
    answer = browser(newcomer("anna@asolo.example")).post(
        "/registrati/richiesta/nuovo-ente/", {"name": "ATO"}
    )

    assert answer.status_code == 422
    assert "Scegli la Provincia." in text_of(answer)
