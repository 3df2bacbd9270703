"""A request moves while somebody writes about it: what they typed comes back, and nothing else."""

import re

import pytest
from django.urls import reverse

from pico.helpdesk import actions
from pico.helpdesk.models import Ticket
from tests.factories.helpdesk import add_agent, make_desk, make_ticket

TYPED, SECRET = "quello che ho scritto", "canarino del richiedente"
NOWHERE = "T-2020-000099"


def page_of(name: str, number: str) -> str:
    return reverse(f"helpdesk:{name}", args=[number])


def body_of(page) -> str:
    """Return a page without what differs at each drawing: the words of the session and of the way here."""
    text = re.sub(r'(csrfmiddlewaretoken" value|CSRFToken)"?[=:] ?"[^"]*"', "", page.text)
    return re.sub(r"contesto=[^\"]*|T-\d{4}-\d{6}", "", text)


@pytest.fixture
def ticket(cast) -> Ticket:
    return make_ticket(cast.actor("clerk"), subject=SECRET, source=SECRET)


def close(ticket: Ticket) -> None:
    Ticket.objects.unrestricted("test").filter(pk=ticket.pk).update(state="CLOSED")


class TestAtTheDesk:
    @pytest.mark.parametrize(
        ("name", "form"), [("ticket_answer", {"act": "answer", "seen": 1}), ("ticket_note", {})]
    )
    def test_of_one_that_was_closed_the_text_is_there_to_copy_with_the_reason(self, cast, ticket, name, form):
        close(ticket)

        page = cast.browser("agent").post(page_of(name, ticket.number), {"source": TYPED, **form})

        assert (page.status_code, page.context["lost"]["text"], ticket.messages.count()) == (422, TYPED, 1)
        assert "La richiesta è «Chiusa»" in page.text
        assert f"readonly>{TYPED}</textarea>" in page.text

    @pytest.mark.parametrize("name", ["ticket_answer", "ticket_note"])
    def test_of_one_that_was_put_into_another_the_form_goes_on_there(self, cast, ticket, name):
        into = make_ticket(cast.actor("clerk"), subject="Altra")
        actions.merge_tickets(actor=cast.actor("lead"), ticket=ticket, into=into)
        browser = cast.browser("agent")

        page = browser.post(page_of(name, ticket.number), {"source": TYPED, "act": "answer", "seen": 1})

        form = page.context["forms"][name.removeprefix("ticket_")]
        assert (page.status_code, page.context["ticket"], form["source"].value()) == (409, into, TYPED)
        assert "è stata unita a questa" in page.text
        sent = browser.post(
            page_of(name, into.number), {"source": TYPED, "act": "answer", "seen": form.data["seen"]}
        )
        assert (sent.status_code, into.messages.count(), ticket.messages.count()) == (302, 2, 1)

    @pytest.mark.parametrize(
        "name",
        ["ticket_answer", "ticket_note", "ticket_pass", "ticket_escalate", "ticket_return", "ticket_insert"],
    )
    def test_of_one_that_went_to_another_desk_only_the_own_text_comes_back(self, cast, ticket, name):
        browser = cast.browser("agent")
        actions.pass_on(actor=cast.actor("lead"), ticket=ticket, desk=cast.foreign, source="È di Brescia")
        form = {"source": TYPED, "act": "answer", "seen": 1}

        gone = browser.post(page_of(name, ticket.number), form)
        never = browser.post(page_of(name, NOWHERE), form)

        assert [page.status_code for page in (gone, never)] == [404, 404]
        assert f"readonly>{TYPED}</textarea>" in gone.text
        assert body_of(gone) == body_of(never)
        assert [SECRET in gone.text, "Brescia" in gone.text, ticket.messages.count()] == [False, False, 2]

    def test_of_one_that_was_never_theirs_it_is_the_same(self, cast, ticket):
        other = add_agent(make_desk(cast.brescia, name="Altro sportello", agents=0))
        cast.other = other
        form = {"source": TYPED, "act": "answer", "seen": 1}

        foreign, never = (
            cast.browser("other").post(page_of("ticket_answer", number), form)
            for number in (ticket.number, NOWHERE)
        )

        assert (foreign.status_code, SECRET in foreign.text) == (404, False)
        assert body_of(foreign) == body_of(never)

    def test_who_answers_at_no_desk_reads_the_page_that_does_not_exist(self, cast, ticket):
        page = cast.browser("clerk").post(page_of("ticket_answer", ticket.number), {"source": TYPED})

        assert (page.status_code, TYPED in page.text, SECRET in page.text) == (404, False, False)

    def test_nothing_typed_is_a_page_that_does_not_exist(self, cast):
        page = cast.browser("agent").post(page_of("ticket_answer", NOWHERE), {"source": " "})

        assert (page.status_code, "Testo non inviato" in page.text) == (404, False)
