"""Open sessions: one line per sign-in, closed on all hosts at the next click."""

from datetime import UTC, datetime

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pico.accounts.actions import issue_handover
from pico.accounts.models import HandoverCode
from pico.accounts.open_sessions import device_of
from pico.base.actor import Actor
from pico.base.http import coarse_network
from tests.accounts.people import Town, text_of
from tests.factories.accounts import make_member
from tests.factories.portal import make_site

pytestmark = pytest.mark.django_db
PAGE = "/profilo/sicurezza/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.fixture
def town():
    town = Town()
    make_site(town.brescia)
    return town


@pytest.fixture
def anna(town):
    return make_member(town.treviso, "member", "anna@treviso.example")


def a_session(user, sign_in: str, host: str, agent: str = FIREFOX, ip: str = "192.0.2.77") -> Client:
    """A browser with a session on a host that belongs to a sign-in, as the hand-over leaves it."""
    client = Client(HTTP_HOST=host)
    client.force_login(user)
    session = client.session
    session["sign_in"] = sign_in
    session.save()
    UserSession.objects.create(
        user=user, session_key=session.session_key, ip=ip, user_agent=agent,
        data={"sign_in": sign_in, "host": host},
    )  # fmt: skip
    return client


def row_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def is_in(client: Client) -> bool:
    return client.get("/profilo/").status_code == 200


def test_one_line_for_each_sign_in_whatever_the_hosts(anna):
    here = a_session(anna, "one", "treviso.localhost")
    a_session(anna, "one", "brescia.localhost")
    a_session(anna, "two", "treviso.localhost", PHONE, "2001:db8:1:2::3")

    page = text_of(here.get(PAGE))

    assert page.count('<th scope="row">') == 2
    assert page.count("Questa sessione") == 1
    assert page.count("Firefox su Linux") == 1
    assert "Chrome su Android" in page
    assert "brescia.localhost, treviso.localhost" in page
    assert "192.0.2.0/24" in page
    assert "2001:db8:1::/48" in page
    assert "192.0.2.77" not in page
    assert "2001:db8:1:2" not in page


def test_a_sign_in_closed_is_over_on_all_its_hosts_at_the_next_click_and_no_other(town, anna):
    here = a_session(anna, "one", "treviso.localhost")
    lost = [a_session(anna, "two", host, PHONE) for host in ("treviso.localhost", "brescia.localhost")]
    other = a_session(town.giulia, "two", "treviso.localhost")

    here.post(f"{PAGE}sessioni/{row_of(lost[0]).pk}/chiusura/")

    assert [is_in(client) for client in (here, *lost, other)] == [True, False, False, True]


def test_a_hand_over_asked_by_a_closed_sign_in_leads_nowhere(anna):
    here = a_session(anna, "one", "treviso.localhost")
    lost = a_session(anna, "two", "treviso.localhost")
    for sign_in in ("one", "two"):
        issue_handover(
            actor=Actor(anna),
            target_host="brescia.localhost",
            state_hash="x",
            sign_in={"records": [], "id": sign_in, "began": 0},
        )

    here.post(f"{PAGE}sessioni/{row_of(lost).pk}/chiusura/")

    assert [code.records["id"] for code in HandoverCode.objects.all()] == ["one"]


def test_all_others_are_closed_and_this_sign_in_stays_on_its_other_hosts(anna):
    here = a_session(anna, "one", "treviso.localhost")
    there = a_session(anna, "one", "brescia.localhost")
    others = [a_session(anna, name, "treviso.localhost") for name in ("two", "three")]
    assert "Chiudi tutte le altre sessioni" in text_of(here.get(PAGE))

    here.post(f"{PAGE}sessioni/chiusura/")

    assert [is_in(client) for client in (here, there, *others)] == [True, True, False, False]
    assert "Chiudi tutte le altre sessioni" not in text_of(here.get(PAGE))


def test_somebody_elses_sign_in_is_absent_even_with_the_same_name(town, anna):
    theirs = a_session(town.giulia, "one", "treviso.localhost")
    mine = a_session(anna, "one", "treviso.localhost")

    assert mine.post(f"{PAGE}sessioni/{row_of(theirs).pk}/chiusura/").status_code == 404
    assert "brescia" not in text_of(mine.get(PAGE))
    mine.post(f"{PAGE}sessioni/{row_of(mine).pk}/chiusura/")

    assert [is_in(theirs), is_in(mine)] == [True, False]


def test_last_use_is_the_latest_on_any_host(anna):
    here = a_session(anna, "one", "treviso.localhost")
    old = a_session(anna, "two", "treviso.localhost", PHONE)
    late = a_session(anna, "two", "brescia.localhost", PHONE)
    for client, day in ((old, 2), (late, 3)):
        UserSession.objects.filter(pk=row_of(client).pk).update(
            last_seen_at=datetime(2026, 1, day, 9, 5, tzinfo=UTC)
        )

    page = text_of(here.get(PAGE))

    assert "3 gen 2026" in page
    assert "2 gen 2026" not in page


def test_the_page_asks_as_much_for_one_sign_in_as_for_three(anna):
    here = a_session(anna, "one", "treviso.localhost")
    here.get(PAGE)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            here.get(PAGE)
        counts.append(len(queries))
        a_session(anna, "two", "treviso.localhost")
        a_session(anna, "three", "treviso.localhost")

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("2001:db8::1", "2001:db8::/48"),
        ("::1", "::/48"),
        ("", ""),
        ("unix socket", ""),
    ],
)
def test_an_address_is_shown_as_its_network(address, network):
    assert coarse_network(address) == network


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox su Linux"),
        (PHONE, "Chrome su Android"),
        ("curl/8.5", "Dispositivo sconosciuto"),
        ("", "Dispositivo sconosciuto"),
    ],
)
def test_a_device_in_words(agent, words):
    assert device_of(agent) == words
