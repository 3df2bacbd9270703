"""The demo has something waiting for Treviso's administrator, made by the product's own actions."""

import pytest

from pico.accounts.demo import DECIDES, load_waiting
from pico.accounts.models import AccessRequest, AccountInvitation
from tests.accounts.people import browser, text_of
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.portal import make_site

pytestmark = pytest.mark.django_db


def test_a_request_and_an_invitation_wait_at_treviso_and_loading_twice_changes_nothing():
    treviso = make_province("treviso")
    make_site(treviso)
    giulia = make_member(treviso, "administrator", DECIDES, given_name="Giulia", family_name="Rossi")
    for _ in range(2):
        load_waiting()

    request = AccessRequest.objects.unrestricted("test").get()
    invitation = AccountInvitation.objects.unrestricted("test").get()
    assert (request.state, request.organisation, request.roles) == ("SUBMITTED", treviso, ["sit_operator"])
    assert (invitation.state, invitation.organisation) == ("PENDING", treviso)
    client = browser(giulia)
    assert "Laura Furlan" in text_of(client.get("/amministrazione/"))
    assert "stefano.pavan@treviso.example" in text_of(client.get("/amministrazione/inviti/"))
    page = f"/amministrazione/richieste/{request.public_id}/approvazione/"
    assert client.post(page, {"roles": ["sit_operator"]}).status_code == 302


def test_without_the_people_of_the_demo_nothing_is_loaded():
    make_province("treviso")
    load_waiting()
    assert AccessRequest.objects.unrestricted("test").count() == 0
