"""The register of the body that asks: its other administrators do not learn there who asks for help."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pico.files.checks import check_upload
from pico.files.models import Attachment
from pico.files.templatetags.files import file_url
from pico.helpdesk import actions
from pico.journal.history import history_of
from pico.journal.models import Entry
from tests.factories.accounts import make_member
from tests.factories.files import picture
from tests.factories.helpdesk import make_ticket


def attachment():
    return check_upload(SimpleUploadedFile("verbale-segreto.png", picture("PNG", (8, 6)), "image/png"))


@pytest.fixture
def told(cast):
    """A request through its whole life; every act of who asked leaves a line."""
    clerk, agent = cast.actor("clerk"), cast.actor("agent")
    ticket = make_ticket(clerk, uploads=[attachment()])
    actions.answer(actor=agent, ticket=ticket, source="Quale?", seen=1, act="ask")
    actions.reply_to_desk(actor=clerk, ticket=ticket, source="Questo", uploads=[attachment()])
    actions.solve_own(actor=clerk, ticket=ticket, seen="OPEN")
    actions.reply_to_desk(actor=clerk, ticket=ticket, source="Ancora no")
    for state in ("OPEN", "RESOLVED"):
        actions.solve_own(actor=clerk, ticket=ticket, seen=state)
    for row in Attachment.objects.unrestricted("test"):
        assert cast.browser("clerk").get(file_url(row)).getvalue()
    ticket.refresh_from_db()
    assert ticket.state == "CLOSED"
    return ticket


def test_a_colleague_reads_nothing_of_the_request_in_the_register(cast, told):
    colleague = make_member(cast.oderzo, "administrator")
    browser = cast.browser()
    browser.force_login(colleague)

    seen = Entry.objects.visible_to(colleague)
    page = browser.get(reverse("journal:register"))
    export = b"".join(browser.get(reverse("journal:export", args=["csv"])).streaming_content).decode()

    assert page.status_code == 200
    assert list(seen.filter(verb__startswith="helpdesk.").values_list("verb", flat=True)) == []
    for word in (told.number, cast.desk.name, "verbale-segreto"):
        assert (word in page.text, word in export) == (False, False)


@pytest.mark.parametrize("who", ["stranger", "national"])
def test_nor_does_anybody_else_who_is_not_of_the_desk(cast, told, who):
    lines = Entry.objects.visible_to(getattr(cast, who)).filter(object_label=told.number)

    assert list(lines) == []


def test_the_desk_reads_who_asked_and_the_history_is_whole(cast, told):
    lines = Entry.objects.visible_to(cast.admin).filter(object_label=told.number).order_by("pk")
    history = [line.verb for line in history_of(told)][::-1]

    acts = ["opened", "answered", "replied", "solved", "replied", "solved", "solved"]
    assert history == [f"helpdesk.ticket.{act}" for act in acts]
    assert list(lines.values_list("verb", flat=True)) == history
    read = Entry.objects.visible_to(cast.admin).filter(verb="files.file.downloaded")
    assert list(read.values_list("actor_id", "organisation_id")) == [(cast.clerk.pk, None)] * 2
    assert {line.actor_id for line in lines} == {cast.clerk.pk, cast.agent.pk}
