"""The same form, sent twice at the same instant, makes one request and takes one number."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from pico.helpdesk.models import Ticket, TicketNumberSeries
from tests.factories.helpdesk import make_stranger_ticket, make_ticket
from tests.helpdesk.conftest import Cast

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


def crowd(make) -> list[str]:
    gate = Barrier(AT_ONCE)

    def one(_number: int) -> str:
        gate.wait()
        try:
            return make().public_id.hex
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as people:
        return list(people.map(one, range(AT_ONCE)))


def test_of_who_is_signed_in():
    cast, key = Cast(), uuid.uuid4()

    made = crowd(lambda: make_ticket(cast.actor("clerk"), form_key=key))

    ticket = Ticket.objects.unrestricted("test").get()
    assert set(made) == {ticket.public_id.hex}
    assert (TicketNumberSeries.objects.get().last, ticket.messages.count()) == (1, 1)


def test_of_a_stranger():
    Cast()
    key = uuid.uuid4()

    made = crowd(lambda: make_stranger_ticket(form_key=key))

    ticket = Ticket.objects.unrestricted("test").get()
    assert set(made) == {ticket.public_id.hex}
    assert (ticket.messages.count(), ticket.applicant_mails.count()) == (1, 1)
