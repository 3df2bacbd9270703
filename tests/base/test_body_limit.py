"""A request that says it is too long is answered in words before anything of it is read."""

import pytest
from django.test import Client

from tests.factories.accounts import make_member
from tests.factories.portal import make_site

pytestmark = pytest.mark.django_db
HOST = "treviso.localhost"


class Unreadable:
    """A body that nobody may touch."""

    def read(self, *size):
        raise AssertionError("the body was read")

    readline = read


def post(client: Client, length: str):
    sent = {"CONTENT_LENGTH": length, "wsgi.input": Unreadable()}
    return client.post("/profilo/", headers={"Host": HOST}, **sent)


@pytest.mark.parametrize("length", ["3000000000", "2010000001"])
def test_a_member_who_sends_more_than_any_file_may_be_reads_why(length):
    client = Client()
    client.force_login(make_member(make_site().organisation))
    answer = post(client, length)
    assert answer.status_code == 413
    assert "Invio troppo grande" in answer.content.decode()


def test_a_visitor_may_send_less():
    make_site()
    assert post(Client(), "60000001").status_code == 413


@pytest.mark.parametrize("length", ["", "x", "-1", "9" * 30])
def test_a_length_that_is_none_is_not_believed(length):
    make_site()
    answer = Client().get("/accedi/", headers={"Host": HOST}, CONTENT_LENGTH=length)
    assert answer.status_code == 200
