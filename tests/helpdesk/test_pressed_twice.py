"""A button pressed twice, or on a page that is out of date, does once what it said."""

import uuid

import pytest
from django.urls import reverse

from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.tracking import token_of
from pico.journal.models import Entry
from tests.factories.helpdesk import SYSTEM, make_stranger_ticket, make_ticket


def tickets():
    return Ticket.objects.unrestricted("test").order_by("pk")


def lines(verb: str) -> int:
    return Entry.objects.unrestricted("test").filter(verb=verb).count()


def state_of(ticket: Ticket) -> str:
    return tickets().get(pk=ticket.pk).state


@pytest.fixture(params=["signed in", "stranger"])
def asked(request, cast):
    """A request with the browser of who asked it and the address of «Il problema è risolto»."""
    if request.param == "stranger":
        row = make_stranger_ticket(confirmed=True)
        return row, cast.browser(), reverse("helpdesk:tracking_solve", args=[token_of(row)])
    row = make_ticket(cast.actor("clerk"))
    return row, cast.browser("clerk"), reverse("helpdesk:request_solve", args=[row.number])


class TestItIsSolved:
    def test_pressed_twice_it_is_solved_and_not_closed(self, asked):
        row, browser, address = asked

        answers = [browser.post(address, {"seen": "NEW"}).status_code for _ in range(2)]

        assert (answers, state_of(row)) == ([302, 302], "RESOLVED")
        assert lines("helpdesk.ticket.solved") == 1

    def test_confirmed_twice_it_is_closed_without_a_word_of_error(self, asked):
        row, browser, address = asked
        browser.post(address, {"seen": "NEW"})

        answers = [browser.post(address, {"seen": "RESOLVED"}, follow=True) for _ in range(2)]

        assert ([page.status_code for page in answers], state_of(row)) == ([200, 200], "CLOSED")
        assert ["così non si può più fare" in page.text for page in answers] == [False, False]

    @pytest.mark.parametrize("seen", ["", "<script>", "CLOSED"])
    def test_a_press_that_does_not_say_on_what_never_closes(self, asked, seen):
        row, browser, address = asked
        for _ in range(2):
            browser.post(address, {"seen": seen})

        assert state_of(row) == "RESOLVED"

    def test_the_page_says_what_it_was_pressed_on(self, asked):
        row, browser, address = asked
        page = address.removesuffix("risolta/")
        for state in ("NEW", "RESOLVED"):
            assert f'name="seen" value="{state}"' in browser.get(page).text
            browser.post(address, {"seen": state})
        assert state_of(row) == "CLOSED"

    def test_a_confirmation_of_what_was_taken_up_again_is_refused(self, cast):
        own, strange = make_ticket(cast.actor("clerk")), make_stranger_ticket(confirmed=True)

        with pytest.raises(Refused):
            actions.solve_own(actor=cast.actor("clerk"), ticket=own, seen="RESOLVED")
        with pytest.raises(Refused):
            actions.solve_from_outside(actor=SYSTEM, ticket=strange, seen="RESOLVED")

        assert [state_of(own), state_of(strange)] == ["NEW", "NEW"]


class TestTakenInCharge:
    def test_of_one_that_a_colleague_took_meanwhile_it_says_who(self, cast):
        row = make_ticket(cast.actor("clerk"))
        address = reverse("helpdesk:ticket_take", args=[row.number])
        form = {"seen": "nessuno"}

        first = cast.browser("agent").post(address, form, follow=True)
        second = cast.browser("lead").post(address, form, follow=True)

        assert "La richiesta è tua." in first.text
        assert "Intanto l&#x27;ha presa in carico Anna Pozzi." in second.text
        assert tickets().get().assignee == cast.agent

    def test_of_one_that_is_seen_at_a_colleague_it_is_taken_over(self, cast):
        row = make_ticket(cast.actor("clerk"))
        actions.take(actor=cast.actor("agent"), ticket=row)

        page = cast.browser("lead").get(reverse("helpdesk:ticket", args=[row.number]))
        cast.browser("lead").post(reverse("helpdesk:ticket_take", args=[row.number]), {"seen": cast.agent.pk})

        assert f'name="seen" value="{cast.agent.pk}"' in page.text
        assert tickets().get().assignee == cast.lead

    def test_pressed_twice_is_one_line_of_the_history(self, cast):
        row = make_ticket(cast.actor("clerk"))
        for _ in range(2):
            actions.take(actor=cast.actor("agent"), ticket=row)

        assert lines("helpdesk.ticket.taken") == 1


class TestTheSameForm:
    KEY = uuid.UUID("0b7c1a3e-0b7c-4b7c-8b7c-0b7c1a3e0b7c")

    def test_with_the_same_words_makes_one_request_and_with_others_another(self, cast):
        clerk = cast.actor("clerk")
        for source in ("Non va", "Non va", "Un altro problema", "Un altro problema"):
            make_ticket(clerk, source=source, form_key=self.KEY)
        make_ticket(clerk, source="Non va", topic="sua.review", form_key=self.KEY)

        assert [(row.topic.code, row.messages.get().source) for row in tickets()] == [
            ("sua.request", "Non va"), ("sua.request", "Un altro problema"), ("sua.review", "Non va"),
        ]  # fmt: skip

    def test_of_a_stranger_too_also_with_a_corrected_address(self, cast):
        for changed in (
            {},
            {},
            {"source": "Altro"},
            {"source": "Altro"},
            {"email": "giusto@esempio.example"},
        ):
            make_stranger_ticket(form_key=self.KEY, **changed)

        assert [(row.requester_email, row.messages.get().source) for row in tickets()] == [
            ("luca.ferri@esempio.example", "Non riesco a entrare."),
            ("luca.ferri@esempio.example", "Altro"),
            ("giusto@esempio.example", "Non riesco a entrare."),
        ]

    def test_of_two_people_makes_two(self, cast):
        for who in ("clerk", "stranger"):
            make_ticket(cast.actor(who), topic="technical.other", form_key=self.KEY)

        assert [row.requester for row in tickets()] == [cast.clerk, cast.stranger]
