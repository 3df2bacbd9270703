"""A request whose time is over goes to the desk above by itself, where its desk wants it so."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import Desk, Ticket, TicketMessage
from pico.helpdesk.tasks import ring_clocks
from pico.journal.models import Entry
from pico.notifications.models import Notification
from tests.factories.helpdesk import SYSTEM, add_agent, make_desk
from tests.helpdesk.test_clocks import moment, opened, times, told
from tests.queue import work

LATE = "2027-05-10 13:01"  # four hours after nine
WORDS = "Passata da sola allo sportello superiore: scaduto il tempo per prima risposta."


class Stairs:
    """Treviso's desk below the region's, below the national one; each answers within four hours."""

    def __init__(self, cast, *rising):
        self.cast = cast
        self.regional = make_desk(cast.veneto, agents=0, parent=cast.first, name="Regionale")
        self.above = add_agent(self.regional)
        self.national = add_agent(cast.first)
        Desk.objects.filter(pk=cast.desk.pk).update(parent=self.regional)
        Desk.objects.filter(name__in=rising).update(rises=True)
        times(cast.desk, 4, 16)
        self.ticket = opened(cast, "2027-05-10 09:00")

    def ring(self, text=LATE):
        with moment(text):
            count = ring_clocks.func()
        self.ticket.refresh_from_db()
        return count

    @property
    def seen_by(self):
        people = {"agent": self.cast.agent, "above": self.above, "national": self.national}
        return {who for who, one in people.items() if Ticket.objects.handled_by(one).exists()}

    @property
    def notices(self):
        work()
        rows = Notification.objects.unrestricted("test").exclude(event__kind="helpdesk.ticket.opened")
        return set(rows.values_list("event__kind", "person"))


def test_it_goes_up_once_with_a_notice_that_only_the_desk_reads(cast):
    stairs = Stairs(cast, "Sportello SUA Treviso", "Regionale")

    assert (stairs.ring(), stairs.ring()) == (1, 0)

    ticket = stairs.ticket
    assert (ticket.desk, ticket.origin_desk, ticket.assignee, ticket.state) == (
        stairs.regional, cast.desk, None, "NEW"
    )  # fmt: skip
    assert stairs.seen_by == {"above"}
    line = Entry.objects.unrestricted("test").about(ticket).get(verb="helpdesk.ticket.escalated")
    assert line.changes == {"desk": ["Sportello SUA Treviso", "Regionale"]}
    notice = TicketMessage.objects.unrestricted("test").filter(ticket=ticket).last()
    assert (notice.kind, notice.author, notice.source) == ("SYSTEM", None, WORDS)
    own = cast.browser("clerk").get(reverse("helpdesk:request", args=[ticket.number]))
    assert ("scaduto il tempo" in own.text, "Regionale" in own.text) == (False, True)
    desk = cast.browser("agent").get(reverse("helpdesk:ticket", args=[ticket.number]))
    assert desk.status_code == 404


def test_the_desk_above_reads_why_and_gives_it_back_with_an_answer(cast):
    stairs = Stairs(cast, "Sportello SUA Treviso")
    stairs.ring()
    above = Actor(stairs.above, cast.veneto)
    browser = cast.browser()
    browser.force_login(stairs.above)

    page = browser.get(reverse("helpdesk:ticket", args=[stairs.ticket.number]))
    assert [text in page.text for text in (WORDS, "Avviso automatico", "Piattaforma")] == [True] * 3
    with moment("2027-05-10 14:00"):
        actions.return_answered(actor=above, ticket=stairs.ticket, source="Si fa così")

    assert stairs.seen_by == {"agent"}
    page = cast.browser("agent").get(reverse("helpdesk:ticket", args=[stairs.ticket.number]))
    assert [text in page.text for text in (WORDS, "Si fa così")] == [True, True]


def test_each_is_told_what_is_theirs(cast):
    stairs = Stairs(cast, "Sportello SUA Treviso")
    stairs.ring("2027-05-10 13:01")

    assert stairs.notices == {
        ("helpdesk.desk.rose", cast.agent.pk),
        ("helpdesk.desk.rose", cast.lead.pk),
        ("helpdesk.ticket.passed", stairs.above.pk),
        ("helpdesk.ticket.moved", cast.clerk.pk),
    }


def test_it_stays_where_its_desk_does_not_want_it_so_and_the_leads_are_told(cast):
    stairs = Stairs(cast, "Regionale")
    stairs.ring()

    assert stairs.seen_by == {"agent"}
    assert stairs.notices == {("helpdesk.ticket.missed", one.pk) for one in (cast.agent, cast.lead)}


def test_it_stays_while_the_desk_above_is_out_of_service(cast):
    stairs = Stairs(cast, "Sportello SUA Treviso")
    actions.switch_desk(actor=SYSTEM, desk=stairs.regional, active=False)
    stairs.ring()

    assert stairs.seen_by == {"agent"}
    assert {kind for kind, _who in stairs.notices} == {"helpdesk.ticket.missed"}


def test_a_clock_that_ran_out_below_does_not_carry_it_all_the_way_up(cast):
    stairs = Stairs(cast, "Sportello SUA Treviso", "Regionale")
    stairs.ring()
    times(stairs.regional, 1, 100)
    stairs.ring("2027-05-11 18:00")

    assert stairs.seen_by == {"above"}


def test_the_time_for_the_solution_carries_it_one_desk_further(cast):
    stairs = Stairs(cast, "Sportello SUA Treviso", "Regionale")
    times(stairs.regional, None, 16)
    stairs.ring()
    stairs.ring("2027-05-11 16:00")  # nine hours, and seven the day after: the last minute
    assert stairs.seen_by == {"above"}
    stairs.ring("2027-05-11 16:01")

    assert stairs.seen_by == {"national"}
    assert stairs.ticket.origin_desk == cast.desk
    assert [kind for clock, kind in told(stairs.ticket) if clock == "SOLUTION"][-1] == "MISSED"


def test_what_waits_for_who_asked_does_not_go_up(cast):
    stairs = Stairs(cast, "Sportello SUA Treviso")
    with moment("2027-05-10 10:00"):
        actions.answer(actor=cast.actor("agent"), ticket=stairs.ticket, source="Quale?", seen=1, act="ask")
    stairs.ring("2027-06-10 12:00")

    assert stairs.seen_by == {"agent"}


def test_a_job_killed_half_way_leaves_it_where_it_was(cast):
    stairs = Stairs(cast, "Sportello SUA Treviso")
    with transaction.atomic():
        stairs.ring()
        transaction.set_rollback(True)
    stairs.ticket.refresh_from_db()

    assert (stairs.seen_by, stairs.ticket.last_number) == ({"agent"}, 1)
    assert stairs.ring() == 1
    assert stairs.seen_by == {"above"}


class TestWishing:
    VALUES = {"remind_days": 5, "resolve_days": 15}

    def test_without_a_desk_above_it_is_refused_beside_the_field(self, cast):
        with pytest.raises(Refused, match="sportello superiore") as refused:
            actions.edit_desk(
                actor=cast.actor("lead"), desk=cast.desk, edition=1, values={"rises": True, "parent": None}
            )
        assert refused.value.field == "parent"
        with pytest.raises(IntegrityError), transaction.atomic():
            Desk.objects.filter(pk=cast.desk.pk).update(rises=True, parent=None)

    def test_the_form_keeps_it_and_the_page_says_it(self, cast):
        browser = cast.browser("admin")
        address = reverse("helpdesk:desk_edit", args=[cast.desk.public_id])
        form = browser.get(address).context["form"]
        typed = {name: form.initial.get(name) or "" for name in form.fields}
        typed |= {"rises": "on", "parent": cast.first.pk, "acting_organisation": cast.treviso.pk}

        done = browser.post(address, typed, follow=True)

        assert Desk.objects.get(pk=cast.desk.pk).rises
        assert "la richiesta passa da sola allo sportello superiore" in done.text
        assert "checked" in str(browser.get(address).context["form"]["rises"])
