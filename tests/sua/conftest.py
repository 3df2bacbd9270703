from copy import deepcopy

import pytest

from tests.factories.portal import make_site
from tests.factories.sua import Cast


@pytest.fixture(scope="module")
def cast_of_the_file(for_the_module):
    cast = Cast()
    make_site(cast.province)
    return cast


@pytest.fixture
def cast(cast_of_the_file, db):
    """Treviso with its SUA and its site, Oderzo with an entitlement, and the people of both."""
    return deepcopy(cast_of_the_file)


@pytest.fixture
def treviso_host(cast, client):
    """Ask the Province's own site."""
    client.defaults["HTTP_HOST"] = "treviso.localhost"
    return "treviso.localhost"
