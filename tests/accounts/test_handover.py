"""One sign-in host for every site: in once, carried by a code that works once, out everywhere."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from pico.accounts.models import HandoverCode
from pico.journal.models import Entry
from pico.portal.models import PortalSite
from tests.factories.accounts import PASSWORD as SECRET
from tests.factories.accounts import make_invitation, make_member, make_membership
from tests.factories.organisations import make_national_upi, make_province
from tests.factories.portal import make_site

SIGNIN, TREVISO, BRESCIA, UPI = "accesso.localhost", "treviso.localhost", "brescia.localhost", "localhost"


class Browser:
    """Keeps the cookies of each host apart, as a browser does, and follows redirects from host to host."""

    def __init__(self) -> None:
        self.clients: dict[str, Client] = {}
        self.trail: list[str] = []

    def at(self, host: str) -> Client:
        return self.clients.setdefault(host, Client(HTTP_HOST=host))

    def open(self, url: str, data=None):
        parts = urlsplit(url)
        host, path = parts.netloc, url.split(parts.netloc, 1)[1]
        client = self.at(host)
        answer = client.get(path) if data is None else client.post(path, data)
        self.trail.append(f"{host}{parts.path}")
        if answer.status_code == 302:
            target = answer["Location"]
            self.last_redirect = answer
            return self.open(target if "://" in target else f"http://{host}{target}")
        self.url = f"http://{host}{path}"
        return answer

    def sign_in(self, host: str, email: str, wanted: str = ""):
        self.open(f"http://{host}{wanted or '/accedi/'}")
        return self.open(
            self.url,
            {"login": email, "password": SECRET, "next": parse_qs(urlsplit(self.url).query)["next"][0]},
        )

    def is_signed_in(self, host: str) -> bool:
        return self.at(host).get("/area-riservata/").status_code == 200


@pytest.fixture(autouse=True)
def one_signin_host(settings, treviso):
    settings.PICO_SIGNIN_HOST = SIGNIN
    make_site(make_national_upi())
    make_site(make_province("brescia"))


@pytest.fixture
def anna(treviso):
    return make_member(treviso, "member", "anna@treviso.example")


@pytest.fixture
def browser():
    return Browser()


def test_from_a_provinces_page_through_the_sign_in_host_and_back_to_it(browser, anna):
    answer = browser.sign_in(TREVISO, anna.email, "/profilo/enti/")

    assert answer.status_code == 200
    assert browser.url == f"http://{TREVISO}/profilo/enti/"
    assert browser.trail == [
        f"{TREVISO}/profilo/enti/",
        f"{TREVISO}/accedi/",
        f"{SIGNIN}/accedi/",
        f"{SIGNIN}/accedi/",
        f"{SIGNIN}/accesso/passaggio/",
        f"{TREVISO}/accesso/continua/",
        f"{TREVISO}/profilo/enti/",
    ]


def test_in_once_is_in_on_every_site_without_another_form(browser, anna):
    browser.sign_in(UPI, anna.email)
    browser.trail.clear()

    answers = [browser.open(f"http://{host}/area-riservata/") for host in (TREVISO, BRESCIA)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert {row.data["host"] for row in UserSession.objects.all()} == {SIGNIN, UPI, TREVISO, BRESCIA}
    assert len({row.data["sign_in"] for row in UserSession.objects.all()}) == 1
    assert len(set(UserSession.objects.values_list("session_key", flat=True))) == 4


@pytest.mark.parametrize("host", [SIGNIN, UPI, TREVISO])
def test_out_once_is_out_everywhere(browser, anna, host):
    browser.sign_in(UPI, anna.email)
    browser.open(f"http://{TREVISO}/area-riservata/")
    assert [browser.is_signed_in(at) for at in (UPI, TREVISO)] == [True, True]

    browser.at(host).post("/esci/")

    assert [browser.is_signed_in(at) for at in (UPI, TREVISO)] == [False, False]
    assert browser.at(SIGNIN).get("/profilo/").status_code == 302
    assert not UserSession.objects.exists()


def test_another_sign_in_of_the_same_person_stays(browser, anna):
    office, home = browser, Browser()
    office.sign_in(TREVISO, anna.email)
    home.sign_in(TREVISO, anna.email)

    home.at(TREVISO).post("/esci/")

    assert (office.is_signed_in(TREVISO), home.is_signed_in(TREVISO)) == (True, False)


def code_for(browser, anna, host=TREVISO) -> str:
    """Begin at a site and stop with the code in hand, not yet used."""
    browser.sign_in(UPI, anna.email)
    sent = browser.at(host).get("/accedi/")
    passed = browser.at(SIGNIN).get(browser.at(SIGNIN).get(sent["Location"].split(SIGNIN)[1])["Location"])
    browser.passed = passed
    return passed["Location"].split(host, 1)[1]


def test_the_code_travels_without_a_referrer_and_is_stored_hashed(browser, anna):
    path = code_for(browser, anna)
    code = parse_qs(urlsplit(path).query)["code"][0]

    assert browser.passed["Referrer-Policy"] == "no-referrer"
    assert "no-store" in browser.passed["Cache-Control"]
    assert len(code) >= 43
    stored = HandoverCode.objects.filter(used_at=None).get()
    assert code not in {stored.code_hash, str(stored.records)}


def test_a_code_works_once(browser, anna):
    path = code_for(browser, anna)
    cookie = browser.at(TREVISO).cookies["handover"].value

    first = browser.at(TREVISO).get(path)
    thief = Client(HTTP_HOST=TREVISO)
    thief.cookies["handover"] = cookie
    second = thief.get(path)

    assert (first.status_code, second.status_code) == (302, 403)
    assert "session" not in thief.cookies


def test_a_code_is_good_for_the_browser_that_asked_and_no_other(browser, anna):
    path = code_for(browser, anna)
    other = Client(HTTP_HOST=TREVISO)
    lured = Client(HTTP_HOST=TREVISO)
    lured.cookies["handover"] = "another-state"

    assert [client.get(path).status_code for client in (other, lured)] == [403, 403]
    assert "session" not in other.cookies
    assert "session" not in lured.cookies
    assert browser.at(TREVISO).get(path).status_code == 302


def test_a_code_is_good_for_its_host_only(browser, anna):
    path = code_for(browser, anna)
    browser.at(BRESCIA).cookies["handover"] = browser.at(TREVISO).cookies["handover"].value

    assert browser.at(BRESCIA).get(path).status_code == 403
    assert browser.at(BRESCIA).get("/area-riservata/").status_code == 302


def test_a_code_lives_for_a_minute(browser, anna):
    path = code_for(browser, anna)
    HandoverCode.objects.update(expires_at=timezone.now())

    assert browser.at(TREVISO).get(path).status_code == 403


def test_a_person_disabled_or_signed_out_meanwhile_does_not_arrive(browser, anna):
    path = code_for(browser, anna)
    anna.state = "DISABLED"
    anna.save()
    assert browser.at(TREVISO).get(path).status_code == 403

    anna.state = "ACTIVE"
    anna.save()
    browser.at(UPI).post("/esci/")
    assert browser.at(TREVISO).get(path).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.localhost", SIGNIN, "treviso.localhost@evil"])
def test_only_active_sites_are_targets(browser, anna, host):
    browser.sign_in(TREVISO, anna.email)
    before = HandoverCode.objects.count()

    answer = browser.at(SIGNIN).get("/accesso/passaggio/", {"sito": host, "stato": "a" * 64, "poi": "/"})

    assert answer.status_code == 404
    assert HandoverCode.objects.count() == before


@pytest.mark.parametrize("state", ["", "a" * 63, "é" * 64, "\x00" * 64, "A" * 64, "g" * 64])
def test_a_state_that_is_no_fingerprint_gets_no_code(browser, anna, state):
    browser.sign_in(TREVISO, anna.email)
    before = HandoverCode.objects.count()

    answer = browser.at(SIGNIN).get("/accesso/passaggio/", {"sito": TREVISO, "stato": state, "poi": "/"})

    assert answer.status_code == 404
    assert HandoverCode.objects.count() == before


@pytest.mark.parametrize("state", ["DRAFT", "SUSPENDED"])
def test_a_site_that_is_not_online_is_no_target(browser, anna, state):
    browser.sign_in(TREVISO, anna.email)
    site = PortalSite.objects.get(slug="brescia")
    site.state = state
    site.stamp += 1
    site.save()

    query = {"sito": BRESCIA, "stato": "a" * 64, "poi": "/"}
    assert browser.at(SIGNIN).get("/accesso/passaggio/", query).status_code == 404


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "/\\evil.example", "https:evil.example", f"http://{BRESCIA}/"]
)
def test_a_hostile_address_to_go_on_to_is_dropped(browser, anna, wanted):
    browser.sign_in(TREVISO, anna.email)

    query = {"sito": TREVISO, "stato": "a" * 64, "poi": wanted}
    passed = browser.at(SIGNIN).get("/accesso/passaggio/", query)
    sent = Client(HTTP_HOST=TREVISO).get("/accedi/", {"next": wanted})

    assert parse_qs(urlsplit(passed["Location"]).query)["poi"] == ["/area-riservata/"]
    inner = parse_qs(urlsplit(sent["Location"]).query)["next"][0]
    assert parse_qs(urlsplit(inner).query)["poi"] == ["/area-riservata/"]


def test_the_records_of_the_sign_in_travel_with_it(browser, anna):
    browser.sign_in(TREVISO, anna.email)

    session = browser.at(TREVISO).session
    assert [record["method"] for record in session["account_authentication_methods"]] == ["password"]
    assert session["signed_in_at"] == browser.at(SIGNIN).session["signed_in_at"]
    assert session["sign_in"] == browser.at(SIGNIN).session["sign_in"]


def test_the_site_gets_a_fresh_session_and_keeps_for_whom_the_same_person_acts(browser, anna, treviso):
    browser.sign_in(TREVISO, anna.email)
    session = browser.at(TREVISO).session
    session["acting_organisation"] = treviso.pk
    session["leftover"] = True
    session.save()
    before = session.session_key

    sent = browser.at(TREVISO).get("/profilo/sicurezza/conferma/", {"next": "/profilo/enti/"})
    browser.open(f"http://{SIGNIN}" + parse_qs(urlsplit(sent["Location"]).query)["next"][0])

    after = browser.at(TREVISO).session
    assert after.session_key != before
    assert (after["acting_organisation"], "leftover" in after) == (treviso.pk, False)


def test_enrolment_comes_before_the_hand_over(browser, anna, treviso):
    make_membership(anna, treviso, "administrator")

    browser.sign_in(TREVISO, anna.email)

    assert browser.url.startswith(
        f"http://{SIGNIN}/profilo/sicurezza/secondo-fattore/?next=%2Faccesso%2Fpassaggio"
    )
    assert not browser.is_signed_in(TREVISO)
    assert not HandoverCode.objects.exists()


def test_a_proof_for_a_provinces_page_is_given_on_the_sign_in_host(browser, anna):
    browser.sign_in(TREVISO, anna.email)

    sent = browser.at(TREVISO).get("/profilo/sicurezza/conferma/", {"next": "/profilo/enti/"})

    assert sent["Location"].startswith(
        f"http://{SIGNIN}/profilo/sicurezza/conferma/?next=%2Faccesso%2Fpassaggio"
    )
    assert browser.open(sent["Location"]).status_code == 200


def test_the_sign_in_host_has_no_pages_of_its_own_and_leads_back(browser, anna):
    assert browser.at(SIGNIN).get("/novita/")["Location"] == f"http://{UPI}/novita/"

    browser.sign_in(TREVISO, anna.email)

    assert browser.at(SIGNIN).get("/area-riservata/")["Location"] == f"http://{TREVISO}/area-riservata/"
    assert browser.at(SIGNIN).get("/profilo/").status_code == 200
    assert browser.at(SIGNIN).get("/stemma.svg").status_code == 200


def form_targets(answer) -> list[str]:
    policy = {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split("; ")}
    return policy["form-action"]


def test_forms_of_the_sign_in_host_may_end_on_our_sites_only(browser):
    answer = browser.open(f"http://{TREVISO}/accedi/")

    assert form_targets(answer) == ["'self'", "http://*.localhost", "http://localhost", f"http://{TREVISO}"]


def test_a_form_of_a_site_may_end_on_the_sign_in_host(browser, treviso, anna):
    """A browser blocks the redirect of a post elsewhere, and the person waits for ever."""
    _invitation, token = make_invitation(treviso, email="bruno@treviso.example")
    link = f"/inviti/{token}/"
    page = browser.at(TREVISO).get(f"{link}registrazione/")
    new = {"given_name": "Bruno", "family_name": "Neri", "password1": SECRET, "password2": SECRET}

    answer = browser.open(f"http://{TREVISO}{link}registrazione/", new)

    assert form_targets(page) == ["'self'", f"http://{SIGNIN}"]
    assert browser.trail == [f"{TREVISO}{link}registrazione/", f"{TREVISO}/accedi/", f"{SIGNIN}/accedi/"]
    assert 'value="bruno@treviso.example"' in answer.content.decode()


def test_the_journal_tells_where_a_sign_in_went(browser, anna):
    browser.sign_in(TREVISO, anna.email)

    lines = Entry.objects.unrestricted("test").filter(category="signin", actor_id=anna.pk).order_by("pk")
    assert [line.verb for line in lines] == [
        "accounts.signin.done",
        "accounts.handover.issued",
        "accounts.handover.done",
    ]
