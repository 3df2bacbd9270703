"""A request moves while somebody writes about it: what they typed comes back, and nothing else."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.tracking import token_of
from tests.factories.helpdesk import SYSTEM, add_agent, make_desk, make_stranger_ticket, make_ticket
from tests.queue import work

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


def end(ticket: Ticket, state: str, days: int = 8) -> None:
    then = timezone.now() - timedelta(days=days)
    rows = Ticket.objects.unrestricted("test").filter(pk=ticket.pk)
    rows.update(state=state, resolved_at=then, moved_at=then)


class TestAtTheDesk:
    @pytest.mark.parametrize(
        ("name", "form"), [("ticket_answer", {"act": "answer", "seen": 1}), ("ticket_note", {})]
    )
    def test_of_one_that_was_closed_the_text_is_there_to_copy_with_the_reason(self, cast, ticket, name, form):
        end(ticket, "CLOSED")

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


class TestWhoAsked:
    @pytest.mark.parametrize("state", ["CLOSED", "RESOLVED"])
    def test_a_reply_to_what_has_ended_comes_back_and_goes_into_a_new_request(self, cast, ticket, state):
        end(ticket, state)
        browser = cast.browser("clerk")

        page = browser.post(page_of("request_reply", ticket.number), {"source": TYPED})
        follow = page.context["follow"]
        carried = {name: str(follow[name]) for name in ("topic", "subject", "form_key")}
        form = browser.post(follow["url"], {**carried, "source": TYPED, "look": "1"})

        assert (page.status_code, page.context["form"]["source"].value()) == (422, TYPED)
        assert "«Apri una nuova richiesta» porta con sé quello che hai scritto" in page.text
        assert ticket.messages.count() == 1
        values = {name: form.context["form"][name].value() for name in ("subject", "source")}
        assert (form.status_code, values) == (200, {"subject": SECRET, "source": TYPED})
        assert not form.context["form"].errors
        sent = {**carried, "source": TYPED}
        assert [browser.post(follow["url"], sent).status_code for _ in range(2)] == [302, 302]
        new = Ticket.objects.unrestricted("test").exclude(pk=ticket.pk).get()
        assert (new.follows, new.messages.get().source) == (ticket, TYPED)

    def test_of_one_that_was_put_into_another_the_reply_goes_there(self, cast, ticket):
        into = make_ticket(cast.actor("clerk"), subject="Altra")
        actions.merge_tickets(actor=cast.actor("lead"), ticket=ticket, into=into)

        cast.browser("clerk").post(page_of("request_reply", ticket.number), {"source": TYPED})

        said = [list(row.messages.values_list("source", flat=True)) for row in (ticket, into)]
        assert said == [[SECRET], ["Il pulsante non risponde.", TYPED]]

    def test_somebody_else_s_ended_request_is_taken_up_by_nobody(self, cast, ticket):
        end(ticket, "CLOSED")
        form = {"topic": ticket.topic_id, "subject": "x", "source": TYPED}

        answers = [
            cast.browser("stranger").post(f"{reverse('helpdesk:new')}?segue={number}", form).status_code
            for number in (ticket.number, NOWHERE)
        ]

        assert (answers, Ticket.objects.unrestricted("test").count()) == ([404, 404], 1)


class TestAStranger:
    @pytest.fixture
    def row(self, cast) -> Ticket:
        return make_stranger_ticket(confirmed=True, source=SECRET)

    def address(self, row: Ticket) -> str:
        return reverse("helpdesk:tracking_reply", args=[token_of(row)])

    @pytest.mark.parametrize("state", ["CLOSED", "RESOLVED"])
    def test_a_reply_to_what_has_ended_comes_back_and_opens_the_next_one(self, cast, row, state):
        end(row, state)
        browser = cast.browser()

        page = browser.post(self.address(row), {"source": TYPED})
        form = {name: page.context["form"][name].value() for name in ("source", "form_key")}
        sent = [browser.post(self.address(row), {**form, "nuova": "1"}) for _ in range(2)]

        assert (page.status_code, form["source"], row.messages.count()) == (422, TYPED, 1)
        assert "«Apri una nuova richiesta» porta con sé quello che hai scritto" in page.text
        new = Ticket.objects.unrestricted("test").exclude(pk=row.pk).get()
        assert [answer.url for answer in sent] == [f"/assistenza/stato/{token_of(new)}/?fatto=seguita"] * 2
        assert (new.state, new.desk, new.follows, new.requester_email, new.messages.get().source) == (
            "NEW", cast.first, row, row.requester_email, TYPED,
        )  # fmt: skip
        work()
        letters = [one.body for one in mail.outbox if one.to == [row.requester_email]]
        assert [[word in body for word in (token_of(row), token_of(new), TYPED)] for body in letters] == [
            [True, False, False], [False, True, False],
        ]  # fmt: skip
        assert f"Segue la richiesta {row.number}." in browser.get(sent[0].url).text
        assert browser.cookies == {}

    def test_a_form_of_an_old_page_writes_in_what_was_taken_up_again(self, cast, row):
        cast.browser().post(self.address(row), {"source": TYPED, "nuova": "1"})

        assert Ticket.objects.unrestricted("test").get().messages.count() == 2
        with pytest.raises(Refused):
            actions.follow_from_outside(actor=SYSTEM, ticket=row, source=TYPED)

    def test_after_ninety_days_the_address_opens_nothing(self, cast, row):
        end(row, "CLOSED", days=91)

        page = cast.browser().post(self.address(row), {"source": TYPED, "nuova": "1"})

        assert (page.status_code, Ticket.objects.unrestricted("test").count()) == (404, 1)

    def test_it_is_limited_as_replies_are_and_what_was_typed_stays(self, cast, row, settings):
        settings.PICO_RATE_LIMITS = {"tracked_reply": "1/h/key", "access_help_mail": "3/d/key"}
        end(row, "CLOSED")
        browser = cast.browser()

        pages = [browser.post(self.address(row), {"source": f"{TYPED} {n}", "nuova": "1"}) for n in (1, 2)]

        assert [page.status_code for page in pages] == [302, 429]
        assert pages[1].context["form"]["source"].value() == f"{TYPED} 2"
        assert Ticket.objects.unrestricted("test").count() == 2


class TestWhatTheDeskReads:
    def test_of_one_that_follows_the_number_and_a_link_only_to_what_it_sees(self, cast, ticket):
        end(ticket, "CLOSED")
        new = make_ticket(cast.actor("clerk"), follows=ticket, subject="Di nuovo")
        pages = {row: cast.browser("agent").get(page_of("ticket", row.number)) for row in (ticket, new)}
        Ticket.objects.unrestricted("test").filter(pk=ticket.pk).update(desk=cast.foreign)
        apart = cast.browser("agent").get(page_of("ticket", new.number))
        Ticket.objects.unrestricted("test").filter(pk=ticket.pk).update(desk=cast.desk)
        Ticket.objects.unrestricted("test").filter(pk=new.pk).update(desk=cast.foreign)
        before = cast.browser("agent").get(page_of("ticket", ticket.number))

        def facts(page) -> list:
            return [list(one.values()) for one in page.context["facts"] if "egu" in one["label"]]

        assert facts(pages[ticket]) == [["È seguita da", new.number, page_of("ticket", new.number)]]
        assert facts(pages[new]) == [["Segue la richiesta", ticket.number, page_of("ticket", ticket.number)]]
        assert facts(apart) == [["Segue la richiesta", ticket.number, ""]]
        assert (facts(before), new.number in before.text) == ([], False)
