"""The first second factor, with real commits: the mail goes after each of them, while the request goes on."""

import re

import pytest
from django.core import mail

from tests.accounts.test_second_factor import AREA, INDEX, sign_in, verbs
from tests.accounts.test_step_up import code_now
from tests.factories.accounts import make_member
from tests.factories.portal import make_site


@pytest.mark.django_db(transaction=True)
def test_from_the_first_sign_in_to_the_area_with_an_app_of_codes(client):
    person = make_member(make_site().organisation, "administrator", "giulia@treviso.example")
    assert sign_in(client, "giulia@treviso.example").url == AREA
    client.get(AREA, follow=True)

    page = client.get(f"{INDEX}codici/")
    secret = re.search(r'<code translate="no">(\w+)</code>', page.text)[1]
    answer = client.post(f"{INDEX}codici/", {"code": code_now(secret)})
    codes = client.get(answer.url)

    assert answer.url == f"{INDEX}recupero/"
    assert len(re.findall(r'<code translate="no">(\d{8})</code>', codes.text)) == 10
    assert f'href="{AREA}"' in codes.text
    assert re.findall(r'<code translate="no">\d{8}</code>', client.get(answer.url).text) == []
    assert client.get(AREA).status_code == 200
    assert verbs(category="second_factor") == ["accounts.factor.added"]
    assert [message.subject for message in mail.outbox] == ["Provincia di Treviso: app di codici attivata"]
    assert person.email in mail.outbox[0].to
