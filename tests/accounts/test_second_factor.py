"""Second factors: compulsory by role, encrypted, never the last one away, reset by an administrator."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet
from django.core import mail
from django.db import connection
from django.test import Client

from pico.accounts import actions
from pico.accounts.gate import BEFORE_ENROLMENT
from pico.accounts.models import Role
from pico.accounts.roles import HELD_AT, WITHOUT_SECOND_FACTOR
from pico.base.actor import Actor
from pico.base.crypto import Undecryptable
from pico.base.errors import Refused
from pico.journal.models import Entry
from tests.access import addresses
from tests.accounts.test_step_up import TOTP_SECRET, code_now
from tests.factories.accounts import PASSWORD as SECRET
from tests.factories.accounts import make_member, make_membership
from tests.factories.keys import make_key
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)
from tests.proofs import CODE, PASSKEY, PASSWORD, SPID, let_proofs_age, sign_in_with

INDEX = "/profilo/sicurezza/secondo-fattore/"
AREA = "/area-riservata/"
CREST = {"portal:crest"}  # the picture at the top of the page of the enrolment itself


def verbs(**conditions) -> list[str]:
    return list(Entry.objects.unrestricted("test").filter(**conditions).values_list("verb", flat=True))


# --- Encrypted ---------------------------------------------------------------------------------------------


def test_secrets_are_encrypted_in_the_database(treviso):
    person = make_member(treviso)
    TOTP.activate(person, TOTP_SECRET)
    seed = RecoveryCodes.activate(person).instance.data["seed"]

    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = str(cursor.fetchall())

    assert TOTP_SECRET not in stored
    assert not re.fullmatch("[0-9a-f]+", seed)
    assert len(RecoveryCodes.activate(person).generate_codes()) == 10


def test_keys_change_without_enrolling_again(treviso, settings):
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    person = make_member(treviso)
    settings.PICO_FIELD_KEYS = [old]
    row = TOTP.activate(person, TOTP_SECRET).instance

    settings.PICO_FIELD_KEYS = [new, old]
    assert row.wrap().validate_code(code_now())

    settings.PICO_FIELD_KEYS = [new]
    with pytest.raises(Undecryptable):
        row.wrap().validate_code(code_now())


# --- Compulsory --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role not in WITHOUT_SECOND_FACTOR])
def test_each_role_that_wants_a_second_factor_leads_to_its_enrolment(client, treviso, role):
    kind = max(HELD_AT[role])
    body = {
        "PROVINCE": lambda: treviso,
        "MUNICIPALITY": lambda: make_municipality_body("Asolo", treviso),
        "OTHER_BODY": lambda: make_municipality_body("Asolo", treviso),
        "NATIONAL_UPI": make_national_upi,
        "REGIONAL_UPI": lambda: make_regional_upi(treviso.region),
    }[kind]()
    sign_in_with(client, make_member(body, role), PASSWORD)

    answer = client.get(AREA)

    assert (answer.status_code, answer.url) == (302, f"{INDEX}?next=%2Farea-riservata%2F")


def test_before_enrolment_every_other_address_leads_there(client, treviso):
    sign_in_with(client, make_member(treviso, "administrator"), PASSWORD)
    open_addresses = [address for address in addresses().values() if not address.parameters]

    elsewhere = {
        address.name: answer.status_code
        for address in open_addresses
        if address.name not in BEFORE_ENROLMENT | CREST
        and not (answer := client.get(address.url({}))).headers.get("Location", "").startswith(INDEX)
    }
    posted = {
        address.name: answer.status_code
        for address in open_addresses
        if address.name not in BEFORE_ENROLMENT | CREST
        and not (answer := client.post(address.url({}))).headers.get("Location", "").startswith(INDEX)
    }

    assert (elsewhere, posted) == ({}, {})


def test_before_enrolment_profile_sessions_and_enrolment_itself_are_open(client, treviso):
    sign_in_with(client, make_member(treviso, "administrator"), PASSWORD)

    pages = ["/profilo/", "/profilo/sicurezza/", INDEX, f"{INDEX}codici/", f"{INDEX}chiavi/nuova/"]

    assert [client.get(page).status_code for page in pages] == [200] * 5
    assert client.post("/esci/").url == "/"


def test_a_picture_of_the_page_is_shown_and_never_where_the_person_was_going(client, treviso):
    sign_in_with(client, make_member(treviso, "administrator"), PASSWORD)

    crest = client.get("/stemma.svg")
    other = client.get("/sua/", headers={"Sec-Fetch-Dest": "image"})

    assert (crest.status_code, crest["Content-Type"]) == (200, "image/svg+xml")
    assert other.url == f"{INDEX}?next=%2Farea-riservata%2F"


def test_a_fragment_asked_by_htmx_leads_there_too(client, treviso):
    sign_in_with(client, make_member(treviso, "editor"), PASSWORD)

    answer = client.get(AREA, headers={"HX-Request": "true"})

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith(INDEX)


@pytest.mark.parametrize(
    ("proofs", "status"),
    [
        ([PASSWORD], 302),
        ([], 302),
        ([{**SPID, "level": 1}], 302),
        ([PASSWORD, CODE], 200),
        ([PASSKEY], 200),
        ([SPID], 200),
        ([{**SPID, "method": "cie", "level": 3}], 200),
    ],
)
def test_what_counts_as_a_second_factor_at_sign_in(client, treviso, proofs, status):
    sign_in_with(client, make_member(treviso, "administrator"), *proofs)

    assert client.get(AREA).status_code == status


def test_the_page_of_security_leads_to_the_second_factor(client, treviso):
    person = make_member(treviso)
    client.force_login(person)
    without = client.get("/profilo/sicurezza/").content.decode()
    TOTP.activate(person, TOTP_SECRET)

    assert f'<a href="{INDEX}">Aggiungi un secondo fattore</a>' in without
    assert f'<a href="{INDEX}">Gestisci il secondo fattore</a>' in client.get("/profilo/sicurezza/").text


def test_a_member_needs_none(client, treviso):
    sign_in_with(client, make_member(treviso, "member"), PASSWORD)

    assert client.get(AREA).status_code == 200


def test_a_member_who_becomes_administrator_needs_one_at_the_next_click(client, treviso):
    person = make_member(treviso, "member")
    sign_in_with(client, person, PASSWORD)
    assert client.get(AREA).status_code == 200

    make_membership(person, treviso, "administrator")

    assert client.get(AREA).url.startswith(INDEX)


def test_a_session_older_than_the_enrolment_proves_with_what_was_enrolled(client, treviso):
    person = make_member(treviso, "administrator")
    sign_in_with(client, person, PASSWORD)
    TOTP.activate(person, TOTP_SECRET)

    answer = client.get(AREA)

    assert answer.url == "/profilo/sicurezza/conferma/?next=%2Farea-riservata%2F"


def test_people_of_the_demo_are_exempt_where_the_demo_runs_and_see_it(client, treviso, settings):
    person = make_member(treviso, "administrator", created_via="DEMO")
    sign_in_with(client, person, PASSWORD)
    assert client.get(AREA).status_code == 302

    settings.PICO_DEMO = True

    assert client.get(AREA).status_code == 200
    assert "Persona della dimostrazione" in client.get(INDEX).text
    other = Client(HTTP_HOST="treviso.localhost")
    sign_in_with(other, make_member(treviso, "administrator"), PASSWORD)
    assert other.get(AREA).status_code == 302


# --- Enrolment and sign-in ---------------------------------------------------------------------------------


def sign_in(client, email, **more):
    return client.post("/accedi/", {"login": email, "password": SECRET, **more})


def test_a_wrong_code_enrols_nothing(client, treviso):
    person = make_member(treviso, "administrator")
    sign_in_with(client, person, PASSWORD)
    client.get(f"{INDEX}codici/")

    answer = client.post(f"{INDEX}codici/", {"code": "000000"})

    assert answer.status_code == 422
    assert not Authenticator.objects.filter(user=person).exists()


def test_enrolling_wants_a_fresh_password(client, treviso):
    sign_in_with(client, make_member(treviso, "administrator"), PASSWORD, seconds_ago=700)

    assert client.get(f"{INDEX}codici/").url.startswith("/profilo/sicurezza/conferma/")
    assert client.get(f"{INDEX}chiavi/nuova/").url.startswith("/profilo/sicurezza/conferma/")


def test_the_second_step_asks_for_the_code_and_takes_it_once(client, treviso):
    person = make_member(treviso, "administrator", "giulia@treviso.example")
    TOTP.activate(person, TOTP_SECRET)
    first = sign_in(client, "giulia@treviso.example", next="/profilo/")
    assert first.url == "/accedi/secondo-passo/"
    assert client.get("/profilo/").status_code == 302  # not signed in yet

    wrong = client.post("/accedi/secondo-passo/", {"code": "000000"})
    code = code_now()
    right = client.post("/accedi/secondo-passo/", {"code": code})
    again = Client(HTTP_HOST="treviso.localhost")
    sign_in(again, "giulia@treviso.example")
    replayed = again.post("/accedi/secondo-passo/", {"code": code})

    assert (wrong.status_code, right.url, replayed.status_code) == (422, "/profilo/", 422)
    assert client.get(AREA).status_code == 200
    assert verbs(verb="accounts.factor.refused") == ["accounts.factor.refused"] * 2
    done = Entry.objects.unrestricted("test").get(verb="accounts.signin.done")
    assert done.signin == "password+totp L2"


def test_a_recovery_code_replaces_the_lost_telephone_once(client, treviso):
    person = make_member(treviso, "administrator", "giulia@treviso.example")
    TOTP.activate(person, TOTP_SECRET)
    code = RecoveryCodes.activate(person).get_unused_codes()[3]
    sign_in(client, "giulia@treviso.example")

    assert client.post("/accedi/secondo-passo/", {"code": code}).status_code == 302
    assert client.get(AREA).status_code == 200

    other = Client(HTTP_HOST="treviso.localhost")
    sign_in(other, "giulia@treviso.example")
    assert other.post("/accedi/secondo-passo/", {"code": code}).status_code == 422


# --- Removal -----------------------------------------------------------------------------------------------


def test_the_last_factor_of_who_needs_one_stays(client, treviso):
    person = make_member(treviso, "administrator")
    TOTP.activate(person, TOTP_SECRET)
    RecoveryCodes.activate(person)
    client.force_login(person)

    answer = client.post(f"{INDEX}codici/rimozione/")

    assert answer.status_code == 422
    assert "prima aggiungine un altro" in answer.text
    assert Authenticator.objects.filter(user=person).count() == 2


def test_one_of_two_factors_goes_and_the_person_is_told(client, treviso, django_capture_on_commit_callbacks):
    person = make_member(treviso, "administrator")
    TOTP.activate(person, TOTP_SECRET)
    key = make_key(person)
    client.force_login(person)

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{INDEX}codici/rimozione/").status_code == 302
        assert client.post(f"{INDEX}chiavi/{key.pk}/rimozione/").status_code == 422

    assert list(Authenticator.objects.values_list("type", flat=True)) == ["webauthn"]
    assert [message.subject for message in mail.outbox] == ["Provincia di Treviso: app di codici tolta"]
    assert verbs(verb="accounts.factor.removed") == ["accounts.factor.removed"]


def test_a_member_may_go_back_to_the_password_alone_and_the_codes_go_too(client, treviso):
    person = make_member(treviso, "member")
    TOTP.activate(person, TOTP_SECRET)
    RecoveryCodes.activate(person)
    client.force_login(person)

    assert client.post(f"{INDEX}codici/rimozione/").status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()


def test_somebody_elses_key_is_absent(client, treviso):
    key = make_key(make_member(treviso, "administrator"), name="Chiave di Giulia")
    client.force_login(make_member(treviso, "administrator"))

    answers = [client.get(f"{INDEX}chiavi/{key.pk}/{page}/") for page in ("rimozione", "nome")]
    answers += [client.post(f"{INDEX}chiavi/{key.pk}/{page}/") for page in ("rimozione", "nome")]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert "Chiave di Giulia" not in client.get(INDEX).text
    assert Authenticator.objects.count() == 1


def test_removing_wants_a_fresh_and_strong_proof(client, treviso):
    person = make_member(treviso, "member")
    TOTP.activate(person, TOTP_SECRET)
    client.force_login(person)
    let_proofs_age(client, 700)

    assert client.get(f"{INDEX}codici/rimozione/").url.startswith("/profilo/sicurezza/conferma/")
    assert client.post(f"{INDEX}codici/rimozione/").status_code == 403
    assert Authenticator.objects.count() == 1


# --- Reset by an administrator -----------------------------------------------------------------------------


class TestReset:
    @pytest.fixture
    def marco(self, treviso):
        person = make_member(treviso, "sua_operator", "marco@treviso.example")
        TOTP.activate(person, TOTP_SECRET)
        return person

    def reset(self, who, body, marco, reason="Telefono smarrito"):
        return actions.reset_second_factor(
            actor=Actor(who, body), user=marco, organisation=body, reason=reason
        )

    def test_takes_all_away_ends_the_sessions_and_is_told(
        self, client, treviso, marco, django_capture_on_commit_callbacks
    ):
        client.force_login(marco)
        UserSession.objects.create(user=marco, ip="127.0.0.1", session_key=client.session.session_key)
        admin = make_member(treviso, "administrator")

        with django_capture_on_commit_callbacks(execute=True):
            self.reset(admin, treviso, marco)

        assert not Authenticator.objects.exists()
        assert client.get(AREA).url.startswith("/accedi/")
        line = Entry.objects.unrestricted("test").get(verb="accounts.factor.reset")
        assert (line.actor_id, line.owner_id, line.reason) == (admin.pk, treviso.pk, "Telefono smarrito")
        assert line.changes == {"types": [["totp"], []]}
        assert [(m.to, m.subject) for m in mail.outbox] == [
            (["marco@treviso.example"], "Provincia di Treviso: il tuo secondo fattore è stato azzerato")
        ]

    def test_wants_a_reason(self, treviso, marco):
        with pytest.raises(Refused):
            self.reset(make_member(treviso, "administrator"), treviso, marco, reason="  ")
        assert Authenticator.objects.count() == 1

    @pytest.mark.parametrize("role", ["member", "executive", "sua_operator"])
    def test_is_not_for_colleagues_of_another_role(self, treviso, marco, role):
        with pytest.raises(Refused):
            self.reset(make_member(treviso, role), treviso, marco)
        assert Authenticator.objects.count() == 1

    def test_is_not_for_another_provinces_administrator_nor_for_oneself(self, treviso, marco):
        brescia = make_province("brescia")
        stranger = make_member(brescia, "administrator")
        own = make_member(treviso, "administrator")
        for who, body, whom in ((stranger, treviso, marco), (stranger, brescia, marco), (own, treviso, own)):
            with pytest.raises(Refused):
                self.reset(who, body, whom)
        assert Authenticator.objects.count() == 1

    def test_does_not_reach_up_to_who_administers_more(self, treviso, marco):
        asolo = make_municipality_body("Asolo", treviso)
        mayor = make_member(asolo, "administrator")
        make_membership(marco, asolo, "member")
        make_membership(marco, treviso, "administrator")

        with pytest.raises(Refused):
            self.reset(mayor, asolo, marco)

        assert Authenticator.objects.count() == 1

    def test_the_provinces_administrator_helps_its_municipality(self, treviso):
        asolo = make_municipality_body("Asolo", treviso)
        manager = make_member(asolo, "organisation_manager")
        TOTP.activate(manager, TOTP_SECRET)
        admin = make_member(treviso, "administrator")

        actions.reset_second_factor(
            actor=Actor(admin, treviso), user=manager, organisation=asolo, reason="Chiave rotta"
        )

        assert not Authenticator.objects.exists()
