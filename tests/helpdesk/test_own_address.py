"""Who answers at a desk and asked it something without signing in, with the address of their account."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import Ticket, TicketMessage
from tests.factories.accounts import make_member
from tests.factories.helpdesk import add_agent, make_stranger_ticket

NOTE = "canarino: è la terza volta che lo chiede"
QUEUE = reverse("helpdesk:queue")


class Story:
    """A request to the first desk, from the address of Paola, who answers there, in other letters."""

    def __init__(self, cast):
        self.cast = cast
        self.paola = make_member(cast.upi, "helpdesk_operator", given_name="Paola", family_name="Neri")
        self.lia = make_member(cast.upi, "helpdesk_operator", given_name="Lia", family_name="Verdi")
        for person in (self.paola, self.lia):
            add_agent(cast.first, person)
        self.ticket = make_stranger_ticket(confirmed=True, email=self.paola.email.upper())
        actions.note(actor=self.actor("lia"), ticket=self.ticket, source=NOTE)
        self.ticket.refresh_from_db()

    def actor(self, who):
        return type(self.cast.actor("national"))(getattr(self, who), self.cast.upi)

    def browser(self, who):
        client = self.cast.browser()
        client.force_login(getattr(self, who))
        return client


@pytest.fixture
def story(cast) -> Story:
    return Story(cast)


def pages(story, who: str) -> list[tuple[int, bool]]:
    number, browser = story.ticket.number, story.browser(who)
    addresses = (
        reverse("helpdesk:ticket", args=[number]),
        QUEUE,
        reverse("helpdesk:queue_export", args=["csv"]),
    )
    answers = [browser.get(address) for address in addresses]
    texts = [b"".join(one.streaming_content).decode() if one.streaming else one.text for one in answers]
    return [
        (answer.status_code, number in text or NOTE in text)
        for answer, text in zip(answers, texts, strict=True)
    ]


def test_nobody_reads_the_desk_s_side_of_what_they_asked_from_their_own_address(story):
    assert pages(story, "lia") == [(200, True), (200, True), (200, True)]
    assert pages(story, "paola") == [(404, False), (200, False), (200, False)]


@pytest.mark.parametrize(("who", "sees"), [("lia", True), ("paola", False)])
def test_neither_the_request_nor_its_note_is_among_the_rows_they_see(story, who, sees):
    person = getattr(story, who)

    assert Ticket.objects.visible_to(person).filter(pk=story.ticket.pk).exists() is sees
    assert Ticket.objects.handled_by(person).filter(pk=story.ticket.pk).exists() is sees
    assert TicketMessage.objects.visible_to(person).filter(source=NOTE).exists() is sees


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("take", {}),
        ("note", {"source": "Mia"}),
        ("answer", {"source": "Mi rispondo", "act": "solve"}),
        ("set_priority", {"priority": 40}),
    ],
)
def test_they_do_nothing_with_it_either(story, name, values):
    before = Ticket.objects.unrestricted("test").values().get(pk=story.ticket.pk)
    if name == "answer":
        values = {**values, "seen": story.ticket.last_number}

    with pytest.raises((Refused, ObjectDoesNotExist)):
        getattr(actions, name)(actor=story.actor("paola"), ticket=story.ticket, **values)

    assert Ticket.objects.unrestricted("test").values().get(pk=story.ticket.pk) == before


def test_a_colleague_cannot_give_it_to_them(story):
    with pytest.raises(Refused):
        actions.assign(actor=story.actor("lia"), ticket=story.ticket, person=story.paola)

    page = story.browser("lia").get(reverse("helpdesk:ticket", args=[story.ticket.number]))
    offered = page.context["forms"]["assign"].fields["person"].queryset
    assert list(offered) == [story.lia]


def test_who_was_forgotten_is_not_taken_for_somebody_without_an_address(story):
    """A request whose asker was forgotten keeps no address: it is nobody's own."""
    Ticket.objects.unrestricted("test").filter(pk=story.ticket.pk).update(
        requester_email="", requester_name="", secret_hash=None
    )
    type(story.lia).objects.filter(pk=story.lia.pk).update(email="")
    story.lia.refresh_from_db()

    assert pages(story, "lia")[0] == (200, True)
