"""Errors nobody caught: the right number, an Italian page in the house's frame, no database asked."""

import errno
import json
import os
import socket
import subprocess
import sys
from contextlib import closing

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import Client
from django.urls import path

from pico.base import logs
from pico.base.errors import Conflict, Refused
from pico.base.failures import status_of
from pico.config import urls as product_urls
from tests.factories.portal import make_national_site

FULL = OSError(errno.ENOSPC, "No space left on device", "/srv/pico/private/blobs/aa")


def raising(error):
    @login_not_required
    def view(request):
        raise error

    return view


class Planted:
    """The product's addresses, and some whose views fail each in their way."""

    handler400 = product_urls.handler400
    handler500 = product_urls.handler500
    errors = {
        "full": FULL,
        "full-sqlite": OperationalError("database or disk is full"),
        "away": OperationalError("connection to server at 127.0.0.1 failed: Connection refused"),
        "bug": ValueError("password=segretissima di /srv/pico"),
        "refused": Refused("Manca il CUP."),
        "conflict": Conflict("Cambiato.", theirs={"Oggetto": "Scuola"}, mine={"Oggetto": "Palestra"}),
    }
    urlpatterns = [
        *(path(f"guasto/{name}/", raising(error)) for name, error in errors.items()),
        *product_urls.urlpatterns,
    ]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (FULL, 507),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), 507),
        (OperationalError("database or disk is full"), 507),
        (OperationalError('could not extend file "base/1": No space left on device'), 507),
        (OperationalError("the database system is shutting down"), 503),
        (InterfaceError("connection already closed"), 503),
        (OperationalError("no such table: sua_tender"), 500),
        (ProgrammingError('relation "sua_tender" does not exist'), 500),
        (OSError(errno.EACCES, "Permission denied"), 500),
        (ValueError("x"), 500),
        (None, 500),
    ],
)
def test_an_error_is_told_for_what_it_is(error, status):
    assert status_of(error) == status


def test_a_full_disk_is_found_behind_the_error_that_covers_it():
    covering = RuntimeError("could not keep the file")
    covering.__cause__ = FULL

    assert status_of(covering) == 507


def test_errors_that_cover_one_another_in_a_circle_are_looked_at_once():
    first, second = ValueError("a"), ValueError("b")
    first.__context__, second.__context__ = second, first

    assert status_of(first) == 500


@pytest.fixture
def browser(db, settings, national_site):
    settings.ROOT_URLCONF = Planted
    return Client(raise_request_exception=False)


@pytest.fixture
def national_site(db):
    return make_national_site()


@pytest.mark.parametrize(
    ("name", "status", "heading"),
    [
        ("full", 507, "Spazio esaurito"),
        ("full-sqlite", 507, "Spazio esaurito"),
        ("away", 503, "Servizio momentaneamente non disponibile"),
        ("bug", 500, "Qualcosa non ha funzionato"),
        ("refused", 422, "Non è possibile procedere"),
        ("conflict", 409, "I dati sono cambiati nel frattempo"),
    ],
)
def test_an_error_answers_with_its_italian_page_and_a_code_for_assistance(browser, name, status, heading):
    response = browser.get(f"/guasto/{name}/")

    body = response.content.decode()
    assert response.status_code == status
    assert f">{heading}</h1>" in body
    assert f"<code>{response['X-Request-ID']}</code>" in body
    assert '<html lang="it"' in body
    assert ("Traceback" in body, "segretissima" in body, "/srv/pico" in body) == (False, False, False)
    assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff")


def test_a_conflict_shows_both_texts(browser):
    body = browser.get("/guasto/conflict/").content.decode()

    assert ("<dd>Scuola</dd>" in body, "<dd>Palestra</dd>" in body) == (True, True)


@pytest.mark.parametrize("name", ["full", "away", "bug"])
def test_a_page_of_what_went_wrong_is_never_stored_and_sets_no_cookie(browser, name):
    response = browser.get(f"/guasto/{name}/")

    assert (response["Cache-Control"], response.cookies) == ("private, no-store", {})


def test_while_the_database_is_away_the_proxy_is_told_when_to_come_back(browser):
    assert browser.get("/guasto/away/")["Retry-After"] == "30"


def test_too_many_fields_answer_400_in_italian(browser):
    response = browser.post("/accedi/", {f"campo{n}": "x" for n in range(1001)})

    assert response.status_code == 400
    assert ">Richiesta non valida</h1>" in response.content.decode()


def test_too_many_files_answer_400_in_italian(browser):
    files = {f"file{n}": SimpleUploadedFile("a.txt", b"x") for n in range(101)}

    answer = browser.post("/accedi/", files)
    assert answer.status_code == 400
    assert "Hai scelto più di 100 file: non ne abbiamo caricato nessuno." in answer.content.decode()


def test_an_address_that_is_not_there_answers_404_in_italian(browser):
    response = browser.get("/questa/pagina/manca/")

    assert response.status_code == 404
    assert ">Pagina non trovata</h1>" in response.content.decode()


def test_the_line_of_a_refused_request_carries_the_number_that_the_page_shows(browser, caplog):
    caplog.handler.addFilter(logs.RequestIdFilter())

    response = browser.get("/questa/pagina/manca/")

    assert [(record.getMessage(), record.request_id) for record in caplog.records] == [
        ("Not Found: /questa/pagina/manca/", response["X-Request-ID"])
    ]


def test_a_form_without_its_token_answers_403_in_italian(browser):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)

    response = strict.post("/accedi/", {"login": "x"})

    assert response.status_code == 403
    assert "La pagina è rimasta aperta troppo a lungo" in response.content.decode()


ASK = """
import json, time, django
from django.conf import settings
from pico.config.settings import base
settings.CACHES = base.CACHES
django.setup()
from django.test import Client
browser = Client(raise_request_exception=False)
browser.get("/", headers={"host": "upi.localhost"})  # loads what is loaded once
for address in ("/salute/", "/", "/area-riservata/"):
    begun = time.monotonic()
    cookie = {} if address == "/salute/" else {"cookie": "session=" + "a" * 32}
    response = browser.get(address, headers={"host": "upi.localhost", **cookie})
    print(json.dumps([address, response.status_code, time.monotonic() - begun, response.content.decode()]))
"""


def ask_without_database(port) -> dict:
    """What a process answers whose database is at this port of this machine."""
    answer = subprocess.run(
        [sys.executable, "-c", ASK],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "pico.config.settings.test",
            "DATABASE_URL": f"postgresql://pico:segretissima@127.0.0.1:{port}/pico",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    lines = [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("[")]
    return {address: (status, took, body) for address, status, took, body in lines}


@pytest.mark.slow
@pytest.mark.parametrize("listens", [False, True], ids=["refused", "hanging"])
def test_without_database_every_address_answers_503_within_five_seconds(listens):
    """A port where nobody listens, and one where somebody takes the call and never speaks."""
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        if listens:
            server.listen(64)
        answers = ask_without_database(server.getsockname()[1])

    assert {address: status for address, (status, _took, _body) in answers.items()} == {
        "/salute/": 503,
        "/": 503,
        "/area-riservata/": 503,
    }
    assert [address for address, (_status, took, _body) in answers.items() if took > 5] == []
    assert json.loads(answers["/salute/"][2]) == {
        "stato": "ko",
        "database": "ko",
        "cache": "ko",
        "storage": "ok",
        "worker": "ko",
    }
    for address in ("/", "/area-riservata/"):
        assert ">Servizio momentaneamente non disponibile</h1>" in answers[address][2]
        assert ("segretissima" in answers[address][2], "127.0.0.1" in answers[address][2]) == (False, False)
