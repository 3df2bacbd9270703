"""Two agents answer at the same instant: one answer is stored, the other comes back with its text."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.urls import reverse

from tests.factories.helpdesk import make_ticket
from tests.helpdesk.conftest import Cast

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 50


def test_fifty_times_one_is_stored_and_one_is_kept_for_who_wrote_it():
    cast = Cast()
    browsers = {who: cast.browser(who) for who in ("agent", "lead")}
    gate = Barrier(2)

    def answer(who: str, address: str) -> tuple[int, bool]:
        gate.wait()
        try:
            text = f"la risposta di {who}"
            page = browsers[who].post(address, {"source": text, "act": "answer", "seen": 1})
            return page.status_code, page.status_code == 302 or text in page.text
        finally:
            connections.close_all()

    for _ in range(TIMES):
        ticket = make_ticket(cast.actor("clerk"))
        address = reverse("helpdesk:ticket_answer", args=[ticket.number])
        with ThreadPoolExecutor(2) as people:
            results = sorted(people.map(answer, browsers, [address, address]))
        assert results == [(302, True), (409, True)]
        assert ticket.messages.count() == 2
