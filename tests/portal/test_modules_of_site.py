"""A vertical module on a Province's site: there while it is on, gone with the next request when it is off."""

from copy import deepcopy

import pytest
from django.test import Client

from pico.organisations.models import ModuleActivation
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.portal import make_national_site, make_site
from tests.factories.sua import Cast, make_sent

pytestmark = pytest.mark.django_db
SWITCH = "/enti/treviso/moduli/sua/"


@pytest.fixture(scope="module")
def treviso_of_the_file(for_the_module):
    make_national_site()
    return make_site(make_province(verticals=("sua",))).organisation


@pytest.fixture
def treviso(treviso_of_the_file, db):
    return deepcopy(treviso_of_the_file)


def signed_in(organisation, role="administrator", host="treviso.localhost"):
    client = Client(HTTP_HOST=host)
    client.force_login(make_member(organisation, role))
    return client


def seen(path, host="treviso.localhost"):
    return Client(HTTP_HOST=host).get(path)


def test_the_administrator_switches_sua_off_and_on_and_the_site_follows(treviso):
    make_sent(Cast())
    client = signed_in(treviso)
    assert seen("/gare/").status_code == 200
    assert "/gare/" in seen("/").content.decode()

    asked = client.post(SWITCH, {"state": "OFF"})
    assert asked.status_code == 422
    assert "Ci sono attività aperte" in asked.content.decode()
    assert seen("/gare/").status_code == 200

    assert client.post(SWITCH, {"state": "OFF", "confirmed": "on"}).status_code == 302
    assert seen("/gare/").status_code == 404
    assert "Stazione unica appaltante" not in seen("/").content.decode()
    assert "/sua/" not in signed_in(treviso, "sua_operator").get("/area-riservata/").content.decode()

    client.post(SWITCH, {"state": "ACTIVE"})
    assert seen("/gare/").status_code == 200


@pytest.mark.parametrize("path", ["/catalogo-servizi/", "/bandi/"])
def test_a_module_that_was_never_on_has_no_page(treviso, path):
    assert seen(path).status_code == 404


def test_a_module_in_read_only_is_offered_no_more_and_shows_what_it_published(treviso):
    ModuleActivation.objects.filter(organisation=treviso).update(state="READ_ONLY")
    assert "Stazione unica appaltante" not in seen("/").content.decode()
    assert seen("/gare/").status_code == 200


def test_the_unions_have_no_showcase_of_a_vertical(treviso):
    assert seen("/gare/", "upi.localhost").status_code == 404


def test_inside_a_vertical_the_horizontal_modules_are_at_hand(treviso):
    page = signed_in(treviso, "sua_operator").get("/sua/").content.decode()
    assert 'aria-label="Collabora"' in page
    assert "/community/" in page.partition('aria-label="Collabora"')[2].partition("</nav>")[0]


def test_elsewhere_there_is_no_such_strip(treviso):
    assert 'aria-label="Collabora"' not in signed_in(treviso, "sua_operator").get("/enti/").content.decode()


def test_on_another_territorys_site_every_page_says_so_and_leads_home(treviso):
    make_site(make_province("brescia"))
    client = signed_in(treviso, host="brescia.localhost")
    page = client.get("/area-riservata/portale/").content.decode()
    assert "Sei sul sito di un altro territorio" in page
    assert 'href="http://treviso.localhost/"' in page
    client = signed_in(treviso)
    assert (
        "Sei sul sito di un altro territorio" not in client.get("/area-riservata/portale/").content.decode()
    )
