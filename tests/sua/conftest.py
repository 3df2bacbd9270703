import pytest

from tests.factories.portal import make_site
from tests.factories.sua import Cast


@pytest.fixture
def cast(db):
    """Treviso with its SUA, Oderzo with an entitlement, and the people of both."""
    return Cast()


@pytest.fixture
def treviso_host(cast, client):
    """Ask the Province's own site."""
    make_site(cast.province)
    client.defaults["HTTP_HOST"] = "treviso.localhost"
    return "treviso.localhost"
