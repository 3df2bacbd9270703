"""Acceptance 2: each viewer, each way to read a request of a registered person, before and after it moved."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pico.files.checks import check_upload
from pico.files.models import Attachment
from pico.files.templatetags.files import file_url
from pico.helpdesk import actions
from tests.factories.accounts import make_member, make_user
from tests.factories.helpdesk import add_agent, make_desk, make_ticket
from tests.queue import work

SUBJECT, TEXT, NOTE = "canarinooggetto", "canarinodomanda", "canarinonota"
ADDRESSES = {
    "home": ("home", []),
    "mine": ("requests", []),
    "my export": ("requests_export", ["csv"]),
    "queue": ("queue", []),
    "queue export": ("queue_export", ["csv"]),
}
ASKS = {"mine", "my export", "own page", "search", "file"}
HANDLES = {"queue", "queue export", "desk's page", "search", "file", "file of a note"}


def checked(name: str):
    return check_upload(SimpleUploadedFile(name, b"riga 12", "text/plain"))


class Table:
    """A request of Oderzo's with files and a note, at Treviso's desk or passed on to the region's."""

    def __init__(self, cast, *, moved: bool):
        self.cast, agent = cast, cast.actor("agent")
        regional = make_desk(cast.veneto, agents=0, name="Regionale")
        self.people = {
            "requester": cast.clerk,
            "colleague": make_member(cast.oderzo, "organisation_manager"),
            "administrator of the requester's body": make_member(cast.oderzo, "administrator"),
            "agent of the first desk": cast.agent,
            "lead of the first desk": cast.lead,
            "administrator of the first desk's owner": cast.admin,
            "agent of the second desk": add_agent(regional),
            "administrator of the second desk's owner": make_member(cast.veneto, "administrator"),
            "help desk without a place": make_member(cast.treviso, "helpdesk_operator"),
            "agent of Brescia": add_agent(cast.foreign),
            "administrator of Brescia": cast.stranger,
            "national administrator": cast.national,
            "without organisation": make_user(),
            "nobody": None,
        }
        self.ticket = make_ticket(
            cast.actor("clerk"), subject=SUBJECT, source=TEXT, uploads=[checked("domanda.txt")]
        )
        actions.note(actor=agent, ticket=self.ticket, source=NOTE, uploads=[checked("nota.txt")])
        work()
        mail.outbox.clear()
        if moved:
            actions.pass_on(actor=agent, ticket=self.ticket, desk=regional, source=NOTE)
        self.ticket.refresh_from_db()

    def read(self, person) -> tuple[set[str], set[str]]:
        """Return by which ways somebody finds the request, and by which a note of the desk."""
        browser, number = self.cast.browser(), self.ticket.number
        if person is not None:
            browser.force_login(person)
        pages = {way: (reverse(f"helpdesk:{name}", args=args), {}) for way, (name, args) in ADDRESSES.items()}
        pages["queue"][1]["stato"] = pages["queue export"][1]["stato"] = "tutte"
        pages["own page"] = (reverse("helpdesk:request", args=[number]), {})
        pages["desk's page"] = (reverse("helpdesk:ticket", args=[number]), {})
        pages["search"] = (reverse("search:search"), {"testo": TEXT})
        pages["search for a note"] = (reverse("search:search"), {"testo": NOTE})
        found, notes = set(), set()
        for way, (address, query) in pages.items():
            answer = browser.get(address, query)
            text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
            found |= {way} if SUBJECT in text or number in text else set()
            notes |= {way} if NOTE in text and way != "search for a note" else set()
        for row in Attachment.objects.unrestricted("test"):
            answer = browser.get(file_url(row))
            if b"riga 12" in answer.getvalue():
                found.add("file" if row.original_name == "domanda.txt" else "file of a note")
        return found, notes

    def everybody(self) -> dict[str, tuple[set[str], set[str]]]:
        return {name: self.read(person) for name, person in self.people.items()}


FIRST = {"agent of the first desk", "lead of the first desk", "administrator of the first desk's owner"}
SECOND = {"agent of the second desk", "administrator of the second desk's owner"}


@pytest.mark.parametrize("moved", [False, True])
def test_each_reads_by_every_way_what_is_theirs_and_nothing_else(cast, moved):
    table = Table(cast, moved=moved)

    expected = dict.fromkeys(table.people, (set(), set()))
    expected |= dict.fromkeys(SECOND if moved else FIRST, (HANDLES, {"desk's page"}))
    assert table.everybody() == {**expected, "requester": (ASKS, set())}


def test_mails_about_it_go_to_who_asked_and_to_the_desk_that_has_it(cast):
    table = Table(cast, moved=True)
    newcomer = table.people["agent of the second desk"]
    actions.reply_to_desk(actor=cast.actor("clerk"), ticket=table.ticket, source=TEXT)
    table.ticket.refresh_from_db()
    work()

    about = [one for one in mail.outbox if table.ticket.number in f"{one.subject}{one.body}"]
    assert {tuple(one.to) for one in about} == {(cast.clerk.email,), (newcomer.email,)}
    assert [one for one in mail.outbox for word in (NOTE, TEXT) if word in f"{one.subject}{one.body}"] == []
