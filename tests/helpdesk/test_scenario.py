"""The scripted scenario of helpdesk.md, (b) to (f): people and pages, nothing else."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.modules import modules
from pico.helpdesk.models import HelpTopic, Ticket
from pico.notifications.models import Notification
from tests.factories.accounts import make_member
from tests.factories.helpdesk import add_agent, make_desk
from tests.factories.organisations import make_municipality_body
from tests.queue import work

NOTE = "sentire Zanella"


@pytest.fixture
def regional(cast):
    desk = make_desk(cast.veneto, agents=0, name="Sportello regionale", parent=cast.first)
    add_agent(desk)
    return desk


def ask(browser, code: str, address: str = "", **form) -> Ticket:
    topic = HelpTopic.objects.get(code=code)
    form = {"topic": topic.pk, "subject": "Aiuto", "source": "Non capisco", **form}
    answer = browser.post(address or reverse("helpdesk:new"), form)
    assert answer.status_code == 302
    return Ticket.objects.unrestricted("test").latest("pk")


def act(browser, ticket: Ticket, name: str, **form):
    return browser.post(reverse(f"helpdesk:ticket_{name}", args=[ticket.number]), form)


def state(ticket: Ticket) -> str:
    ticket.refresh_from_db()
    return str(ticket.state)


def test_bianchi_asks_about_a_tender_and_never_sees_the_note(cast, regional):
    bianchi, rossi = cast.browser("clerk"), cast.browser("lead")
    list_page = bianchi.get(reverse("sua:list")).text
    link = unescape(re.search(r'href="([^"]*/assistenza/nuova/[^"]*)">Chiedi aiuto', list_page).group(1))

    form = bianchi.get(f"{link}&percorso=procedura").context["form"]
    ticket = ask(bianchi, "sua.request", link, subject="Integrazione documenti")
    confirmation = bianchi.get(reverse("helpdesk:request_sent", args=[ticket.number])).text
    act(rossi, ticket, "take")
    taken = state(ticket)
    act(rossi, ticket, "note", source=NOTE)
    act(rossi, ticket, "answer", source="Quale documento manca?", seen=2, act="ask")
    asked = state(ticket)
    own = reverse("helpdesk:request", args=[ticket.number])
    waiting = bianchi.get(own).text
    bianchi.post(reverse("helpdesk:request_reply", args=[ticket.number]), {"source": "Il capitolato"})
    answered = state(ticket)
    act(rossi, ticket, "answer", source="Caricato: a posto", seen=4, act="solve")
    work()

    assert {one.module for one in form.topics.values() if one.kind == "PROCEDURE"} >= {"sua"}
    assert (ticket.number, ticket.desk, ticket.rule) == (
        f"T-{timezone.now().year}-000001", cast.desk, "30"
    )  # fmt: skip
    assert (cast.desk.name in confirmation, ticket.number in confirmation) == (True, True)
    assert (taken, asked, answered, state(ticket)) == ("OPEN", "WAITING", "OPEN", "RESOLVED")
    assert "Quale documento manca?" in waiting
    pages = [waiting, bianchi.get(own).text, bianchi.get(reverse("notifications:inbox")).text]
    assert [NOTE in page for page in pages] == [False] * 3
    told = Notification.objects.unrestricted("test").filter(person=cast.clerk)
    assert set(told.values_list("event__kind", flat=True)) == {
        "helpdesk.ticket.taken", "helpdesk.ticket.asked", "helpdesk.ticket.resolved"
    }  # fmt: skip


def test_a_blank_page_is_for_upi(cast, regional):
    ticket = ask(cast.browser("clerk"), "technical.other", subject="Il catalogo è bianco")

    assert (ticket.desk, ticket.kind) == (cast.first, "TECHNICAL")


def test_rossi_of_the_province_asks_upi_veneto(cast, regional):
    ticket = ask(cast.browser("lead"), "sua.review")

    assert (ticket.desk, ticket.rule) == (regional, "50")


def test_asolo_asks_about_sape_and_treviso_reads_that_its_desk_is_missing(cast, regional):
    asolo = make_municipality_body("Asolo", cast.treviso)
    person = make_member(asolo, "organisation_manager")
    topic = HelpTopic.objects.create(code="sape.test", module="community", kind="PROCEDURE", label="SAPE")
    browser = cast.browser()
    browser.force_login(person)
    assert Actor(person, asolo).organisation == asolo

    ticket = ask(browser, topic.code)
    work()

    assert (ticket.desk, ticket.rule) == (regional, "40")
    missing = f"Sportello {modules.get('community').label} assente"
    assert missing in cast.browser("admin").get(reverse("notifications:inbox")).text


def test_conti_of_brescia_finds_nothing_there(cast, regional):
    ticket = ask(cast.browser("clerk"), "sua.request")
    addresses = [
        reverse(f"helpdesk:{name}", args=[ticket.number]) for name in ("request", "ticket", "request_sent")
    ]

    assert {cast.browser("stranger").get(address).status_code for address in addresses} == {404}
