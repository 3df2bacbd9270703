"""Who is told of each step, in the platform and by e-mail; and that no note of the desk is ever in a mail."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from pico.base.actor import Actor
from pico.helpdesk import actions
from pico.helpdesk.models import ApplicantMail, Ticket
from pico.helpdesk.rules.tracking import stranger, token_of
from pico.helpdesk.tasks import close_resolved, look_after_waiting
from pico.notifications.models import Notification
from tests.factories.helpdesk import add_agent, make_desk, make_stranger_ticket, make_ticket
from tests.queue import work

NOTE, TEXT, ANSWER = "canarino: sentire Zanella", "parola segreta di Oderzo", "risposta riservata"
ADDRESS = "luca.ferri@esempio.example"


def later(**delta):
    return time_machine.travel(timezone.now() + timedelta(minutes=1, **delta), tick=False)


def told(kind: str) -> list[int]:
    """Return who is told of something, after the worker has run."""
    work()
    rows = Notification.objects.unrestricted("test").filter(event__kind=f"helpdesk.ticket.{kind}")
    return sorted(rows.values_list("person", flat=True))


def written_to(address: str) -> list:
    work()
    return [one for one in mail.outbox if one.to == [address]]


def whole(message) -> str:
    """Return everything that a mail says, in each of its parts."""
    parts = [part for part in message.message().walk() if not part.is_multipart()]
    return "\n".join([message.subject, *(part.get_payload(decode=True).decode() for part in parts)])


class TestTheDesk:
    def test_everybody_there_is_told_that_who_asked_says_it_is_solved(self, cast):
        actions.solve_own(actor=cast.actor("clerk"), ticket=make_ticket(cast.actor("clerk")))

        assert told("solved") == sorted([cast.agent.pk, cast.lead.pk])

    def test_who_works_on_it_alone_where_somebody_does(self, cast):
        ticket = make_ticket(cast.actor("clerk"))
        actions.take(actor=cast.actor("agent"), ticket=ticket)

        actions.solve_own(actor=cast.actor("clerk"), ticket=ticket)

        assert told("solved") == [cast.agent.pk]

    def test_the_same_for_a_stranger(self, cast):
        ticket = make_stranger_ticket(confirmed=True)
        actions.take(actor=cast.actor("national"), ticket=ticket)

        actions.solve_from_outside(actor=stranger(), ticket=ticket)

        assert told("solved") == [cast.national.pk]


class TestWhoAsked:
    def test_is_told_once_that_it_is_taken_in_charge(self, cast):
        ticket = make_ticket(cast.actor("clerk"))
        actions.take(actor=cast.actor("agent"), ticket=ticket)
        ticket.refresh_from_db()
        actions.take(actor=cast.actor("lead"), ticket=ticket)  # from a colleague: nothing new for who asked

        assert told("taken") == [cast.clerk.pk]

    def test_is_told_when_it_is_given_to_somebody(self, cast):
        ticket = make_ticket(cast.actor("clerk"))
        actions.assign(actor=cast.actor("agent"), ticket=ticket, person=cast.lead)

        assert (told("taken"), told("assigned")) == ([cast.clerk.pk], [cast.lead.pk])

    def test_is_told_to_which_desk_it_went(self, cast):
        ticket = make_ticket(cast.actor("clerk"))
        actions.pass_on(actor=cast.actor("agent"), ticket=ticket, desk=cast.first, source=NOTE)

        assert told("moved") == [cast.clerk.pk]
        event = Notification.objects.unrestricted("test").get(event__kind="helpdesk.ticket.moved").event
        assert event.data == {"number": ticket.number, "subject": ticket.subject, "desk": cast.first.name}

    def test_is_told_that_it_was_closed(self, cast):
        ticket = make_ticket(cast.actor("clerk"))
        actions.answer(actor=cast.actor("agent"), ticket=ticket, source="Fatto", seen=1, act="solve")
        with later(days=7):
            assert close_resolved.func() == 1

        assert told("closed") == [cast.clerk.pk]


class TestAStranger:
    @pytest.fixture
    def asked(self, cast) -> Ticket:
        ticket = make_stranger_ticket(confirmed=True)
        actions.answer(actor=cast.actor("national"), ticket=ticket, source=ANSWER, seen=1, act="ask")
        return ticket

    def test_is_reminded_by_mail(self, asked):
        before = len(written_to(ADDRESS))
        with later(days=5):
            assert look_after_waiting.func() == 1

        reminder = written_to(ADDRESS)[before:]
        assert [one.subject for one in reminder] == [
            "Lo sportello ti chiede qualcosa sulla tua richiesta di assistenza"
        ]
        assert f"/stato/{token_of(asked)}/" in reminder[0].body

    def test_is_not_told_of_an_answer_that_nobody_gave(self, asked):
        before = len(written_to(ADDRESS))
        with later(days=15):
            look_after_waiting.func()

        (last,) = written_to(ADDRESS)[before:]
        assert last.subject == "Non abbiamo avuto risposta sulla tua richiesta di assistenza"
        assert f"/stato/{token_of(asked)}/" in last.body
        assert ("ha risposto" in last.body, "entro 7 giorni" in last.body) == (False, True)

    def test_gets_no_mail_that_asks_nothing_and_changes_nothing(self, cast, asked):
        actor = cast.actor("national")
        before = len(written_to(ADDRESS))
        actions.take(actor=actor, ticket=asked)
        other = make_desk(cast.upi, ("TECHNICAL",), name="Altro")
        actions.pass_on(actor=actor, ticket=asked, desk=other, source=NOTE)
        actions.solve_from_outside(actor=stranger(), ticket=asked)
        with later(days=7):
            assert close_resolved.func() == 1

        assert written_to(ADDRESS)[before:] == []
        assert ApplicantMail.objects.unrestricted("test").filter(ticket=asked).count() == before


def test_no_mail_of_the_whole_life_of_a_request_says_what_was_written(cast):
    """Registered, with two desks and every act there is; then the same notes on a stranger's request."""
    clerk, agent, lead = (cast.actor(who) for who in ("clerk", "agent", "lead"))
    regional = make_desk(cast.veneto, agents=0, name="Regionale")
    above = Actor(add_agent(regional), cast.veneto)
    ticket = make_ticket(clerk, source=TEXT)
    outside = make_stranger_ticket(confirmed=True, source=TEXT)

    def noted(actor, row, act=None, **given):
        work()  # who sees it no more when the mail is made gets none
        row.refresh_from_db()
        actions.note(actor=actor, ticket=row, source=NOTE)
        row.refresh_from_db()
        if act is not None:
            act(actor=actor, ticket=row, **given)
        row.refresh_from_db()

    def answered(actor, row, act):
        noted(actor, row)
        actions.answer(actor=actor, ticket=row, source=ANSWER, seen=row.last_number, act=act)

    noted(agent, ticket, actions.take)
    noted(agent, ticket, actions.assign, person=cast.lead)
    answered(lead, ticket, "answer")
    answered(lead, ticket, "ask")
    with later(days=5):
        look_after_waiting.func()
    actions.reply_to_desk(actor=clerk, ticket=ticket, source=TEXT)
    noted(lead, ticket, actions.pass_on, desk=regional, source=NOTE)
    answered(above, ticket, "ask")
    with later(days=15):
        look_after_waiting.func()
    actions.reply_to_desk(actor=clerk, ticket=ticket, source=TEXT)
    answered(above, ticket, "solve")
    with later(days=7):
        close_resolved.func()
    for act in ("answer", "ask", "solve"):
        answered(cast.actor("national"), outside, act)
    work()

    sent = [whole(one) for one in mail.outbox]
    receivers = {address for one in mail.outbox for address in one.to}
    assert {cast.clerk.email, cast.agent.email, cast.lead.email, above.user.email, ADDRESS} <= receivers
    ticket.refresh_from_db()
    assert ticket.state == "CLOSED"
    for words in (NOTE, "canarino", "Zanella", TEXT, ANSWER):
        assert [text for text in sent if words in text] == []
