"""A site, a provider of invented people that counts, and a browser."""

from copy import deepcopy

import pytest

from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.portal import make_site
from tests.factories.saml import Conversation, give_fiscal_code, make_provider


@pytest.fixture(scope="module")
def site_of_the_file(for_the_module):
    return make_site()


@pytest.fixture(autouse=True)
def site(site_of_the_file, db, settings):
    settings.PICO_DEV_IDP = True
    settings.PICO_DEMO = True
    return deepcopy(site_of_the_file)


@pytest.fixture
def provider(site):
    return make_provider("SPID")


@pytest.fixture
def talk(provider):
    return Conversation()


@pytest.fixture
def giulia(site):
    """Somebody whom the provider knows by the same fiscal code."""
    return give_fiscal_code(make_member(make_province(), "member", given_name="Giulia", family_name="Rossi"))
