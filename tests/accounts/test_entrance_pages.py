"""The pages before the sign-in belong to the site of the host."""

import pytest
from django.urls import reverse

from tests.factories.organisations import make_province
from tests.factories.portal import make_site

PAGES = {
    "account_login": [],
    "account_signup": [],
    "account_reset_password": [],
    "account_reset_password_done": [],
    "account_reset_password_from_key": ["1", "old"],
    "account_reset_password_from_key_done": [],
    "account_email_verification_sent": [],
    "account_confirm_email": ["old"],
    "account_inactive": [],
}


@pytest.mark.django_db
def test_a_page_of_the_entrance_has_the_name_of_its_site(client):
    make_site(make_province("treviso"))

    titles = {}
    for name, arguments in PAGES.items():
        page = client.get(reverse(name, args=arguments), headers={"host": "treviso.localhost"})
        titles[name] = page.content.decode().partition("</title>")[0].rpartition(" - ")[2].strip()

    assert titles == dict.fromkeys(PAGES, "Provincia di Treviso")
