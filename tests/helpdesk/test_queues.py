"""Lists of requests: filters, several at once, tables to take away, what is still to be read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pico.helpdesk import actions
from pico.helpdesk.models import Desk, Ticket
from pico.journal.models import Entry
from tests.factories.helpdesk import add_agent, make_desk, make_ticket

QUEUE, SEVERAL = reverse("helpdesk:queue"), reverse("helpdesk:queue_several")
CANARY = "canarino"


@pytest.fixture
def two(cast) -> list[Ticket]:
    return [make_ticket(cast.actor("clerk"), subject=f"{CANARY} {number}") for number in (1, 2)]


def words(answer) -> str:
    return b"".join(answer).decode() if answer.streaming else answer.text


def states() -> list[tuple[str, str, str]]:
    rows = Ticket.objects.unrestricted("test").select_related("desk", "assignee").order_by("pk")
    return [(str(row.state), row.desk.name, row.assignee.given_name if row.assignee else "") for row in rows]


class TestSeveral:
    def test_an_agent_takes_the_chosen_ones_alone(self, cast, two):
        third = make_ticket(cast.actor("clerk"))
        numbers = [two[0].number, third.number]

        page = cast.browser("agent").post(SEVERAL, {"azione": "take", "scelte": numbers}, follow=True)

        name = cast.desk.name
        assert states() == [("OPEN", name, "Anna"), ("NEW", name, ""), ("OPEN", name, "Anna")]
        assert "Fatto per 2 richieste." in page.text

    def test_they_are_assigned_to_somebody_after_a_question(self, cast, two):
        form = {"azione": "assign", "scelte": [one.number for one in two]}
        browser = cast.browser("agent")

        asked = browser.post(SEVERAL, form)
        before = states()
        empty = browser.post(SEVERAL, {**form, "conferma": "1"})
        browser.post(SEVERAL, {**form, "conferma": "1", "person": cast.lead.pk})

        assert (asked.status_code, empty.status_code) == (200, 422)
        assert {state for state, _desk, _who in before} == {"NEW"}
        assert states() == [("OPEN", cast.desk.name, "Marco")] * 2

    def test_they_are_passed_on_with_a_note(self, cast, two):
        other = make_desk(cast.veneto)
        form = {"azione": "pass", "conferma": "1", "scelte": [one.number for one in two], "desk": other.pk}
        browser = cast.browser("agent")

        empty = browser.post(SEVERAL, {**form, "source": " "})
        browser.post(SEVERAL, {**form, "source": "A voi"})

        assert empty.status_code == 422
        assert states() == [("NEW", other.name, "")] * 2
        assert words(browser.get(QUEUE)).count(CANARY) == 0

    @pytest.mark.parametrize("who", ["clerk", "stranger", "national"])
    @pytest.mark.parametrize("what", ["take", "assign", "pass"])
    def test_nobody_does_anything_with_the_requests_of_others(self, cast, two, who, what):
        before = states()
        form = {
            "azione": what, "conferma": "1", "scelte": [one.number for one in two], "source": "Sì",
            "person": cast.stranger.pk, "desk": Desk.objects.get(first=True).pk,
        }  # fmt: skip

        page = cast.browser(who).post(SEVERAL, form, follow=True)

        assert (states(), CANARY in words(page)) == (before, False)

    def test_one_that_is_refused_does_not_stop_the_others(self, cast, two):
        actions.solve_own(actor=cast.actor("clerk"), ticket=two[0])
        numbers = [one.number for one in two]

        page = cast.browser("agent").post(SEVERAL, {"azione": "take", "scelte": numbers}, follow=True)

        assert [state for state, _desk, _who in states()] == ["RESOLVED", "OPEN"]
        assert ("Fatto per 1 richiesta." in page.text, f"{two[0].number}: " in page.text) == (True, True)

    def test_nothing_chosen_is_said(self, cast, two):
        page = cast.browser("agent").post(SEVERAL, {"azione": "take"}, follow=True)

        assert "Scegli almeno una richiesta." in page.text


class TestFilters:
    def numbers(self, cast, **query):
        return [row["ticket"].number for row in cast.browser("agent").get(QUEUE, query).context["rows"]]

    def test_by_topic_body_assignee_desk_and_age(self, cast, two):
        other = make_ticket(cast.actor("clerk"), topic="sua.review")
        actions.assign(actor=cast.actor("agent"), ticket=two[0], person=cast.lead)
        old = timezone.now() - timedelta(days=8)
        Ticket.objects.unrestricted("test").filter(pk=two[1].pk).update(moved_at=old)
        all_of_them = [two[0].number, two[1].number, other.number]

        assert self.numbers(cast, argomento=other.topic_id) == [other.number]
        assert self.numbers(cast, ente=cast.oderzo.pk) == all_of_them
        assert self.numbers(cast, di=cast.lead.pk) == [two[0].number]
        assert self.numbers(cast, sportello=cast.desk.pk) == all_of_them
        assert self.numbers(cast, ferme=7) == [two[1].number]

    def test_what_is_not_offered_is_ignored(self, cast, two):
        query = {"ente": cast.brescia.pk, "argomento": "x", "di": cast.stranger.pk, "ferme": "2"}

        assert self.numbers(cast, **query) == [one.number for one in two]

    def test_its_choices_name_nobody_of_another_desk(self, cast, two):
        foreign = make_ticket(cast.actor("clerk"))
        Ticket.objects.unrestricted("test").filter(pk=foreign.pk).update(
            desk=cast.foreign, organisation=cast.brescia, assignee=cast.stranger, state="OPEN"
        )

        fields = cast.browser("agent").get(QUEUE).context["filters"].fields

        assert {key for key, _name in fields["ente"].choices} == {"", str(cast.oderzo.pk)}
        here = {str(cast.agent.pk), str(cast.lead.pk)}
        assert {key for key, _name in fields["di"].choices} == {"", "me", "nessuno", *here}
        assert {key for key, _name in fields["sportello"].choices} == {"", str(cast.desk.pk)}


class TestTables:
    def exported(self, cast, who, name="queue", query=None):
        address = reverse(f"helpdesk:{name}_export", args=["csv"])
        answer = cast.browser(who).get(address, query or {})
        return answer.status_code, words(answer)

    def test_a_queue_is_exported_as_it_is_filtered(self, cast, two):
        actions.take(actor=cast.actor("agent"), ticket=two[0])

        status, table = self.exported(cast, "agent", query={"di": "nessuno"})

        assert (status, two[0].number in table, two[1].number in table) == (200, False, True)
        assert Entry.objects.unrestricted("test").get(verb="helpdesk.queue.exported").changes["rows"] == 1

    @pytest.mark.parametrize(("who", "status"), [("clerk", 404), ("stranger", 200), ("national", 200)])
    def test_nobody_exports_the_requests_of_others(self, cast, two, who, status):
        answer = self.exported(cast, who)

        assert (answer[0], CANARY in answer[1]) == (status, False)

    def test_one_s_own_requests_are_exported_and_nobody_else_s(self, cast, two):
        own, other = self.exported(cast, "clerk", "requests"), self.exported(cast, "agent", "requests")

        assert (own[0], own[1].count(CANARY)) == (200, 2)
        assert (other[0], other[1].count(CANARY)) == (200, 0)


class TestUnread:
    def marked(self, cast) -> list[bool]:
        rows = cast.browser("clerk").get(reverse("helpdesk:requests")).context["rows"]
        return [row["unread"] for row in rows]

    def test_an_answer_is_marked_until_it_is_read_and_a_note_never(self, cast):
        ticket = make_ticket(cast.actor("clerk"))
        agent, page = cast.actor("agent"), reverse("helpdesk:request", args=[ticket.number])
        marks = [self.marked(cast)]
        actions.note(actor=agent, ticket=ticket, source="Fra noi")
        marks.append(self.marked(cast))
        actions.answer(actor=agent, ticket=ticket, source="Ecco", seen=2)
        marks.append(self.marked(cast))
        cast.browser("agent").get(reverse("helpdesk:ticket", args=[ticket.number]))
        marks.append(self.marked(cast))
        cast.browser("clerk").get(page)
        marks.append(self.marked(cast))

        assert marks == [[False], [False], [True], [True], [False]]

    def test_only_the_ones_to_be_read_are_listed_when_asked(self, cast, two):
        actions.answer(actor=cast.actor("agent"), ticket=two[0], source="Ecco", seen=1)

        page = cast.browser("clerk").get(reverse("helpdesk:requests"), {"nuove": "on"})

        assert [row["ticket"].number for row in page.context["rows"]] == [two[0].number]


@pytest.mark.parametrize("name", ["queue", "requests"])
def test_a_list_costs_as_many_queries_for_three_as_for_one(cast, name):
    browser, counts = cast.browser("agent" if name == "queue" else "clerk"), []
    for _ in range(3):
        ticket = make_ticket(cast.actor("clerk"))
        actions.assign(actor=cast.actor("agent"), ticket=ticket, person=add_agent(cast.desk))
        browser.get(reverse(f"helpdesk:{name}"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(f"helpdesk:{name}"))
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert counts[0] <= 25
