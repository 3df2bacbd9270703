"""A desk puts a request under another topic: it stays where it is, its times follow its kind."""

import pytest
from django.urls import reverse
from django.utils import timezone

from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import HelpTopic, Ticket
from pico.helpdesk.rules.states import MOVES
from pico.journal.models import Entry
from tests.factories.helpdesk import make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast) -> Ticket:
    return make_ticket(cast.actor("clerk"))


@pytest.fixture
def other(ticket) -> HelpTopic:
    """A technical problem, which this desk does not cover."""
    return HelpTopic.objects.filter(kind="TECHNICAL", active=True).exclude(pk=ticket.topic_id).first()


def address(ticket: Ticket) -> str:
    return reverse("helpdesk:ticket_topic", args=[ticket.number])


def test_it_changes_with_kind_and_module_and_the_history_says_from_what_to_what(cast, ticket, other):
    desk, before = ticket.desk_id, ticket.topic
    page = cast.browser("agent").post(address(ticket), {"topic": other.pk}, follow=True)

    ticket.refresh_from_db()
    entry = Entry.objects.unrestricted("test").get(verb="helpdesk.ticket.reclassified")
    assert (ticket.topic, ticket.kind, ticket.module) == (other, "TECHNICAL", other.module)
    assert ticket.desk_id == desk
    assert entry.changes == {"topic": [before.label, other.label]}
    assert "ha cambiato l&#x27;argomento" in page.text


def test_nobody_else_changes_it(cast, ticket, other):
    for who in ("clerk", "stranger", "national"):
        assert cast.browser(who).post(address(ticket), {"topic": other.pk}).status_code == 404
        with pytest.raises(Refused):
            actions.change_topic(actor=cast.actor(who), ticket=ticket, topic=other)
    ticket.refresh_from_db()
    assert ticket.topic != other


def test_a_topic_that_is_offered_no_more_is_refused_and_the_same_leaves_no_line(cast, ticket, other):
    HelpTopic.objects.filter(pk=other.pk).update(active=False)
    other.refresh_from_db()
    answer = cast.browser("agent").post(address(ticket), {"topic": other.pk})
    with pytest.raises(Refused) as caught:
        actions.change_topic(actor=cast.actor("agent"), ticket=ticket, topic=other)
    actions.change_topic(actor=cast.actor("agent"), ticket=ticket, topic=ticket.topic)

    assert (answer.status_code, caught.value.code) == (422, "gone")
    assert not Entry.objects.unrestricted("test").filter(verb="helpdesk.ticket.reclassified").exists()


@pytest.mark.parametrize("state", [state for state, _label in Ticket.STATES_AT_DESK])
def test_it_moves_no_state_and_a_closed_one_is_left_alone(cast, ticket, other, state):
    rows = Ticket.objects.unrestricted("test").filter(pk=ticket.pk)
    rows.update(state=state, assignee=None, resolved_at=timezone.now())
    ticket.refresh_from_db()
    allowed = state in MOVES["desk", "topic"]
    if allowed:
        actions.change_topic(actor=cast.actor("agent"), ticket=ticket, topic=other)
    else:
        with pytest.raises(Refused):
            actions.change_topic(actor=cast.actor("agent"), ticket=ticket, topic=other)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.topic == other) == (state, allowed)
