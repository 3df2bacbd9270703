"""Files of requests for help: read by exactly those who read the message they hang on."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.files.attachable import targets
from pico.files.checks import check_upload
from pico.files.models import Attachment, PendingUpload
from pico.files.templatetags.files import file_url
from pico.helpdesk import actions
from pico.helpdesk.actions.attachments import _hang, _hold
from pico.helpdesk.models import HelpTopic, Ticket, TicketMessage
from pico.journal.models import Entry
from tests.factories.accounts import make_member
from tests.factories.files import picture
from tests.factories.helpdesk import add_agent, make_desk, make_ticket


def text(name: str, content: bytes = b"riga 12") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/plain")


def image(name: str = "schermata.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture("PNG", (8, 6)), "image/png")


def checked(*uploads):
    return [check_upload(one) for one in uploads]


def names(message: TicketMessage) -> list[str]:
    return [row.original_name for row in Attachment.objects.unrestricted("test").of(message)]


class Story:
    """A request with one file of each kind of message, and everybody who could look."""

    def __init__(self, cast):
        self.cast = cast
        agent = cast.actor("agent")
        self.ticket = make_ticket(cast.actor("clerk"), uploads=checked(text("domanda.txt")))
        actions.answer(
            actor=agent, ticket=self.ticket, source="Ecco", seen=1, uploads=checked(text("risposta.txt"))
        )
        actions.note(actor=agent, ticket=self.ticket, source="Fra noi", uploads=checked(text("nota.txt")))
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
        }

    def files(self) -> dict[str, Attachment]:
        return {row.original_name: row for row in Attachment.objects.unrestricted("test")}

    def opened(self, person) -> set[str]:
        browser = self.cast.browser()
        if person is not None:
            browser.force_login(person)
        found = set()
        for name, row in self.files().items():
            answer = browser.get(file_url(row))
            assert answer.getvalue() is not None  # reads a streamed file to its end
            assert answer.status_code in {200, 302, 404}
            found |= {name} if answer.status_code == 200 else set()
        return found

    def everybody(self) -> dict[str, set[str]]:
        return {name: self.opened(person) for name, person in self.people.items()}


@pytest.fixture
def story(cast) -> Story:
    return Story(cast)


ALL, PUBLIC = {"domanda.txt", "risposta.txt", "nota.txt"}, {"domanda.txt", "risposta.txt"}
DESK_SIDE = ("agent", "lead", "owner's administrator")


def test_a_file_is_opened_by_exactly_who_reads_its_message(story):
    expected = {
        **{name: set() for name in story.people},
        **dict.fromkeys(DESK_SIDE, ALL),
        "requester": PUBLIC,
    }

    assert story.everybody() == expected
    assert story.opened(None) == set()
    listed = {
        name: set(Attachment.objects.visible_to(person).values_list("original_name", flat=True))
        for name, person in story.people.items()
    }
    assert listed == expected


def test_a_desk_that_passed_it_on_opens_its_files_no_more(story):
    regional = make_desk(story.cast.veneto, agents=0)
    newcomer = add_agent(regional)

    actions.pass_on(actor=story.cast.actor("agent"), ticket=story.ticket, desk=regional, source="A voi")

    assert story.everybody() == {**{name: set() for name in story.people}, "requester": PUBLIC}
    assert story.opened(newcomer) == ALL


def test_the_pages_show_images_in_the_text_and_other_files_as_links_with_type_and_size(cast):
    topic = HelpTopic.objects.get(code="sua.request")
    form = {"topic": topic.pk, "subject": "Aiuto", "source": "Ecco", "uploads": [image(), text("log.txt")]}

    sent = cast.browser("clerk").post(reverse("helpdesk:new"), form)
    ticket = Ticket.objects.unrestricted("test").get()
    note = {"source": "Fra noi", "uploads": [text("nota.txt")]}
    cast.browser("agent").post(reverse("helpdesk:ticket_note", args=[ticket.number]), note)
    answer = {"source": "Sì", "act": "ask", "seen": 2, "uploads": [text("guida.txt")]}
    cast.browser("agent").post(reverse("helpdesk:ticket_answer", args=[ticket.number]), answer)
    reply = {"source": "Grazie", "uploads": [text("altro.txt")]}
    cast.browser("clerk").post(reverse("helpdesk:request_reply", args=[ticket.number]), reply)

    assert sent.status_code == 302
    own = cast.browser("clerk").get(reverse("helpdesk:request", args=[ticket.number])).text
    desk = cast.browser("agent").get(reverse("helpdesk:ticket", args=[ticket.number])).text
    shown = {
        page: sorted(set(re.findall(r'<a href="/file/[0-9a-f-]+/([^"]+)">', words)))
        for page, words in (("own", own), ("desk", desk))
    }
    public = ["altro.txt", "guida.txt", "log.txt", "schermata.png"]
    assert shown == {"own": public, "desk": sorted([*public, "nota.txt"])}
    assert re.search(r'<img src="/file/[0-9a-f-]+/[^"]*" alt="schermata\.png"', own)
    assert ("TXT" in own, "7\u00a0byte" in own) == (True, True)


def test_a_refused_form_keeps_its_files(cast):
    ticket = make_ticket(cast.actor("clerk"))
    address = reverse("helpdesk:ticket_note", args=[ticket.number])

    refused = cast.browser("agent").post(address, {"source": " ", "uploads": [text("nota.txt")]})
    kept = PendingUpload.objects.unrestricted("test").get()
    cast.browser("agent").post(address, {"source": "Ecco", "uploads-kept": [str(kept.public_id)]})

    assert (refused.status_code, refused.text.count('name="uploads-kept"')) == (422, 1)
    assert names(TicketMessage.objects.unrestricted("test").get(kind="INTERNAL")) == ["nota.txt"]


def test_the_second_of_two_answers_keeps_its_files(cast):
    ticket = make_ticket(cast.actor("clerk"))
    address = reverse("helpdesk:ticket_answer", args=[ticket.number])
    form = {"source": "La mia", "act": "answer", "seen": 1}
    cast.browser("agent").post(address, form)

    second = cast.browser("lead").post(address, {**form, "uploads": [text("mia.txt")]})

    assert (second.status_code, second.text.count('name="uploads-kept"')) == (409, 1)
    assert not Attachment.objects.unrestricted("test").exists()


def test_more_than_five_or_of_a_wrong_type_are_refused_and_nothing_is_sent(cast):
    topic = HelpTopic.objects.get(code="sua.request")
    form = {"topic": topic.pk, "subject": "Aiuto", "source": "Ecco"}
    many = [text(f"{number}.txt") for number in range(6)]
    wrong = [SimpleUploadedFile("virus.exe", b"MZ")]

    pages = [
        cast.browser("clerk").post(reverse("helpdesk:new"), {**form, "uploads": bad}) for bad in (many, wrong)
    ]
    with pytest.raises(Refused) as refusal:
        make_ticket(cast.actor("clerk"), uploads=checked(*many))

    assert [page.status_code for page in pages] == [422, 422]
    assert refusal.value.code == "too_many"
    assert not Ticket.objects.unrestricted("test").exists()


def test_a_file_kept_for_somebody_else_is_nobodys(cast):
    ticket = make_ticket(cast.actor("clerk"))
    address = reverse("helpdesk:ticket_note", args=[ticket.number])
    cast.browser("agent").post(address, {"source": " ", "uploads": [text("mio.txt")]})
    kept = PendingUpload.objects.unrestricted("test").get()

    page = cast.browser("lead").post(address, {"source": "Ecco", "uploads-kept": [str(kept.public_id)]})

    assert (page.status_code, "mio.txt" in page.text) == (422, False)


def test_nobody_but_its_author_hangs_a_file_on_a_message(story):
    target = targets.get("helpdesk.ticketmessage")
    message = story.ticket.messages.get(position=1)

    able = {name for name, person in story.people.items() if target.may_attach(person, message)}

    assert able == {"requester"}


def test_the_register_of_who_asks_names_no_file(story):
    lines = Entry.objects.unrestricted("test").filter(verb="files.attachment.added")

    assert {(line.owner_id, line.organisation_id) for line in lines} == {(story.cast.treviso.pk, None)}
    read = Entry.objects.visible_to(story.people["colleague"]).values_list("object_label", flat=True)
    assert not ALL & set(read)


def test_who_is_not_signed_in_leaves_files_by_the_system(cast):
    ticket = make_ticket(cast.actor("clerk"))
    message, system = ticket.messages.get(), system_actor("modulo pubblico")

    _hang(system, message, _hold(system, checked(text("anonimo.txt"))))

    row = Attachment.objects.unrestricted("test").get()
    assert (row.original_name, row.author, row.owner) == ("anonimo.txt", None, cast.treviso)
    assert not PendingUpload.objects.unrestricted("test").exists()


def test_a_request_costs_as_many_queries_with_three_files_and_neighbours_as_with_one(cast):
    clerk, counts = cast.actor("clerk"), []
    ticket = make_ticket(clerk)
    browser, address = cast.browser("agent"), reverse("helpdesk:ticket", args=[ticket.number])
    for number in range(3):
        make_ticket(clerk)
        upload = text(f"{number}.txt", b"%d" % number)
        actions.reply_to_desk(actor=clerk, ticket=ticket, source="Ecco", uploads=checked(upload))
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        counts.append(len(queries))

    assert len(set(counts)) == 1
