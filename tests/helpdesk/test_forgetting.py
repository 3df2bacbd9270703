"""Who asked with an account and is erased, or wants their words away: what stays of the request."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pico.accounts import tasks
from pico.accounts.actions import request_erasure
from pico.accounts.models import ErasureRequest
from pico.base.actor import Actor
from pico.base.dates import today
from pico.base.errors import Refused
from pico.files.checks import check_upload
from pico.files.models import Attachment
from pico.helpdesk import actions
from pico.helpdesk.models import Satisfaction, Ticket, TicketMessage
from pico.helpdesk.rules.forgetting import emptied
from pico.search.models import SearchEntry
from tests.factories.accounts import make_member
from tests.factories.files import picture
from tests.factories.helpdesk import make_ticket

TEXT, SUBJECT, ANSWER, NOTE = "canarinodomanda", "canarinooggetto", "canarinorisposta", "canarinonota"
JUDGED = "canarinogiudizio"


class Asked:
    """A request of somebody of Oderzo with a file, an answer, a note and a judgement; another put into it."""

    def __init__(self, cast):
        self.cast = cast
        self.person = make_member(
            cast.oderzo, "organisation_manager", given_name="Ada", family_name="Serafin"
        )
        actor, agent = Actor(self.person, cast.oderzo), cast.actor("agent")
        shot = SimpleUploadedFile("schermata.png", picture("PNG", (8, 6)), "image/png")
        old = make_ticket(actor, subject=f"{SUBJECT} prima", source=f"{TEXT} prima")
        self.ticket = make_ticket(actor, subject=SUBJECT, source=TEXT, uploads=[check_upload(shot)])
        actions.merge_tickets(actor=agent, ticket=old, into=self.ticket)
        actions.note(actor=agent, ticket=self.ticket, source=NOTE)
        actions.answer(actor=agent, ticket=self.ticket, source=ANSWER, seen=2, act="solve")
        self.ticket.refresh_from_db()
        actions.judge(actor=actor, ticket=self.ticket, score=4, text=JUDGED)
        self.address = reverse("helpdesk:ticket_forget", args=[self.ticket.number])
        self.page = reverse("helpdesk:ticket", args=[self.ticket.number])

    def erase(self) -> None:
        request_erasure(actor=Actor(self.person), user=self.person)
        ErasureRequest.objects.unrestricted("test").update(due_on=today())
        assert tasks.carry_out_erasures.func() == 1
        self.ticket.refresh_from_db()

    def left(self) -> str:
        """Return everything that is kept of both requests."""
        tickets = Ticket.objects.unrestricted("test").values_list(
            "subject", "requester_name", "requester_email"
        )
        said = TicketMessage.objects.unrestricted("test").values_list("source", "html")
        judged = Satisfaction.objects.unrestricted("test").values_list("text", flat=True)
        found = SearchEntry.objects.of_everybody().filter(target_type="helpdesk.ticket")
        files = Attachment.objects.unrestricted("test").values_list("original_name", flat=True)
        return str(
            [list(tickets), list(said), list(judged), list(found.values_list("title", "text")), list(files)]
        )


@pytest.fixture
def asked(cast) -> Asked:
    return Asked(cast)


def test_the_request_of_an_erased_person_stays_without_name(asked):
    page = asked.cast.browser("agent").get(asked.page).text
    assert "Ada Serafin" in page

    asked.erase()

    page = asked.cast.browser("agent").get(asked.page).text
    row = asked.ticket
    assert (row.requester, row.requester_name, row.requester_email, row.state) == (None, "", "", "RESOLVED")
    assert row.asker == "Persona cancellata"
    assert [word in page for word in ("Ada", "Serafin", TEXT, ANSWER)] == [False, False, True, True]
    for where in ("queue", "queue_export"):
        args = ["csv"] if where == "queue_export" else []
        answer = asked.cast.browser("agent").get(reverse(f"helpdesk:{where}", args=args), {"stato": "tutte"})
        text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
        assert (row.number in text, "Serafin" in text) == (True, False)


@pytest.mark.parametrize("erased", [True, False])
def test_a_lead_takes_the_words_away_when_asked_and_the_answers_stay(asked, erased):
    if erased:
        asked.erase()
    lead = asked.cast.browser("lead")

    assert "Cancella i messaggi di chi ha chiesto" in lead.get(asked.page).text
    assert lead.post(asked.address).status_code == 422  # only on request: the box is ticked by a person
    assert all(word in asked.left() for word in (TEXT, SUBJECT, JUDGED, "schermata.png"))
    assert lead.post(asked.address, {"texts": "on"}).status_code == 302

    left = asked.left()
    gone = {word: word in left for word in (TEXT, SUBJECT, JUDGED, "schermata.png")}
    assert gone == dict.fromkeys(gone, False)
    assert all(word in left for word in (ANSWER, NOTE, emptied(), asked.ticket.topic.label))
    asked.ticket.refresh_from_db()
    assert asked.ticket.requester == (None if erased else asked.person)
    assert "ha cancellato i messaggi di chi ha chiesto" in lead.get(asked.page).text
    assert lead.get(asked.address).status_code == 404
    with pytest.raises(Refused, match="non si conserva nulla"):
        actions.forget_applicant(actor=asked.cast.actor("lead"), ticket=asked.ticket, texts=True)


def test_without_the_words_there_is_nothing_to_forget(asked):
    with pytest.raises(Refused, match="non si conserva nulla"):
        actions.forget_applicant(actor=asked.cast.actor("lead"), ticket=asked.ticket)

    assert asked.left().count(TEXT) == 6


@pytest.mark.parametrize("who", ["agent", "clerk", "stranger", "national", "asker"])
def test_nobody_else_takes_them_away(asked, who):
    cast = asked.cast
    cast.asker = asked.person
    before, browser = asked.left(), cast.browser(who)

    assert asked.address not in browser.get(asked.page).text
    answers = {
        browser.get(asked.address).status_code,
        browser.post(asked.address, {"texts": "on"}).status_code,
    }
    actor = Actor(asked.person, cast.oderzo) if who == "asker" else cast.actor(who)
    with pytest.raises(Refused):
        actions.forget_applicant(actor=actor, ticket=asked.ticket, texts=True)

    assert (answers, asked.left()) == ({404}, before)
