"""A sensitive action wants a proof not older than ten minutes, and only a strong one counts."""

import time
from contextlib import contextmanager

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path
from django.utils import timezone

from pico.accounts.models import DigitalIdentity
from pico.accounts.proofs import level_of
from pico.accounts.step_up import step_up_required
from pico.journal.models import Entry
from tests.factories.accounts import PASSWORD as SECRET
from tests.factories.accounts import make_member
from tests.proofs import CODE, PASSKEY, PASSWORD, SPID, let_proofs_age, sign_in_with

TOTP_SECRET = "JBSWY3DPEHPK3PXP"
STEP_UP = "/profilo/sicurezza/conferma/"
TYPED = "Subentra a Luca"


@step_up_required
def sensitive(request):
    return HttpResponse(f"fatto {request.POST.get('note', '')}")


@step_up_required(own_credentials=True)
def own(request):
    return HttpResponse("fatto")


urlpatterns = [
    path("delicata/", sensitive),
    path("mia/", own),
    path("", include("pico.config.urls")),
]


@contextmanager
def sensitive_pages():
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture(autouse=True)
def pages():
    with sensitive_pages():
        yield


@pytest.fixture
def giulia(treviso):
    return make_member(treviso, "administrator", "giulia@treviso.example")


def code_now(secret=TOTP_SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize(
    ("records", "level"),
    [
        ([], 0),
        ([PASSWORD], 1),
        ([CODE], 1),
        ([PASSWORD, CODE], 2),
        ([PASSKEY], 2),
        ([SPID], 2),
        ([{**SPID, "level": 1}], 1),
        ([{**SPID, "level": 1}, CODE], 1),
        ([{**SPID, "level": 3}, PASSWORD], 3),
        ([{"method": "mfa", "type": "webauthn"}], 1),
        ([PASSWORD, {"method": "mfa", "type": "webauthn"}], 2),
    ],
)
def test_what_each_proof_is_worth(records, level):
    assert level_of(records) == level


@pytest.mark.parametrize(
    ("proofs", "seconds_ago", "status"),
    [
        ([PASSWORD, CODE], 0, 200),
        ([PASSWORD, CODE], 590, 200),
        ([PASSWORD, CODE], 610, 302),
        ([PASSKEY], 590, 200),
        ([SPID], 590, 200),
        ([SPID], 610, 302),
        ([{**SPID, "level": 1}], 0, 302),
        ([PASSWORD], 0, 302),
    ],
)
def test_only_a_fresh_and_strong_proof_opens_a_sensitive_page(client, treviso, proofs, seconds_ago, status):
    person = make_member(treviso)
    sign_in_with(client, person, *proofs, seconds_ago=seconds_ago)

    answer = client.get("/delicata/")

    assert answer.status_code == status
    if status == 302:
        assert answer.url == f"{STEP_UP}?next=%2Fdelicata%2F"


def test_an_old_password_beside_a_fresh_code_is_not_enough(client, giulia):
    sign_in_with(client, giulia, PASSWORD, CODE)
    let_proofs_age(client, 700)
    session = client.session
    session["account_authentication_methods"] += [{**CODE, "at": time.time()}]
    session.save()

    assert client.get("/delicata/").status_code == 302


def test_a_form_whose_proof_grew_old_keeps_what_was_typed_but_no_password(client, giulia):
    client.force_login(giulia)
    let_proofs_age(client, 700)

    answer = client.post("/delicata/", {"note": TYPED, "password1": "segretissima"})

    assert answer.status_code == 403
    assert TYPED in answer.text
    assert "segretissima" not in answer.text


def test_password_and_code_open_the_page_that_was_wanted(client, giulia):
    TOTP.activate(giulia, TOTP_SECRET)
    client.force_login(giulia)
    let_proofs_age(client, 700)
    before = client.session.session_key

    answer = client.post(
        STEP_UP,
        {"way": "code_form", "password": SECRET, "code": code_now(), "next": "/delicata/"},
        follow=True,
    )

    assert answer.text == "fatto "
    assert client.session.session_key != before
    line = Entry.objects.unrestricted("test").first()
    assert (line.verb, line.actor_id) == ("accounts.stepup.done", giulia.pk)
    assert line.changes == {"method": [None, "password+totp L2"]}


def test_the_wrong_password_uses_up_no_recovery_code(client, giulia):
    TOTP.activate(giulia, TOTP_SECRET)
    codes = RecoveryCodes.activate(giulia).get_unused_codes()
    client.force_login(giulia)
    let_proofs_age(client, 700)

    wrong = client.post(STEP_UP, {"way": "code_form", "password": "sbagliata", "code": codes[0]})
    right = client.post(STEP_UP, {"way": "code_form", "password": SECRET, "code": codes[0]})
    again = client.post(STEP_UP, {"way": "code_form", "password": SECRET, "code": codes[0]})

    assert [wrong.status_code, right.status_code, again.status_code] == [422, 302, 422]
    failures = Entry.objects.unrestricted("test").filter(verb="accounts.stepup.failed")
    assert failures.count() == 2


def test_the_password_alone_is_refused_to_whoever_has_something_stronger(client, giulia):
    TOTP.activate(giulia, TOTP_SECRET)
    client.force_login(giulia)
    let_proofs_age(client, 700)

    answer = client.post(STEP_UP, {"way": "password_form", "password": SECRET, "next": "/mia/"})

    assert answer.status_code == 200  # the form it pretended to be is not on the page: asked again
    assert client.get("/mia/").status_code == 302


def test_without_anything_stronger_the_password_opens_ones_own_credentials_and_nothing_else(client, treviso):
    person = make_member(treviso)
    sign_in_with(client, person, PASSWORD, seconds_ago=700)

    answer = client.post(STEP_UP, {"way": "password_form", "password": SECRET, "next": "/mia/"}, follow=True)

    assert answer.text == "fatto"
    assert client.get("/delicata/").status_code == 302


def test_a_person_with_spid_alone_is_not_recent_for_ever_and_meets_no_loop(client, treviso):
    person = make_member(treviso)
    person.set_unusable_password()
    person.save()
    DigitalIdentity.objects.create(
        user=person,
        source="SPID",
        issuer="https://idp.example",
        subject="AGID-001",
        first_used_at=timezone.now(),
        last_used_at=timezone.now(),
    )
    sign_in_with(client, person, SPID, seconds_ago=700)

    answer = client.get("/mia/", follow=True)

    assert answer.redirect_chain == [(f"{STEP_UP}?next=%2Fmia%2F", 302)]
    assert answer.status_code == 200


def test_for_a_day_after_a_reset_nothing_sensitive_is_possible_but_ones_own_credentials(client, giulia):
    giulia.second_factor_reset_at = timezone.now() - timezone.timedelta(hours=23)
    giulia.save()
    client.force_login(giulia)

    assert client.get("/delicata/").status_code == 403
    assert client.get("/mia/").status_code == 200

    giulia.second_factor_reset_at = timezone.now() - timezone.timedelta(hours=25)
    giulia.save()
    assert client.get("/delicata/").status_code == 200


def test_another_hosts_address_is_no_place_to_go_back_to(client, giulia):
    TOTP.activate(giulia, TOTP_SECRET)
    client.force_login(giulia)

    for hostile in ("//evil.example", "/\\evil.example", "https:evil.example", "https://brescia.localhost/"):
        answer = client.post(
            STEP_UP, {"way": "code_form", "password": SECRET, "code": "000000", "next": hostile}
        )
        assert "evil.example" not in answer.text
        assert "brescia.localhost" not in answer.text
