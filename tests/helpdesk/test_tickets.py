"""Requests for help: who sees them, what moves them, and that nothing of a desk reaches another."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pico.accounts.access import forget_access
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import HelpTopic, Ticket, TicketMessage
from pico.helpdesk.tasks import close_resolved
from pico.journal.models import Entry
from pico.notifications.models import Event, Notification
from tests.factories.accounts import make_member, make_user
from tests.factories.helpdesk import add_agent, make_desk, make_ticket
from tests.queue import work

NOTE = "canarino: sentire Zanella"
TEXT = "parola segreta di Oderzo"


class Story:
    """A request of Oderzo at Treviso's desk, with an answer and a note, and everybody who could look."""

    def __init__(self, cast):
        self.cast = cast
        self.ticket = make_ticket(cast.actor("clerk"), subject="Manca un documento", source=TEXT)
        agent = cast.actor("agent")
        actions.answer(actor=agent, ticket=self.ticket, source="Quale documento?", seen=1, act="ask")
        actions.note(actor=agent, ticket=self.ticket, source=NOTE)
        self.ticket.refresh_from_db()
        self.people = {
            "requester": cast.clerk,
            "colleague": make_member(cast.oderzo, "organisation_manager"),
            "agent": cast.agent,
            "lead": cast.lead,
            "owner's administrator": cast.admin,
            "help desk without a place": make_member(cast.treviso, "helpdesk_operator"),
            "agent of Brescia": add_agent(cast.foreign),
            "administrator of Brescia": cast.stranger,
            "national administrator": cast.national,
            "without organisation": make_user(),
        }

    def seen(self, rows) -> set[str]:
        return {name for name, person in self.people.items() if rows(person).exists()}


@pytest.fixture
def story(cast) -> Story:
    return Story(cast)


DESK_SIDE = {"agent", "lead", "owner's administrator"}


def test_a_request_is_seen_by_who_asked_and_by_its_desk_alone(story):
    messages = TicketMessage.objects
    notes = {"kind": TicketMessage.Kind.INTERNAL}

    assert story.seen(Ticket.objects.visible_to) == DESK_SIDE | {"requester"}
    assert story.seen(Ticket.objects.handled_by) == DESK_SIDE
    assert story.seen(Ticket.objects.asked_by) == {"requester"}
    assert story.seen(messages.visible_to) == DESK_SIDE | {"requester"}
    assert story.seen(lambda person: messages.visible_to(person).filter(**notes)) == DESK_SIDE


def test_every_page_says_to_each_what_is_theirs(story):
    number = story.ticket.number
    addresses = {
        "home": reverse("helpdesk:home"),
        "mine": reverse("helpdesk:requests"),
        "own": reverse("helpdesk:request", args=[number]),
        "queue": reverse("helpdesk:queue") + "?stato=tutte",
        "desk": reverse("helpdesk:ticket", args=[number]),
    }
    found = {}
    for name, person in story.people.items():
        browser = story.cast.browser()
        browser.force_login(person)
        texts = {page: browser.get(address).text for page, address in addresses.items()}
        found[name] = (
            {page for page, text in texts.items() if story.ticket.subject in text},
            {page for page, text in texts.items() if TEXT in text},
            {page for page, text in texts.items() if NOTE in text},
        )

    nothing = (set(), set(), set())
    assert found == {
        **dict.fromkeys(story.people, nothing),
        **dict.fromkeys(DESK_SIDE, ({"queue", "desk"}, {"desk"}, {"desk"})),
        "requester": ({"mine", "own"}, {"own"}, set()),
    }


def test_who_has_it_no_more_sees_it_no_more(story):
    regional = make_desk(story.cast.veneto, agents=0)
    newcomer = add_agent(regional)

    actions.pass_on(
        actor=story.cast.actor("agent"), ticket=story.ticket, desk=regional, source="Non è nostra"
    )

    assert story.seen(Ticket.objects.visible_to) == {"requester"}
    assert Ticket.objects.handled_by(newcomer).get().assignee is None
    page = story.cast.browser("agent").get(reverse("helpdesk:ticket", args=[story.ticket.number]))
    assert page.status_code == 404


def test_an_agent_whose_role_ended_sees_nothing_more(story):
    story.cast.agent.memberships.unrestricted("test").update(ended_at=timezone.now())
    forget_access(story.cast.agent)

    assert story.seen(Ticket.objects.visible_to) == DESK_SIDE - {"agent"} | {"requester"}


def test_nobody_stands_on_both_sides_of_a_request(cast):
    own = make_ticket(cast.actor("agent"), topic="access.spid")
    Ticket.objects.unrestricted("test").filter(pk=own.pk).update(desk=cast.desk)
    own.refresh_from_db()
    actions.note(actor=cast.actor("lead"), ticket=own, source=NOTE)

    page = cast.browser("agent").get(reverse("helpdesk:request", args=[own.number]))
    with pytest.raises(Refused) as refusal:
        actions.take(actor=cast.actor("agent"), ticket=own)

    assert NOTE not in page.text
    assert not Ticket.objects.handled_by(cast.agent).exists()
    assert refusal.value.code == "forbidden"


@pytest.mark.parametrize("who", ["clerk", "stranger", "national"])
def test_who_is_not_of_the_desk_does_nothing_with_a_request(story, who):
    actor, before = story.cast.actor(who), story.ticket.last_number
    attempts = (
        lambda: actions.take(actor=actor, ticket=story.ticket),
        lambda: actions.answer(actor=actor, ticket=story.ticket, source="Sì", seen=before),
        lambda: actions.note(actor=actor, ticket=story.ticket, source="Sì"),
        lambda: actions.assign(actor=actor, ticket=story.ticket, person=story.cast.agent),
        lambda: actions.pass_on(actor=actor, ticket=story.ticket, desk=story.cast.first, source="Sì"),
    )
    for attempt in attempts:
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "forbidden"
    story.ticket.refresh_from_db()
    assert (story.ticket.state, story.ticket.last_number) == ("WAITING", before)


def test_a_request_goes_by_itself_to_its_desk_which_is_told_without_its_text(cast):
    first = make_ticket(cast.actor("clerk"), source=TEXT)
    technical = make_ticket(cast.actor("clerk"), topic="technical.other")
    work()

    year = timezone.now().year
    assert [one.number for one in (first, technical)] == [f"T-{year}-000001", f"T-{year}-000002"]
    assert [(one.desk, one.rule) for one in (first, technical)] == [(cast.desk, "30"), (cast.first, "ultima")]
    told = Notification.objects.unrestricted("test").values_list("person", "event__kind")
    assert set(told) == {
        (cast.agent.pk, "helpdesk.ticket.opened"),
        (cast.lead.pk, "helpdesk.ticket.opened"),
        (cast.national.pk, "helpdesk.ticket.opened"),
        (cast.national.pk, "helpdesk.desk.missing"),  # the national desk has nobody at it
    }
    assert TEXT not in str(list(Event.objects.unrestricted("test").values_list("data", flat=True)))


def test_a_note_is_told_to_nobody_and_stands_in_no_register(story):
    work()

    events = list(Event.objects.unrestricted("test").values_list("kind", "data"))
    lines = list(Entry.objects.unrestricted("test").values_list("changes", "object_label"))
    assert [kind for kind, _data in events if "note" in kind] == []
    assert NOTE not in f"{events}{lines}"


def test_a_form_sent_twice_makes_one_request(cast):
    browser, topic = cast.browser("clerk"), HelpTopic.objects.get(code="sua.request")
    key = "0b7c1a3e-0b7c-4b7c-8b7c-0b7c1a3e0b7c"
    form = {"topic": topic.pk, "subject": "Aiuto", "source": "Non va", "form_key": key}

    pages = [browser.post(reverse("helpdesk:new"), form) for _ in range(2)]

    number = Ticket.objects.unrestricted("test").get().number
    assert {page.url for page in pages} == {reverse("helpdesk:request_sent", args=[number])}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"subject": ""}, "subject"), ({"subject": "x" * 201}, "subject"), ({"source": " "}, "source"),
     ({"source": "x" * 20_001}, "source"), ({"topic": ""}, "topic")],
)  # fmt: skip
def test_what_cannot_be_sent_comes_back_beside_its_field(cast, wrong, field):
    topic = HelpTopic.objects.get(code="sua.request")
    form = {"topic": topic.pk, "subject": "Aiuto", "source": "Non va", **wrong}

    page = cast.browser("clerk").post(reverse("helpdesk:new"), form)

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert not Ticket.objects.unrestricted("test").exists()


def test_who_belongs_to_no_organisation_is_offered_no_procedure(cast):
    person = make_user()
    browser = cast.browser()
    browser.force_login(person)

    page = browser.get(reverse("helpdesk:new"), {"percorso": "procedura"})

    assert {topic.kind for topic in page.context["form"].topics.values()} == {"ACCESS", "TECHNICAL"}
    assert [tab["label"] for tab in page.context["tabs"]] == ["Problema tecnico", "Accesso e registrazione"]


def test_the_second_of_two_answers_is_told_and_keeps_its_text(cast):
    ticket = make_ticket(cast.actor("clerk"))
    address = reverse("helpdesk:ticket_answer", args=[ticket.number])
    form = {"source": "La mia risposta", "act": "answer", "seen": 1}

    first = cast.browser("agent").post(address, {**form, "source": "La prima risposta"})
    second = cast.browser("lead").post(address, form)
    again = cast.browser("lead").post(
        address, {**form, "seen": second.context["forms"]["answer"]["seen"].value()}
    )

    assert (first.status_code, second.status_code, again.status_code) == (302, 409, 302)
    assert ("La prima risposta" in second.text, "La mia risposta" in second.text) == (True, True)
    assert ticket.messages.count() == 3


def test_a_reply_brings_a_resolved_request_back_within_a_week_and_no_later(cast):
    clerk, agent = cast.actor("clerk"), cast.actor("agent")
    soon, late = make_ticket(clerk), make_ticket(clerk)
    for row in (soon, late):
        actions.answer(actor=agent, ticket=row, source="Fatto", seen=1, act="solve")
    Ticket.objects.unrestricted("test").filter(pk=late.pk).update(
        resolved_at=timezone.now() - timedelta(days=8)
    )

    actions.reply_to_desk(actor=clerk, ticket=soon, source="Ancora no")
    with pytest.raises(Refused) as refusal:
        actions.reply_to_desk(actor=clerk, ticket=late, source="Ancora no")

    soon.refresh_from_db()
    assert (soon.state, soon.reopened_count, soon.resolved_at) == ("OPEN", 1, None)
    assert refusal.value.code == "too_late"
    page = cast.browser("clerk").get(reverse("helpdesk:request", args=[late.number]))
    follows = f"{reverse('helpdesk:new')}?segue={late.number}"
    assert follows in page.text
    topic = HelpTopic.objects.get(code="sua.request")
    cast.browser("clerk").post(follows, {"topic": topic.pk, "subject": "Ancora", "source": "Non va"})
    assert Ticket.objects.unrestricted("test").get(follows=late).requester == cast.clerk


def test_nobody_takes_up_again_the_request_of_somebody_else(story):
    page = story.cast.browser("stranger").get(f"{reverse('helpdesk:new')}?segue={story.ticket.number}")

    assert page.status_code == 404


def test_the_job_closes_after_a_week_once(cast):
    ticket = make_ticket(cast.actor("clerk"))
    actions.answer(actor=cast.actor("agent"), ticket=ticket, source="Fatto", seen=1, act="solve")

    before = close_resolved.func()
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
        counts = [close_resolved.func(), close_resolved.func()]

    ticket.refresh_from_db()
    assert (before, counts, ticket.state) == (0, [1, 0], "CLOSED")


def test_only_who_answers_at_the_desk_is_given_a_request(cast):
    ticket = make_ticket(cast.actor("clerk"))
    outsider = make_member(cast.treviso, "helpdesk_operator")
    for person in (outsider, cast.clerk, cast.stranger):
        with pytest.raises(Refused) as refusal:
            actions.assign(actor=cast.actor("agent"), ticket=ticket, person=person)
        assert refusal.value.code == "no_place"

    actions.assign(actor=cast.actor("agent"), ticket=ticket, person=cast.lead)

    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.state) == (cast.lead, "OPEN")


def test_a_note_that_says_why_goes_with_what_is_passed_on(cast):
    ticket = make_ticket(cast.actor("clerk"))
    for desk, source in ((cast.first, "  "), (cast.desk, "Perché sì")):
        with pytest.raises(Refused):
            actions.pass_on(actor=cast.actor("agent"), ticket=ticket, desk=desk, source=source)

    cast.browser("agent").post(
        reverse("helpdesk:ticket_pass", args=[ticket.number]), {"desk": cast.first.pk, "source": NOTE}
    )

    ticket.refresh_from_db()
    assert (ticket.desk, ticket.state, ticket.assignee) == (cast.first, "NEW", None)
    assert NOTE not in cast.browser("clerk").get(reverse("helpdesk:request", args=[ticket.number])).text
    assert NOTE in cast.browser("national").get(reverse("helpdesk:ticket", args=[ticket.number])).text


def test_a_desk_stays_in_service_until_its_requests_are_closed(cast):
    ticket, codes = make_ticket(cast.actor("clerk")), []
    for state in ("NEW", "RESOLVED"):  # a reply brings the solved one back
        with pytest.raises(Refused) as refusal:
            actions.switch_desk(actor=cast.actor("admin"), desk=cast.desk, active=False)
        codes.append(refusal.value.code)
        actions.solve_own(actor=cast.actor("clerk"), ticket=ticket, seen=state)

    ticket.refresh_from_db()
    assert (codes, ticket.state) == (["open_work", "open_work"], "CLOSED")
    assert actions.switch_desk(actor=cast.actor("admin"), desk=cast.desk, active=False).active is False


def test_a_person_of_the_desk_who_acts_for_another_body_reads_and_does_not_act(cast):
    ticket = make_ticket(cast.actor("clerk"))

    with pytest.raises(Refused):
        actions.take(actor=Actor(cast.agent, cast.oderzo), ticket=ticket)


def test_the_queue_is_filtered_by_what_people_look_for(cast):
    mine, free = (
        make_ticket(cast.actor("clerk"), subject="Primo"),
        make_ticket(cast.actor("clerk"), subject="Altro"),
    )
    actions.take(actor=cast.actor("agent"), ticket=mine)
    done = make_ticket(cast.actor("clerk"), subject="Finito")
    actions.solve_own(actor=cast.actor("clerk"), ticket=done)

    def numbers(**query):
        page = cast.browser("agent").get(reverse("helpdesk:queue"), query)
        return [row["ticket"].number for row in page.context["rows"]]

    assert numbers() == [mine.number, free.number]
    assert numbers(di="me") == [mine.number]
    assert numbers(di="nessuno") == [free.number]
    assert numbers(stato="RESOLVED") == [done.number]
    assert numbers(stato="tutte") == [mine.number, free.number, done.number]
    assert numbers(testo="primo") == [mine.number]
    assert numbers(testo="oderzo", tipo="TECHNICAL") == []


@pytest.mark.parametrize("name", ["queue", "requests"])
def test_a_list_costs_as_many_queries_for_three_requests_as_for_one(cast, name):
    browser, counts = cast.browser("agent" if name == "queue" else "clerk"), []
    for _ in range(3):
        make_ticket(cast.actor("clerk"))
        browser.get(reverse(f"helpdesk:{name}"))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(f"helpdesk:{name}"))
        counts.append(len(queries))

    assert len(set(counts)) == 1
