"""Somebody who is not registered, from the error of the sign-in to the end; what leads back to their site."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import ApplicantMail, HelpTopic, Satisfaction, Ticket
from pico.helpdesk.rules.tracking import token_of
from pico.helpdesk.tasks import close_resolved
from pico.search.models import SearchEntry
from tests.factories.accounts import make_member
from tests.factories.faqs import make_faq
from tests.factories.helpdesk import add_agent, make_stranger_ticket
from tests.factories.portal import make_site
from tests.helpdesk.test_applicants import HOST, TEXT, Stranger
from tests.queue import work

KNOWN = "Accesso con SPID annullato"


def row() -> Ticket:
    return Ticket.objects.unrestricted("test").latest("pk")


def link_in(message) -> str:
    return next(word for word in message.body.split() if "/stato/" in word)


def written_to_ferri() -> list:
    return [one for one in mail.outbox if one.to == ["luca.ferri@esempio.example"]]


def test_ferri_asks_after_a_cancelled_spid_and_says_himself_that_it_is_solved(cast):
    error = render_to_string("accounts/identity_refused.html", {"help_code": "spid-25"})
    link = unescape(re.search(r'href="([^"]*/assistenza/accesso/[^"]*)"', error).group(1))
    faq = make_faq(cast.upi, "PUBLIC", question=KNOWN, source="Riprova e conferma nella app.")
    ferri, leone = Stranger(), cast.browser("national")

    opened = ferri.browser.get(link).context["form"]
    chosen = opened["topic"].value()
    assert ferri.ask(topic=chosen).status_code == 302
    work()
    path = urlsplit(link_in(written_to_ferri()[0])).path
    ferri.browser.post(f"{path}conferma/")
    ticket = row()
    assert (HelpTopic.objects.get(pk=chosen).code, ticket.state, ticket.desk) == (
        "access.spid", "NEW", cast.first
    )  # fmt: skip

    answer_url = reverse("helpdesk:ticket_answer", args=[ticket.number])
    leone.post(reverse("helpdesk:ticket_take", args=[ticket.number]))
    form = leone.post(
        answer_url, {"source": "Succede spesso:", "seen": 1, "act": "answer", "insert": str(faq.public_id)}
    )
    text = form.context["forms"]["answer"]["source"].value()
    assert leone.post(answer_url, {"source": text, "seen": 1, "act": "answer"}).status_code == 302
    work()
    page = ferri.browser.get(urlsplit(link_in(written_to_ferri()[-1])).path)
    links = re.findall(rf'<a [^>]*href="([^"]+)"[^>]*>{KNOWN}', page.text)
    assert (len(links), "Riprova e conferma" in ferri.browser.get(links[0]).text) == (1, True)
    assert "Il problema è risolto" in page.text

    ferri.browser.post(f"{path}risolta/")
    ticket.refresh_from_db()
    solved = ticket.state
    for days in (6, 8):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            close_resolved.func()
        ticket.refresh_from_db()
        assert (solved, ticket.state) == ("RESOLVED", "CLOSED" if days == 8 else "RESOLVED")


class TestTheSiteItWasAskedOn:
    def asked(self, host: str) -> Ticket:
        stranger = Stranger()
        stranger.browser = Client(HTTP_HOST=host, HTTP_ORIGIN=f"http://{host}", REMOTE_ADDR="198.51.100.9")
        assert stranger.ask().status_code == 302
        return row()

    def test_every_mail_leads_back_to_it(self, cast):
        make_site(cast.brescia)
        for host, owner in ((HOST, cast.treviso), (f"brescia.{settings.PICO_DOMAIN}", cast.brescia)):
            ticket = self.asked(host)
            actions.confirm_request(actor=cast.actor("national"), ticket=ticket)
            actions.answer(actor=cast.actor("national"), ticket=ticket, source="Fatto", seen=1)
            work()
            assert ticket.portal == owner
            assert [urlsplit(link_in(one)).hostname for one in written_to_ferri()] == [host] * 2
            mail.outbox.clear()

    def test_the_desk_reads_which_it_was(self, cast):
        ticket = self.asked(HOST)
        actions.confirm_request(actor=cast.actor("national"), ticket=ticket)
        ticket.refresh_from_db()
        page = cast.browser("national").get(reverse("helpdesk:ticket", args=[ticket.number]))
        assert {"label": "Dal sito", "value": cast.treviso.name} in page.context["facts"]

    def test_one_kept_before_this_was_known_leads_to_the_desk_s_site(self, cast):
        make_stranger_ticket()
        work()
        assert row().portal is None
        assert link_in(written_to_ferri()[0]).endswith(f"/assistenza/stato/{token_of(row())}/")


def test_who_asked_twice_from_outside_is_told_that_one_goes_on(cast):
    old, new = (make_stranger_ticket(confirmed=True, source=text) for text in ("uno", "due"))
    work()
    mail.outbox.clear()

    actions.merge_tickets(actor=cast.actor("national"), ticket=old, into=new)
    work()

    assert [one.subject for one in written_to_ferri()] == [
        "Le tue richieste di assistenza continuano in una sola"
    ]
    assert link_in(written_to_ferri()[0]).endswith(f"/{token_of(new)}/")


class TestForgettingWhoAsked:
    @pytest.fixture
    def lead(self, cast):
        return add_agent(cast.first, make_member(cast.upi, "helpdesk_operator"), "LEAD")

    @pytest.fixture
    def ticket(self, cast):
        return make_stranger_ticket(confirmed=True, source=TEXT)

    def address(self, ticket: Ticket) -> str:
        return reverse("helpdesk:ticket_forget", args=[ticket.number])

    def test_a_lead_does_it_and_the_link_ends(self, cast, lead, ticket):
        old, path = make_stranger_ticket(confirmed=True, source="prima"), reverse(
            "helpdesk:tracking", args=[token_of(ticket)]
        )  # fmt: skip
        actions.merge_tickets(actor=cast.actor("national"), ticket=old, into=ticket)
        browser = cast.browser()
        browser.force_login(lead)
        page = browser.get(reverse("helpdesk:ticket", args=[ticket.number]))

        assert self.address(ticket) in page.text
        assert "Non si può annullare" in browser.get(self.address(ticket)).text
        assert browser.post(self.address(ticket)).status_code == 302

        for one in (ticket, old):
            one.refresh_from_db()
            assert (one.requester_email, one.requester_name, one.secret_hash) == ("", "", None)
        assert ticket.messages.get().source == TEXT
        assert Stranger().browser.get(path).status_code == 404
        assert not ApplicantMail.objects.unrestricted("test").exists()
        assert "Cancella i messaggi di chi ha chiesto" in browser.get(self.address(ticket)).text
        assert browser.post(self.address(ticket), {"texts": "on"}).status_code == 302
        assert browser.get(self.address(ticket)).status_code == 404

    def test_with_the_texts_and_the_words_of_the_judgement(self, cast, lead, ticket):
        actions.solve_from_outside(actor=cast.actor("national"), ticket=ticket)
        actions.judge_from_outside(actor=cast.actor("national"), ticket=ticket, score=4, text="canarino")
        browser = cast.browser()
        browser.force_login(lead)

        browser.post(self.address(ticket), {"texts": "on"})

        assert TEXT not in str(list(ticket.messages.values_list("source", "html")))
        found = SearchEntry.objects.of_everybody().filter(target_type="helpdesk.ticket")
        assert TEXT not in str(list(found.values_list("title", "text")))
        judged = Satisfaction.objects.unrestricted("test").get(ticket=ticket)
        assert (judged.score, judged.text) == (4, "")

    @pytest.mark.parametrize("who", ["agent", "lead", "admin", "clerk", "stranger", ""])
    def test_nobody_of_another_desk_does(self, cast, ticket, who):
        browser = cast.browser(who)
        answers = {
            browser.get(self.address(ticket)).status_code,
            browser.post(self.address(ticket)).status_code,
        }

        assert answers == ({404} if who else {302})
        if who:
            with pytest.raises(Refused):
                actions.forget_applicant(actor=cast.actor(who), ticket=ticket)
        ticket.refresh_from_db()
        assert ticket.requester_name == "Luca Ferri"

    def test_an_agent_who_does_not_lead_reads_no_such_page(self, cast, ticket):
        agent = add_agent(cast.first, make_member(cast.upi, "helpdesk_operator"))
        browser = cast.browser()
        browser.force_login(agent)

        assert self.address(ticket) not in browser.get(reverse("helpdesk:ticket", args=[ticket.number])).text
        assert browser.post(self.address(ticket)).status_code == 404
