"""Requests in the search: found by who asked, by the desk that has them now, and by nobody else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from pico.accounts.access import forget_access
from pico.accounts.models import Membership
from pico.helpdesk import actions
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.keys import keys_of_ticket
from pico.search.searchables import of_row
from pico.sharing.keys import keys_of
from tests.factories.accounts import make_member, make_user
from tests.factories.helpdesk import add_agent, make_desk, make_ticket

VIEWS = ("request", "ticket")
TEXT, ANSWER, NOTE = "canarinodomanda", "canarinorisposta", "canarinonota"


class Story:
    def __init__(self, cast):
        self.cast = cast
        agent = cast.actor("agent")
        self.ticket = make_ticket(cast.actor("clerk"), subject="Manca un documento", source=TEXT)
        actions.answer(actor=agent, ticket=self.ticket, source=ANSWER, seen=1)
        actions.note(actor=agent, ticket=self.ticket, source=NOTE)
        self.people = {
            "requester": cast.clerk,
            "colleague": make_member(cast.oderzo, "administrator"),
            "agent": cast.agent,
            "lead": cast.lead,
            "owner's administrator": cast.admin,
            "help desk without a place": make_member(cast.treviso, "helpdesk_operator"),
            "agent of Brescia": add_agent(cast.foreign),
            "administrator of Brescia": cast.stranger,
            "national administrator": cast.national,
            "without organisation": make_user(),
        }

    def found(self, word: str) -> set[str]:
        """Return who finds the request by a word, as the page of the search shows it."""
        names = set()
        for name, person in self.people.items():
            browser = self.cast.browser()
            browser.force_login(person)
            page = browser.get(reverse("search:search"), {"testo": word}).text
            if any(reverse(f"helpdesk:{view}", args=[self.ticket.number]) in page for view in VIEWS):
                names.add(name)
        return names


@pytest.fixture
def story(cast) -> Story:
    return Story(cast)


SEES = {"requester", "agent", "lead", "owner's administrator"}


@pytest.mark.parametrize("word", [TEXT, ANSWER, "documento"])
def test_what_both_sides_read_is_found_by_both_sides_alone(story, word):
    assert story.found(word) == SEES


def test_it_is_found_by_its_number(story):
    assert story.found(story.ticket.number) == SEES


def test_a_note_is_found_by_nobody_and_stands_in_no_index(story):
    assert story.found(NOTE) == set()
    document = of_row(story.ticket).document(Ticket.objects.unrestricted("test").get())
    assert NOTE not in document.text


def test_a_desk_that_passed_it_on_finds_it_no_more(story):
    regional = make_desk(story.cast.veneto, agents=0)
    story.people["newcomer"] = add_agent(regional)

    actions.pass_on(actor=story.cast.actor("agent"), ticket=story.ticket, desk=regional, source="A voi")

    assert story.found(TEXT) == {"requester", "newcomer"}


def test_an_agent_whose_role_ended_finds_it_no_more(story):
    Membership.objects.unrestricted("test").filter(user=story.cast.agent).update(ended_at=timezone.now())
    forget_access(story.cast.agent)

    assert story.found(TEXT) == SEES - {"agent"}


def test_keys_meet_exactly_where_the_row_is_seen(story):
    ticket = Ticket.objects.unrestricted("test").get()

    by_keys = {name for name, person in story.people.items() if keys_of(person) & keys_of_ticket(ticket)}

    assert by_keys == {
        name for name, person in story.people.items() if Ticket.objects.visible_to(person).exists()
    }


def test_each_side_opens_its_own_page(story):
    urls = {}
    for name in ("requester", "agent"):
        browser = story.cast.browser()
        browser.force_login(story.people[name])
        page = browser.get(reverse("search:search"), {"testo": TEXT})
        urls[name] = {
            view for view in VIEWS
            if reverse(f"helpdesk:{view}", args=[story.ticket.number]) in page.text
        }  # fmt: skip

    assert urls == {"requester": {"request"}, "agent": {"ticket"}}
