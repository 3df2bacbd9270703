"""What happens to requests by themselves: reminders, ends without answer, people who left, missing desks."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from pico.accounts.access import forget_access
from pico.accounts.models import Membership
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import Faq, HelpTopic, Ticket
from pico.helpdesk.tasks import look_after_waiting, release_tickets
from pico.journal.models import Entry
from pico.notifications.models import Notification
from tests.factories.accounts import make_member
from tests.factories.faqs import make_faq
from tests.factories.helpdesk import add_agent, make_desk, make_ticket
from tests.factories.organisations import make_municipality_body
from tests.queue import work


def told(kind: str) -> list[int]:
    """Return who is told something, after the worker has run."""
    work()
    rows = Notification.objects.unrestricted("test").filter(event__kind=kind)
    return list(rows.order_by("person").values_list("person", flat=True))


def lines(verb: str) -> int:
    return Entry.objects.unrestricted("test").filter(verb=verb).count()


def later(**delta):
    return time_machine.travel(timezone.now() + timedelta(minutes=1, **delta), tick=False)


@pytest.fixture
def waiting(cast) -> Ticket:
    ticket = make_ticket(cast.actor("clerk"))
    actions.answer(actor=cast.actor("agent"), ticket=ticket, source="Quale?", seen=1, act="ask")
    ticket.refresh_from_db()
    return ticket


class TestWaiting:
    def test_who_is_waited_for_is_reminded_once_after_five_days(self, cast, waiting):
        counts = [look_after_waiting.func()]
        with later(days=5):
            counts += [look_after_waiting.func(), look_after_waiting.func()]
        with later(days=9):
            counts.append(look_after_waiting.func())

        assert counts == [0, 1, 0, 0]
        assert told("helpdesk.ticket.reminded") == [cast.clerk.pk]
        assert lines("helpdesk.ticket.reminded") == 1

    def test_what_nobody_answers_is_resolved_once_after_fifteen_days(self, cast, waiting):
        with later(days=14):
            look_after_waiting.func()
            waiting.refresh_from_db()
            before = str(waiting.state)
        with later(days=15):
            counts = [look_after_waiting.func(), look_after_waiting.func()]

        waiting.refresh_from_db()
        assert (before, counts, waiting.state) == ("WAITING", [1, 0], "RESOLVED")
        assert told("helpdesk.ticket.unanswered") == [cast.clerk.pk]
        assert (waiting.waiting_since, waiting.reminded_at) == (None, None)

    def test_an_answer_in_time_stops_both(self, cast, waiting):
        actions.reply_to_desk(actor=cast.actor("clerk"), ticket=waiting, source="Questo")

        with later(days=20):
            assert look_after_waiting.func() == 0
        waiting.refresh_from_db()
        assert waiting.state == "OPEN"

    def test_a_new_question_waits_from_its_own_day(self, cast, waiting):
        with later(days=4):
            actions.answer(actor=cast.actor("agent"), ticket=waiting, source="E poi?", seen=2, act="ask")
        with later(days=6):
            early = look_after_waiting.func()
        with later(days=10):
            late = look_after_waiting.func()

        assert (early, late) == (0, 1)

    def test_to_assign_it_meanwhile_changes_nothing(self, cast, waiting):
        with later(days=4):
            actions.assign(actor=cast.actor("agent"), ticket=waiting, person=cast.lead)
        with later(days=5):
            assert look_after_waiting.func() == 1

    def test_both_numbers_are_the_desk_s_own(self, cast, waiting):
        values = {"remind_days": 1, "resolve_days": 2}
        actions.edit_desk(actor=cast.actor("admin"), desk=cast.desk, edition=1, values=values)
        with later(days=1):
            assert look_after_waiting.func() == 1
        with later(days=2):
            look_after_waiting.func()
        waiting.refresh_from_db()
        assert waiting.state == "RESOLVED"

    @pytest.mark.parametrize(("remind", "resolve"), [(5, 5), (6, 5), (0, 5)])
    def test_a_desk_reminds_before_it_gives_up(self, cast, remind, resolve):
        values = {"remind_days": remind, "resolve_days": resolve}
        with pytest.raises(Refused) as refusal:
            actions.edit_desk(actor=cast.actor("admin"), desk=cast.desk, edition=1, values=values)
        assert refusal.value.code == "days"


class TestWhoLeft:
    def leave(self, person):
        Membership.objects.unrestricted("test").filter(user=person).update(ended_at=timezone.now())
        forget_access(person)

    def test_their_requests_go_back_to_the_desk_which_is_told(self, cast, waiting):
        fresh, talked = make_ticket(cast.actor("clerk")), make_ticket(cast.actor("clerk"))
        actions.take(actor=cast.actor("agent"), ticket=fresh)
        actions.answer(actor=cast.actor("agent"), ticket=talked, source="Ecco", seen=1)
        before = release_tickets.func()

        self.leave(cast.agent)
        counts = [release_tickets.func(), release_tickets.func()]

        rows = {row.pk: (str(row.state), row.assignee) for row in Ticket.objects.unrestricted("test")}
        assert (before, counts) == (0, [3, 0])
        assert rows == {waiting.pk: ("WAITING", None), fresh.pk: ("NEW", None), talked.pk: ("OPEN", None)}
        assert told("helpdesk.ticket.released") == [cast.lead.pk] * 3

    def test_who_loses_the_place_leaves_them_too(self, cast, waiting):
        member = cast.desk.members.unrestricted("test").get(person=cast.agent)
        actions.remove_member(actor=cast.actor("admin"), member=member)
        work()

        waiting.refresh_from_db()
        assert (waiting.state, waiting.assignee) == ("WAITING", None)

    def test_an_administrator_who_took_one_keeps_it(self, cast):
        ticket = make_ticket(cast.actor("clerk"))
        actions.take(actor=cast.actor("admin"), ticket=ticket)

        assert release_tickets.func() == 0


class TestMissingDesks:
    def test_the_administrators_read_which_desk_is_missing_once_a_day(self, cast):
        regional = make_desk(cast.veneto)
        asolo = make_municipality_body("Asolo", cast.treviso)
        topic = HelpTopic.objects.create(code="sape.test", module="sape", kind="PROCEDURE", label="SAPE")
        clerk = Actor(make_member(asolo, "organisation_manager"), asolo)
        tickets = [
            actions.open_ticket(actor=clerk, topic=topic, subject="SAPE", source="Come?") for _ in range(2)
        ]

        assert {(one.desk.pk, one.rule) for one in tickets} == {(regional.pk, "40")}
        assert told("helpdesk.desk.missing") == [cast.admin.pk]
        page = cast.browser("admin").get(reverse("notifications:inbox")).text
        assert "Sportello SAPE assente" in page
        assert lines("helpdesk.desk.missing") == 1
        seen = Entry.objects.visible_to(cast.stranger).filter(verb="helpdesk.desk.missing")
        assert not seen.exists()

    def test_where_the_desk_answers_nothing_is_written(self, cast):
        make_ticket(cast.actor("clerk"))

        assert lines("helpdesk.desk.missing") == 0


class TestWandering:
    def test_the_leads_are_told_when_it_was_passed_on_more_than_three_times(self, cast):
        regional = make_desk(cast.veneto, agents=0, parent=cast.first)
        boss = add_agent(regional, role="LEAD")
        ticket = make_ticket(cast.actor("clerk"), subject="canarino")
        back = Actor(boss, cast.veneto)
        for number in range(3):
            away = number % 2 == 0
            actor, desk = (cast.actor("agent"), regional) if away else (back, cast.desk)
            ticket = actions.pass_on(actor=actor, ticket=ticket, desk=desk, source="A voi")
        before = told("helpdesk.desk.wandering")
        actions.pass_on(actor=back, ticket=ticket, desk=cast.desk, source="No, a voi")

        assert before == []
        assert told("helpdesk.desk.wandering") == sorted([cast.lead.pk])
        rows = Notification.objects.unrestricted("test").filter(event__kind="helpdesk.desk.wandering")
        assert "canarino" not in str(list(rows.values_list("event__data", flat=True)))


class TestFaqs:
    def test_a_faq_goes_into_the_answer_with_one_click(self, cast):
        known = make_faq(cast.treviso, "PROVINCE", question="Come invio?", module="sua", topic="sua.request")
        make_faq(cast.treviso, "ORGANISATION", question="Solo nostra?", module="sua", topic="sua.request")
        ticket = make_ticket(cast.actor("clerk"), subject="Aiuto")
        browser, address = cast.browser("agent"), reverse("helpdesk:ticket_answer", args=[ticket.number])

        shown = browser.get(reverse("helpdesk:ticket", args=[ticket.number])).context["faqs"]
        form = {"source": "Ecco.", "act": "solve", "seen": 1, "insert": str(known.public_id)}
        page = browser.post(address, form)
        text = page.context["forms"]["answer"]["source"].value()
        sent = browser.post(address, {"source": text, "act": "solve", "seen": 1})

        link = reverse("helpdesk:faq", args=[known.public_id])
        assert [one.question for one in shown] == ["Come invio?"]
        assert (page.status_code, sent.status_code) == (200, 302)
        assert text.startswith("Ecco.\n\n[Come invio?](http")
        assert text.endswith(f"{link})")
        own = cast.browser("clerk").get(reverse("helpdesk:request", args=[ticket.number])).text
        assert f'{link}"' in own
        assert ticket.messages.count() == 2

    def test_a_request_becomes_a_draft_without_personal_data_and_says_where_it_comes_from(self, cast):
        ticket = make_ticket(cast.actor("clerk"), subject="Scrivi a elena@oderzo.example")
        agent = cast.actor("agent")
        actions.answer(actor=agent, ticket=ticket, source="Chiama @Marco Rossi allo 0422 123456", seen=1)
        actions.note(actor=agent, ticket=ticket, source="canarino")
        browser = cast.browser("agent")
        address = f"{reverse('helpdesk:faq_new')}?da=helpdesk.ticket:{ticket.number}"

        link = browser.get(reverse("helpdesk:ticket", args=[ticket.number])).text
        form = browser.get(address).context["form"]
        values = {"question": "Come si fa?", "source": "Così.", "level": "PROVINCE", "module": "sua"}
        browser.post(address, values)

        draft = Faq.objects.unrestricted("test").get()
        assert "Fanne una domanda frequente" in link
        assert form.initial["question"] == "Scrivi a […]"
        assert form.initial["source"] == "Chiama […] allo […]"
        assert (draft.state, draft.source_kind, draft.source_url) == (
            "DRAFT", f"richiesta {ticket.number}", reverse("helpdesk:ticket", args=[ticket.number])
        )  # fmt: skip

    def test_nobody_begins_one_with_a_request_they_do_not_handle(self, cast):
        ticket = make_ticket(cast.actor("clerk"), subject="canarino")
        address = f"{reverse('helpdesk:faq_new')}?da=helpdesk.ticket:{ticket.number}"
        editor = make_member(cast.brescia, "editor")
        browser = cast.browser()
        browser.force_login(editor)

        assert browser.get(address).status_code == 404
