"""A sign-in lasts so long and no longer; what is taken away is gone at the next click."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from pico.accounts import actions
from pico.base.actor import Actor, system_actor
from pico.journal.models import Entry
from tests.factories.accounts import PASSWORD as SECRET
from tests.factories.accounts import make_member, make_membership, make_user
from tests.factories.organisations import make_national_upi
from tests.proofs import CODE, PASSWORD, sign_in_with

AREA = "/area-riservata/"
MINUTE, HOUR = 60, 3600
SYSTEM = system_actor("test")


def is_signed_in(client) -> bool:
    return client.get(AREA).status_code == 200


def make_it(client, *, began: float, seen: float) -> None:
    """Let the sign-in have begun, and been used last, so many seconds ago."""
    session = client.session
    session["signed_in_at"], session["seen_at"] = time.time() - began, time.time() - seen
    session.save()


@pytest.mark.parametrize(
    ("role", "ago", "stays"),
    [
        ("administrator", (7 * HOUR, MINUTE), True),
        ("administrator", (8 * HOUR + MINUTE, MINUTE), False),
        ("administrator", (HOUR, 29 * MINUTE), True),
        ("administrator", (HOUR, 31 * MINUTE), False),
        ("member", (8 * HOUR + MINUTE, 3 * HOUR), True),
        ("member", (11 * HOUR, MINUTE), True),
        ("member", (12 * HOUR + MINUTE, MINUTE), False),
    ],
)
def test_how_long_a_sign_in_lasts(client, treviso, role, ago, stays):
    client.force_login(make_member(treviso, role))
    make_it(client, began=ago[0], seen=ago[1])

    assert is_signed_in(client) is stays
    assert is_signed_in(client) is stays


def test_a_session_that_does_not_know_when_it_began_is_over(client, treviso):
    client.force_login(make_member(treviso))
    session = client.session
    del session["signed_in_at"]
    session.save()

    assert not is_signed_in(client)


def test_who_works_on_another_host_is_not_idle_here(client, treviso):
    person = make_member(treviso, "administrator")
    client.force_login(person)
    make_it(client, began=HOUR, seen=40 * MINUTE)
    session = client.session
    session["sign_in"] = "one"
    session.save()
    UserSession.objects.create(user=person, ip="127.0.0.1", session_key="elsewhere", data={"sign_in": "two"})
    assert not is_signed_in(client)

    client.force_login(person)
    make_it(client, began=HOUR, seen=40 * MINUTE)
    session = client.session
    session["sign_in"] = "two"
    session.save()
    assert is_signed_in(client)


def test_use_is_noted_at_most_every_five_minutes(client, treviso, django_assert_num_queries):
    client.force_login(make_member(treviso))
    make_it(client, began=HOUR, seen=4 * MINUTE)
    before = client.session["seen_at"]
    client.get(AREA)
    assert client.session["seen_at"] == before

    make_it(client, began=HOUR, seen=6 * MINUTE)
    client.get(AREA)
    assert time.time() - client.session["seen_at"] < MINUTE


def test_a_sign_in_begins_a_session_with_a_new_key(client, treviso):
    make_member(treviso, "member", "anna@treviso.example")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["session"] = session.session_key

    client.post("/accedi/", {"login": "anna@treviso.example", "password": SECRET})

    assert client.session.session_key != session.session_key
    row = UserSession.objects.get()
    assert (row.session_key, row.data["host"]) == (client.session.session_key, "treviso.localhost")
    assert row.data["sign_in"] == client.session["sign_in"]


def test_a_role_granted_or_ended_gives_the_session_a_new_key_and_keeps_it_in_the_list(client, treviso):
    admin = make_member(treviso, "administrator")
    make_member(treviso, "administrator")
    person = make_member(treviso, "member", "anna@treviso.example")
    client.post("/accedi/", {"login": "anna@treviso.example", "password": SECRET})
    keys = [client.session.session_key]

    granted = actions.grant_role(
        actor=Actor(admin, treviso), user=person, organisation=treviso, role="auditor"
    )
    client.get("/profilo/")
    keys.append(client.session.session_key)
    client.get("/profilo/")
    keys.append(client.session.session_key)
    actions.end_membership(actor=Actor(admin, treviso), membership=granted, reason="Finito l'incarico")
    client.get("/profilo/")
    keys.append(client.session.session_key)

    assert [keys[0] != keys[1], keys[1] == keys[2], keys[2] != keys[3]] == [True, True, True]
    assert UserSession.objects.get().session_key == keys[3]


def test_a_role_ended_bites_at_the_next_click(client, treviso):
    admin = make_member(treviso, "administrator")
    person = make_user()
    membership = make_membership(person, treviso, "sua_operator")
    client.force_login(person)
    assert "Provincia di Treviso" in client.get("/profilo/enti/").text

    actions.end_membership(actor=Actor(admin, treviso), membership=membership)

    assert "operatore SUA" not in client.get("/profilo/enti/").text


def test_a_disabled_person_is_out_at_the_next_click_on_every_device(treviso):
    national = make_member(make_national_upi(), "administrator")
    person = make_member(treviso, "member", "anna@treviso.example")
    devices = [Client(HTTP_HOST="treviso.localhost") for _ in range(2)]
    for device in devices:
        device.post("/accedi/", {"login": "anna@treviso.example", "password": SECRET})
    assert [is_signed_in(device) for device in devices] == [True, True]

    actions.disable_person(
        actor=Actor(national, national.memberships.unrestricted("test").get().organisation), user=person
    )

    assert [is_signed_in(device) for device in devices] == [False, False]
    assert not UserSession.objects.exists()


def test_sessions_are_listed_and_closed_one_by_one_or_all_but_this(client, treviso):
    make_member(treviso, "member", "anna@treviso.example")
    devices = [Client(HTTP_HOST="treviso.localhost") for _ in range(3)]
    for device in devices:
        device.post("/accedi/", {"login": "anna@treviso.example", "password": SECRET})
    first = UserSession.objects.get(session_key=devices[0].session.session_key)

    devices[2].post(f"/profilo/sicurezza/sessioni/{first.pk}/chiusura/")
    after_one = [is_signed_in(device) for device in devices]
    devices[2].post("/profilo/sicurezza/sessioni/chiusura/")

    assert after_one == [False, True, True]
    assert [is_signed_in(device) for device in devices] == [False, False, True]


def test_nobody_closes_somebody_elses_session(client, treviso):
    make_member(treviso, "member", "anna@treviso.example")
    device = Client(HTTP_HOST="treviso.localhost")
    device.post("/accedi/", {"login": "anna@treviso.example", "password": SECRET})
    client.force_login(make_member(treviso, "administrator"))

    answer = client.post(f"/profilo/sicurezza/sessioni/{UserSession.objects.get().pk}/chiusura/")

    assert answer.status_code == 404
    assert is_signed_in(device)


def test_the_journal_knows_sign_ins_failures_and_sign_outs_with_their_method(client, treviso):
    make_member(treviso, "member", "anna@treviso.example")

    client.post("/accedi/", {"login": "anna@treviso.example", "password": "sbagliata"})
    client.post("/accedi/", {"login": "anna@treviso.example", "password": SECRET})
    client.post("/esci/")

    lines = Entry.objects.unrestricted("test").filter(category="signin").order_by("pk")
    assert [(line.verb, line.signin) for line in lines] == [
        ("accounts.signin.failed", ""),
        ("accounts.signin.done", "password L1"),
        ("accounts.signout.done", "password L1"),
    ]


def test_a_public_page_asks_nothing_of_the_session_without_its_cookie(client, treviso):
    answer = client.get("/accedi/")

    assert "session" not in answer.cookies


def test_acts_of_a_signed_in_person_carry_the_way_of_the_sign_in(client, treviso):
    person = make_member(treviso, "member")
    sign_in_with(client, person, PASSWORD, CODE)

    client.post("/profilo/", {"given_name": "Anna", "family_name": "Bianchi"})

    assert Entry.objects.unrestricted("test").get(verb="accounts.profile.changed").signin == (
        "password+totp L2"
    )
