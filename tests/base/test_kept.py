"""What was typed outlives a sign-in that ended and a token that grew old; another site gets nothing back."""

import re

import pytest
from django.test import Client

from tests.factories.accounts import make_user
from tests.factories.organisations import make_province
from tests.factories.portal import make_site

TYPED = "Istruttrice tecnica «e» altro"
HOST, PAGE = "treviso.localhost", "/profilo/"
FIELDS = {"given_name": "Anna", "family_name": "Zanatta", "job_title": TYPED, "phone": ""}
KEPT = re.compile(r'<input type="hidden" name="job_title" value="Istruttrice tecnica «e» altro">')


@pytest.fixture
def strict(db):
    """A browser on Treviso's site, whose forms need their token."""
    make_site(make_province("treviso"))
    return Client(HTTP_HOST=HOST, HTTP_ORIGIN=f"http://{HOST}", enforce_csrf_checks=True)


def token_of(client, page=PAGE) -> str:
    answer = client.get(page)
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())[1]


def sent(client, token, **more):
    return client.post(PAGE, {**FIELDS, "csrfmiddlewaretoken": token}, **more)


def test_a_form_sent_after_the_sign_in_ended_is_given_back_and_goes_through_after_another(strict):
    anna = make_user(given_name="Anna", family_name="Zanatta")
    strict.force_login(anna)
    token = token_of(strict)
    strict.session.flush()

    over = sent(strict, token)
    page = over.content.decode()

    assert over.status_code == 403
    assert "Il tuo accesso è scaduto" in page
    assert 'href="/accedi/?next=/profilo/sicurezza/conferma/fatto/" target="_blank"' in page
    assert KEPT.search(page)
    assert "no-store" in over["Cache-Control"]
    strict.force_login(anna)
    again = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert sent(strict, again).status_code == 302
    anna.refresh_from_db()
    assert anna.job_title == TYPED


def test_who_was_never_in_is_sent_to_sign_in_as_ever(strict):
    token = token_of(strict, "/accedi/")

    assert sent(strict, token).url == "/accedi/?next=/profilo/"


def test_a_form_with_an_old_token_is_given_back_with_a_new_one_and_no_password(strict):
    strict.force_login(make_user(given_name="Anna", family_name="Zanatta"))

    old = strict.post(PAGE, {**FIELDS, "csrfmiddlewaretoken": "x" * 64, "password1": "segretissima"})
    page = old.content.decode()

    assert old.status_code == 403
    assert KEPT.search(page)
    assert "segretissima" not in page
    new = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert sent(strict, new).status_code == 302


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_what_another_site_sends_is_not_given_back(strict, origin):
    strict.force_login(make_user(given_name="Anna", family_name="Zanatta"))

    answer = sent(strict, "x" * 64, HTTP_ORIGIN=origin)

    assert answer.status_code == 403
    assert TYPED not in answer.content.decode()


def test_an_address_that_only_takes_posts_says_so_in_italian_to_a_browser(strict):
    page = strict.get("/spid/acs/", headers={"Accept": "text/html,*/*"})
    script = strict.get("/spid/acs/", headers={"Accept": "application/json"})

    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "Questa pagina non si apre da sola" in page.content.decode()
    assert (script.status_code, script.content) == (405, b"")
