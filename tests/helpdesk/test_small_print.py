"""What the pages say beside the conversation: the person, the page asked from, counters, hours, limits."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pico.accounts.access import forget_access
from pico.accounts.models import Membership
from pico.base.actor import Actor
from pico.helpdesk import actions
from pico.helpdesk.models import HelpTopic, Ticket
from pico.organisations.models import ModuleActivation
from pico.sua import actions as sua
from tests.factories.accounts import make_member
from tests.factories.faqs import make_faq
from tests.factories.files import picture
from tests.factories.helpdesk import add_agent, make_ticket
from tests.factories.organisations import make_entitlement
from tests.helpdesk.test_applicants import Stranger, tickets
from tests.helpdesk.test_asking import NEW, context_in, link_on

QUEUE = reverse("helpdesk:queue")


def desk_page(cast, ticket: Ticket, who: str = "agent"):
    return cast.browser(who).get(reverse("helpdesk:ticket", args=[ticket.number]))


class TestTheCardOfWhoAsked:
    def role(self, cast, ticket: Ticket) -> str:
        facts = desk_page(cast, ticket).context["facts"]
        return next(one["value"] for one in facts if one["label"] == "Ruolo")

    def test_it_says_what_they_do_at_the_body_they_ask_for(self, cast):
        assert self.role(cast, make_ticket(cast.actor("clerk"))) == "amministratore"

    def test_a_role_that_has_ended_is_told_no_more(self, cast):
        ticket = make_ticket(cast.actor("clerk"))
        Membership.objects.unrestricted("test").filter(user=cast.clerk).update(ended_at=timezone.now())
        forget_access(cast.clerk)

        assert self.role(cast, ticket) == "oggi nessuno presso questo ente"


class TestThePageOneAsksFrom:
    @pytest.fixture
    def operator(self, cast):
        make_entitlement(cast.oderzo)
        return make_member(cast.oderzo, "organisation_operator")

    @pytest.fixture
    def tender(self, cast, operator):
        return sua.start_request(
            actor=Actor(operator, cast.oderzo), province=cast.treviso, title="Sale antigelo",
            contract_object="SUPPLIES",
        )  # fmt: skip

    def test_a_tender_is_the_object_of_the_request_and_who_asked_opens_it(self, cast, tender, operator):
        address = reverse("sua:detail", args=[tender.public_id])
        browser = cast.browser()
        browser.force_login(operator)
        link = link_on(browser.get(address))
        topic = HelpTopic.objects.get(code="sua.request")
        browser.post(link, {"topic": topic.pk, "subject": "Integrazione documenti", "source": "Quale?"})
        ticket = tickets().get()

        own = browser.get(reverse("helpdesk:request", args=[ticket.number])).text
        assert (context_in(link).row, ticket.context_id, ticket.context_label) == (
            tender.pk, tender.pk, str(tender)
        )  # fmt: skip
        assert (address in own, ticket.desk) == (True, cast.desk)
        # A draft is its body's alone: the desk learns of it once it was sent.
        assert address not in desk_page(cast, ticket).text

    def test_a_page_that_does_not_exist_leads_to_the_form_and_tells_nothing_of_itself(self, cast):
        hidden = cast.browser("clerk").get(
            reverse("sua:detail", args=["0b7c1a3e-0b7c-4b7c-8b7c-0b7c1a3e0b7c"])
        )
        nowhere = cast.browser("clerk").get("/non-esiste/")
        outside = cast.browser().get("/non-esiste/")

        links = [
            re.search(r'btn-outline-primary" href="([^"]+)">Chiedi', one.text).group(1)
            for one in (hidden, nowhere, outside)
        ]
        assert (hidden.status_code, links) == (404, [NEW, NEW, reverse("helpdesk:home")])

    def test_from_a_public_page_who_is_signed_in_goes_to_the_form_and_others_to_the_help_desk(self, cast):
        pattern = r'<a href="([^"]+)">Richiesta di assistenza</a>'
        stranger = re.search(pattern, cast.browser().get("/assistenza/").text).group(1)
        assert stranger == reverse("helpdesk:home")
        home = cast.browser("clerk").get("/")
        assert re.search(pattern, home.text).group(1).startswith(NEW)

    def test_each_page_of_a_module_leads_to_its_frequent_questions(self, cast):
        make_faq(cast.treviso, "PROVINCE", module="sua", question="Quanto ho per rispondere?")
        make_faq(cast.treviso, "PROVINCE", module="community", question="Chi legge il forum?")
        browser = cast.browser("clerk")

        found = re.search(r'<a href="([^"]+)">Domande frequenti</a>', browser.get(reverse("sua:list")).text)
        page = browser.get(found.group(1), follow=True).text

        assert ("Quanto ho per rispondere?" in page, "Chi legge il forum?" in page) == (True, False)


class TestWhatTheDeskReads:
    def test_each_state_has_its_number(self, cast):
        first, second, third = (make_ticket(cast.actor("clerk")) for _ in range(3))
        actions.take(actor=cast.actor("agent"), ticket=first)
        actions.answer(actor=cast.actor("agent"), ticket=second, source="Quale?", seen=1, act="ask")
        make_ticket(Actor(cast.stranger, cast.brescia))

        counts = {one["label"]: one["count"] for one in cast.browser("agent").get(QUEUE).context["counts"]}

        assert counts == {
            "Nuova": 1, "In lavorazione": 1, "In attesa di risposta": 1, "Risolta": 0, "Chiusa": 0
        }  # fmt: skip
        assert third.state == "NEW"

    def test_a_note_is_labelled_and_drawn_otherwise(self, cast):
        ticket = make_ticket(cast.actor("clerk"))
        actions.note(actor=cast.actor("agent"), ticket=ticket, source="Sentire Zanella")

        page = desk_page(cast, ticket).text

        boxes = re.findall(r'<li class="pico-post( pico-box)?".*?</li>', page, re.DOTALL)
        assert boxes == ["", " pico-box"]
        assert page.count("Nota interna") == page.split("Sentire Zanella")[0].count("Nota interna") + 1

    def test_editors_read_how_many_found_an_answer_useful(self, cast):
        faq = make_faq(cast.treviso, "PUBLIC", question="Utile?")
        for voter, useful in (("a", True), ("b", True), ("c", False)):
            actions.vote_faq(actor=cast.actor("clerk"), faq=faq, voter=voter, useful=useful)

        page = cast.browser("agent").get(reverse("helpdesk:faq_desk")).text

        row = page.split("Utile?")[1]
        assert re.search(r"\b2\b.*\b1\b", re.sub("<[^>]+>", " ", row[:1500]), re.DOTALL)


class TestWhereOneAsks:
    def test_the_form_of_strangers_points_to_questions_and_sign_in_first(self, cast):
        page = Stranger().browser.get("/assistenza/accesso/").text
        main = page.split("<main")[1]

        assert [address in main for address in (reverse("helpdesk:faqs"), "/accedi/")] == [True, True]

    def test_a_topic_shows_brescia_none_of_treviso_s_answers(self, cast):
        make_faq(cast.treviso, "PROVINCE", module="sua", topic="sua.request", question="Canarino di Treviso?")
        topic = HelpTopic.objects.get(code="sua.request")

        texts = [cast.browser(who).get(NEW, {"topic": topic.pk}).text for who in ("clerk", "stranger")]

        assert ["Canarino di Treviso?" in text for text in texts] == [True, False]

    def test_open_requests_keep_their_desk_when_the_module_is_switched_off(self, cast):
        ticket = make_ticket(cast.actor("clerk"))
        ModuleActivation.objects.filter(organisation=cast.treviso, module="sua").delete()

        assert (desk_page(cast, ticket).status_code, tickets().get().desk) == (200, cast.desk)

    @pytest.mark.parametrize(
        ("moment", "words"),
        [
            (datetime(2099, 12, 2, 9, 0, tzinfo=UTC), "Aperto adesso"),
            (datetime(2099, 12, 2, 22, 0, tzinfo=UTC), "Apre giovedì 3 dicembre 2099, ore 09:00"),
            # A holiday, and a Saturday evening.
            (datetime(2099, 12, 8, 9, 0, tzinfo=UTC), "Apre mercoledì 9 dicembre 2099, ore 09:00"),
            (datetime(2099, 12, 5, 20, 0, tzinfo=UTC), "Apre lunedì 7 dicembre 2099, ore 09:00"),
        ],
    )
    def test_at_night_and_on_holidays_the_confirmation_says_when_the_desk_opens(self, cast, moment, words):
        topic = HelpTopic.objects.get(code="sua.request")
        with time_machine.travel(moment, tick=False):
            form = {"topic": topic.pk, "subject": "Aiuto", "source": "Non va"}
            page = cast.browser("clerk").post(NEW, form, follow=True)

        assert (page.status_code, words in page.text) == (200, True)


def test_a_blank_page_reaches_upi_by_the_rule_of_technical_problems(cast):
    add_agent(cast.first)

    ticket = make_ticket(cast.actor("clerk"), "technical.other")

    assert (ticket.desk, ticket.rule) == (cast.first, "20")


def test_files_of_refused_forms_are_counted_too(cast, settings):
    settings.PICO_RATE_LIMITS = {"upload": "2/h/ip", "access_help": "5/h/ip"}
    browser = Stranger()
    answers = []
    for _ in range(4):
        image = SimpleUploadedFile("schermata.png", picture("PNG", (8, 6)), "image/png")
        answers.append(browser.ask(email="luca", uploads=[image]))

    assert [answer.status_code for answer in answers] == [422, 422, 429, 429]
    assert not tickets().exists()
