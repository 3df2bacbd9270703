import pytest

from tests.factories.organisations import make_province
from tests.factories.portal import make_site


@pytest.fixture
def treviso(db):
    """The Province with its site."""
    province = make_province("treviso")
    make_site(province)
    return province


@pytest.fixture
def client(client):
    """Ask the Province's own site."""
    client.defaults["HTTP_HOST"] = "treviso.localhost"
    return client
