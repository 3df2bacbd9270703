"""The first and last things that happen to every request."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import gettext_lazy as _

from pico.base import context, middleware, sites
from pico.base.errors import Conflict, Refused
from pico.base.sites import SiteInfo

TREVISO = SiteInfo(
    slug="treviso",
    hostname="treviso.localhost",
    url="http://treviso.localhost:8000",
    name="Provincia di Treviso",
    short_name="Treviso",
    level="PROVINCE",
    organisation_id=1,
)


@pytest.fixture
def treviso_only(monkeypatch):
    """One site answers; every other host is unknown."""
    asked = []

    def lookup(host, port):
        asked.append((host, port))
        return TREVISO if host == "treviso.localhost" else None

    monkeypatch.setattr(sites.site_for_host, "_function", lookup)
    return asked


def answer(request):
    return HttpResponse("ok")


def test_each_request_gets_an_id_that_the_answer_carries():
    request = RequestFactory().get("/")
    seen = []

    def view(request):
        seen.append(context.current().request_id)
        return HttpResponse("ok")

    response = middleware.request_id(view)(request)

    assert re.fullmatch(r"[0-9a-f]{12}", response["X-Request-ID"])
    assert seen == [response["X-Request-ID"]] == [request.id]
    assert context.current().request_id == ""


def test_a_request_id_sent_by_the_caller_is_not_believed():
    response = middleware.request_id(answer)(RequestFactory().get("/", headers={"X-Request-ID": "forged"}))

    assert response["X-Request-ID"] != "forged"


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "network"),
    [
        (0, "203.0.113.77", "", "203.0.113.0/24"),
        (0, "203.0.113.77", "198.51.100.9", "203.0.113.0/24"),
        (1, "10.0.0.1", "198.51.100.9", "198.51.100.0/24"),
        (1, "10.0.0.1", "6.6.6.6, 198.51.100.9", "198.51.100.0/24"),
        (0, "2001:db8:1234:5678::9", "", "2001:db8:1234::/48"),
        (0, "unix", "", ""),
    ],
)
def test_only_the_network_of_the_caller_is_kept(settings, proxies, remote, forwarded, network):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    seen = []

    def view(request):
        seen.append(context.current().ip)
        return HttpResponse("ok")

    middleware.request_id(view)(RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers))

    assert seen == [network]


def test_the_hosts_site_is_put_on_the_request(treviso_only):
    request = RequestFactory().get("/", headers={"host": "Treviso.localhost:8000"})

    response = middleware.site_of_host(answer)(request)

    assert (response.status_code, request.pico_site) == (200, TREVISO)
    assert treviso_only == [("treviso.localhost", 8000)]


@pytest.mark.parametrize("host", ["nowhere.localhost", "evil.example", "treviso.localhost.evil.example"])
def test_an_unknown_host_gets_a_plain_404_that_names_no_site(treviso_only, host):
    response = middleware.site_of_host(answer)(RequestFactory().get("/", headers={"host": host}))

    body = response.content.decode()
    assert response.status_code == 404
    assert ("Treviso" in body, "UPI" in body, "<img" in body) == (False, False, False)


def test_a_forwarded_host_is_ignored(treviso_only):
    request = RequestFactory().get(
        "/", headers={"host": "nowhere.localhost", "X-Forwarded-Host": "treviso.localhost"}
    )

    assert middleware.site_of_host(answer)(request).status_code == 404


def test_health_answers_on_any_host_because_a_proxy_asks_by_address(treviso_only):
    response = middleware.site_of_host(answer)(RequestFactory().get("/salute/", headers={"host": "10.0.0.9"}))

    assert (response.status_code, treviso_only) == (200, [])


def test_every_answer_carries_the_security_headers():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    response = middleware.security_headers(answer)(request)

    assert {name: response[name] for name in ("Permissions-Policy", "X-Frame-Options")} == {
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "X-Frame-Options": "DENY",
    }
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not response.has_header("Cache-Control")


class _SignedIn:
    is_authenticated = True


def test_the_pages_of_a_signed_in_person_are_never_stored():
    request = RequestFactory().get("/", headers={"HX-Request": "true"})
    request.user = _SignedIn()

    response = middleware.security_headers(answer)(request)

    assert set(response["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert response["Vary"] == "HX-Request"


@pytest.mark.parametrize(
    ("refusal", "status"), [(Refused(_("Manca il CUP.")), 422), (Conflict(_("Manca il CUP.")), 409)]
)
@pytest.mark.django_db
def test_a_refusal_nobody_caught_becomes_a_page_with_its_sentence(rf, refusal, status):
    request = rf.get("/")
    request.user = AnonymousUser()

    response = middleware.refusals(answer).process_exception(request, refusal)

    assert response.status_code == status
    assert "Manca il CUP." in response.content.decode()


def test_other_errors_are_left_to_django(rf):
    assert middleware.refusals(answer).process_exception(rf.get("/"), ValueError("x")) is None
