"""The pages before the sign-in belong to the site of the host."""

import pytest
from django.urls import reverse

from tests.factories.organisations import make_province
from tests.factories.portal import make_site


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_a_page_of_the_entrance_has_the_name_of_its_site(client, name):
    make_site(make_province("treviso"))

    page = client.get(reverse(name), headers={"host": "treviso.localhost"}).content.decode()

    assert " - Provincia di Treviso</title>" in page
