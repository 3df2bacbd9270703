from copy import deepcopy

import pytest

from tests.accounts.people import Town
from tests.factories.organisations import make_province
from tests.factories.portal import make_site


@pytest.fixture(scope="module")
def treviso_of_the_file(for_the_module):
    return make_site(make_province("treviso")).organisation


@pytest.fixture
def treviso(treviso_of_the_file, db):
    """The Province with its site: made once a file, each test has its own copy."""
    return deepcopy(treviso_of_the_file)


@pytest.fixture
def client(client):
    """Ask the Province's own site."""
    client.defaults["HTTP_HOST"] = "treviso.localhost"
    return client


@pytest.fixture(scope="module")
def town_of_the_file(for_the_module):
    return Town()


@pytest.fixture
def town(town_of_the_file, db):
    """Treviso, Brescia, their administrators: made once a file, each test has its own copy."""
    return deepcopy(town_of_the_file)
