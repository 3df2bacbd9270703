"""What who asked adds: pointed out when it looks like a tax code or an IBAN; what their list says of it."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base.actor import Actor
from pico.helpdesk import actions
from pico.helpdesk.models import Ticket, TicketMessage
from pico.helpdesk.rules.tracking import token_of
from pico.helpdesk.rules.unread import LONGEST
from tests.factories.accounts import make_member
from tests.factories.helpdesk import make_stranger_ticket, make_ticket

REQUESTS = reverse("helpdesk:requests")
NOTE = "canarino: sentire Zanella"
CODES = [
    ("Il codice RSSMRA80A01H501U non passa", True),
    ("IBAN IT60X0542811101000000123456", True),
    ("La gara SUA-2027-0042 vale 1.200.000 euro", False),
]


def said(ticket: Ticket) -> list[str]:
    rows = TicketMessage.objects.unrestricted("test").filter(ticket=ticket).order_by("position")
    return list(rows.values_list("source", flat=True))[1:]


def page_for(cast, whose: str) -> tuple[Ticket, str]:
    """A request and where its asker replies."""
    if whose == "signed in":
        ticket = make_ticket(cast.actor("clerk"))
        return ticket, reverse("helpdesk:request_reply", args=[ticket.number])
    ticket = make_stranger_ticket(confirmed=True)
    return ticket, reverse("helpdesk:tracking_reply", args=[token_of(ticket)])


@pytest.mark.parametrize("whose", ["signed in", "by the secret address"])
@pytest.mark.parametrize(("text", "warned"), CODES)
def test_a_tax_code_or_an_iban_in_a_reply_is_pointed_out_once_and_never_stops_anybody(
    cast, whose, text, warned
):
    ticket, address = page_for(cast, whose)
    browser = cast.browser("clerk" if whose == "signed in" else "")

    first = browser.post(address, {"source": text})
    sent_at_once = said(ticket)
    second = browser.post(address, {"source": text, "warned": "1"}) if warned else first

    assert (first.status_code, sent_at_once) == ((200, []) if warned else (302, [text]))
    assert (second.status_code, said(ticket)) == (302, [text])
    if warned:
        assert (text in unescape(first.text), 'name="warned"' in first.text) == (True, True)


def lasts(cast, who: str = "clerk") -> list[dict[str, str] | None]:
    return [row["last"] for row in cast.browser(who).get(REQUESTS).context["rows"]]


class TestLastWords:
    def test_the_list_says_how_the_last_message_begins_and_who_wrote_it(self, cast):
        ticket = make_ticket(cast.actor("clerk"), source="Non va.")
        seen = [lasts(cast)]
        actions.answer(actor=cast.actor("agent"), ticket=ticket, source="Riprova ora.", seen=1)
        seen.append(lasts(cast))

        assert seen == [
            [{"who": "Tu", "words": "Non va."}],
            [{"who": "Lo sportello", "words": "Riprova ora."}],
        ]
        assert "Lo sportello: Riprova ora." in cast.browser("clerk").get(REQUESTS).text

    def test_a_note_is_never_the_last_message(self, cast):
        ticket = make_ticket(cast.actor("clerk"), source="Non va.")
        actions.note(actor=cast.actor("agent"), ticket=ticket, source=NOTE)

        page = cast.browser("clerk").get(REQUESTS)

        assert lasts(cast) == [{"who": "Tu", "words": "Non va."}]
        assert "canarino" not in page.text

    def test_what_others_were_told_stands_in_nobody_else_s_list(self, cast):
        make_ticket(cast.actor("clerk"), source=NOTE)
        colleague = make_member(cast.oderzo)
        make_ticket(Actor(colleague, cast.oderzo), source="Mia.")
        browser = cast.browser()
        browser.force_login(colleague)

        page = browser.get(REQUESTS)

        assert [row["last"]["words"] for row in page.context["rows"]] == ["Mia."]
        assert "canarino" not in page.text

    def test_a_long_message_is_cut_and_its_marks_stay_text(self, cast):
        make_ticket(cast.actor("clerk"), source="<b>Grasso</b> " + "a" * 500)

        page = cast.browser("clerk").get(REQUESTS)

        assert len(page.context["rows"][0]["last"]["words"]) == LONGEST
        assert ("&lt;b&gt;Grasso&lt;/b&gt;" in page.text, "<b>Grasso" in page.text) == (True, False)

    def test_it_costs_no_more_queries_for_three_requests_than_for_one(self, cast):
        browser, counts = cast.browser("clerk"), []
        for _ in range(3):
            make_ticket(cast.actor("clerk"))
            browser.get(REQUESTS)
            with CaptureQueriesContext(connection) as queries:
                browser.get(REQUESTS)
            counts.append(len(queries))

        assert len(set(counts)) == 1
