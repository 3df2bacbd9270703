"""Asking from any page: what is filled in, what the desk learns of the page, what is shown before sending."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.urls.base import resolve
from django.utils import timezone

from pico.accounts.access import forget_access
from pico.accounts.models import Membership
from pico.base.errors import Refused
from pico.helpdesk import actions
from pico.helpdesk.models import HelpTopic, SolvedWithFaq, Ticket
from pico.helpdesk.rules import context as contexts
from pico.helpdesk.rules.context import Context
from pico.organisations.models import ModuleActivation
from tests.factories.faqs import make_faq
from tests.factories.forum import make_category, make_topic
from tests.factories.helpdesk import make_ticket

SECRET = "Canarino del sale"
NEW = reverse("helpdesk:new")


def link_on(page) -> str:
    """Return the address of «Chiedi aiuto» on a page."""
    found = re.search(r'<a href="([^"]*/assistenza/nuova/[^"]*)">Chiedi aiuto</a>\s*</li>', page.text)
    assert found, "the page has no link to ask for help"
    return unescape(found.group(1))


def context_in(address: str) -> Context:
    return contexts.read(parse_qs(urlsplit(address).query)["contesto"][0])


@pytest.fixture
def secret(cast):
    """A discussion of Oderzo's own people: Treviso's desk does not see it."""
    return make_topic(make_category(cast.oderzo, "ORGANISATION"), title=SECRET)


@pytest.fixture
def shared(cast):
    """A discussion that the desk of Treviso sees too."""
    return make_topic(make_category(cast.treviso, "PROVINCE"), actor=cast.actor("clerk"), title=SECRET)


def asked_from(cast, row) -> Ticket:
    """Ask as the clerk from the page of a discussion."""
    browser = cast.browser("clerk")
    address = link_on(browser.get(reverse("community:topic", args=[row.public_id])))
    topic = HelpTopic.objects.get(code="sua.request")
    browser.post(address, {"topic": topic.pk, "subject": "Aiuto", "source": "Non va"})
    return Ticket.objects.unrestricted("test").get()


class TestThePageOneComesFrom:
    def test_the_link_carries_module_page_and_object(self, cast, shared):
        page = cast.browser("clerk").get(reverse("community:topic", args=[shared.public_id]))

        told = context_in(link_on(page))

        assert (told.view, told.module, told.kind, told.row, told.label, told.url) == (
            "community:topic", "community", "community.topic", shared.pk, SECRET, ""
        )  # fmt: skip
        assert SECRET not in told.page

    def test_of_a_page_about_no_row_it_carries_name_and_address(self, cast):
        told = context_in(link_on(cast.browser("clerk").get(reverse("notifications:inbox"))))

        assert (told.kind, told.row, told.label) == ("", None, "")
        assert told.url == reverse("notifications:inbox")

    def test_a_desk_that_sees_the_row_opens_it(self, cast, shared):
        ticket = asked_from(cast, shared)

        page = cast.browser("agent").get(reverse("helpdesk:ticket", args=[ticket.number])).text

        address = reverse("community:topic", args=[shared.public_id])
        assert re.search(rf'<a href="{address}">{SECRET}</a>', page)

    def test_a_desk_that_does_not_see_the_row_reads_not_even_its_title(self, cast, secret):
        ticket = asked_from(cast, secret)
        pages = [
            cast.browser(who).get(reverse("helpdesk:ticket", args=[ticket.number])).text
            for who in ("agent", "lead", "admin")
        ]
        own = cast.browser("clerk").get(reverse("helpdesk:request", args=[ticket.number])).text

        assert (ticket.context_label, ticket.context_id) == (SECRET, secret.pk)
        assert [(SECRET in page, str(secret.public_id) in page) for page in pages] == [(False, False)] * 3
        assert all("Dalla pagina" in page for page in pages)
        assert SECRET in own

    def test_who_asked_reads_the_title_no_more_once_the_row_is_closed_to_them(self, cast, secret):
        ticket = asked_from(cast, secret)
        Membership.objects.unrestricted("test").filter(user=cast.clerk).update(ended_at=timezone.now())
        forget_access(cast.clerk)

        own = cast.browser("clerk").get(reverse("helpdesk:request", args=[ticket.number])).text

        assert SECRET not in own

    def test_nobody_names_a_row_they_do_not_see(self, cast, secret):
        forged = contexts.sign(
            Context("community:topic", "Community", "", "community.topic", secret.pk, SECRET)
        )
        topic = HelpTopic.objects.get(code="technical.other")
        form = {"topic": topic.pk, "subject": "Aiuto", "source": "Non va"}

        page = cast.browser("stranger").get(NEW, {"contesto": forged})
        cast.browser("stranger").post(f"{NEW}?contesto={forged}", form)

        ticket = Ticket.objects.unrestricted("test").get()
        assert SECRET not in page.text
        assert (ticket.context_kind, ticket.context_id, ticket.context_label) == ("", None, "")

    @pytest.mark.parametrize("word", ["https://cattivo.example/", "x:y", ""])
    def test_a_word_that_is_not_ours_says_nothing(self, cast, word):
        page = cast.browser("clerk").get(NEW, {"contesto": word})

        assert (page.status_code, page.context["context_of"]) == (200, None)
        assert 'href="https://cattivo' not in page.text

    def test_a_wrong_signature_says_nothing(self):
        word = contexts.sign(Context("sua:list", "Gare", "/sua/gare/"))

        assert contexts.read(word) == Context("sua:list", "Gare", "/sua/gare/")
        assert contexts.read(word[:-2] + "xx") is None

    def test_drawing_the_link_asks_nothing_of_the_database(self, cast, shared):
        request = RequestFactory().get("/")
        match = resolve(reverse("community:topic", args=[shared.public_id]))

        with CaptureQueriesContext(connection) as queries:
            told = contexts.of_page(match, request.path, {"topic": shared, "lazy": request})

        assert (len(queries), told.row) == (0, shared.pk)

    def test_the_topic_of_the_page_is_chosen_already(self, cast):
        word = contexts.sign(Context("sua:list", "SUA: Gare", "/sua/gare/"))

        form = cast.browser("clerk").get(NEW, {"contesto": word}).context["form"]

        assert str(form["topic"].value()) == str(HelpTopic.objects.get(code="sua.review").pk)


class TestTheTwoPaths:
    def offered(self, page) -> set[str]:
        rows = page.context["form"].fields["topic"].choices
        flat = [one for _label, group in rows if isinstance(group, list) for one in group]
        codes = [str(key) for key, _label in flat or rows if key]
        return set(HelpTopic.objects.filter(pk__in=codes).values_list("kind", flat=True))

    @pytest.mark.parametrize(
        ("path", "kind"), [("tecnico", "TECHNICAL"), ("procedura", "PROCEDURE"), ("accesso", "ACCESS")]
    )
    def test_each_offers_its_own_topics_alone(self, cast, path, kind):
        assert self.offered(cast.browser("clerk").get(NEW, {"percorso": path})) == {kind}

    def test_a_module_that_the_province_switched_off_is_not_offered(self, cast):
        topic = HelpTopic.objects.get(code="sua.request")
        form = {"topic": topic.pk, "subject": "Aiuto", "source": "Non va"}
        ModuleActivation.objects.filter(organisation=cast.treviso, module="sua").delete()

        page = cast.browser("clerk").get(NEW, {"percorso": "procedura"})
        sent = cast.browser("clerk").post(NEW, form)

        assert "sua" not in {one.module for one in page.context["form"].topics.values()}
        assert (sent.status_code, list(sent.context["form"].errors)) == (422, ["topic"])
        assert not Ticket.objects.unrestricted("test").exists()

    def test_who_belongs_to_one_organisation_chooses_none(self, cast):
        assert "organisation" not in cast.browser("clerk").get(NEW).context["form"].fields

    def test_who_belongs_to_two_asks_for_the_one_acted_for_unless_they_choose_the_other(self, cast):
        Membership.objects.create(
            user=cast.clerk, organisation=cast.brescia, role="editor", source=Membership.Source.BOOTSTRAP
        )
        topic = HelpTopic.objects.get(code="sua.request")
        browser = cast.browser("clerk")
        browser.post(reverse("accounts:switch_organisation"), {"organisation": cast.oderzo.pk})
        page = browser.get(NEW)
        field = page.context["form"]["organisation"]
        form = {"topic": topic.pk, "subject": "Aiuto", "source": "Non va", "acting": cast.oderzo.pk}

        browser.post(NEW, {**form, "organisation": cast.brescia.pk})

        assert {int(key) for key, _name in field.field.choices} == {cast.oderzo.pk, cast.brescia.pk}
        assert Ticket.objects.unrestricted("test").get().organisation == cast.brescia

    def test_nobody_asks_for_an_organisation_that_is_not_theirs(self, cast):
        topic = HelpTopic.objects.get(code="sua.request")
        with pytest.raises(Refused) as refusal:
            make_ticket(cast.actor("clerk"), organisation=cast.brescia)
        form = {"topic": topic.pk, "subject": "Aiuto", "source": "Non va", "organisation": cast.brescia.pk}
        cast.browser("clerk").post(NEW, form)

        assert refusal.value.code == "forbidden"
        assert Ticket.objects.unrestricted("test").get().organisation == cast.oderzo


class TestSolutionsBesideTheForm:
    @pytest.fixture
    def known(self, cast):
        topic = HelpTopic.objects.get(code="sua.request")
        rows = {
            "treviso": make_faq(
                cast.treviso, "PROVINCE", question="Treviso: come invio?", module="sua", topic="sua.request"
            ),
            "brescia": make_faq(
                cast.brescia, "PROVINCE", question="Brescia: come invio?", module="sua", topic="sua.request"
            ),
            "spid": make_faq(cast.upi, "PUBLIC", question="Accesso con SPID annullato: che cosa faccio?"),
            "draft": make_faq(
                cast.treviso,
                "PROVINCE",
                question="Bozza: come invio?",
                module="sua",
                topic="sua.request",
                published=False,
            ),
        }
        return topic, rows

    def shown(self, page) -> list[str]:
        return [one["faq"].question for one in page.context["suggestions"]]

    def test_of_a_topic_those_that_the_person_reads_alone(self, cast, known):
        topic, _rows = known

        by_get = cast.browser("clerk").get(NEW, {"topic": topic.pk})
        without_script = cast.browser("clerk").post(NEW, {"topic": topic.pk, "look": "1"})

        assert self.shown(by_get) == self.shown(without_script) == ["Treviso: come invio?"]
        assert (by_get.status_code, without_script.status_code) == (200, 200)
        assert "alert-danger" not in without_script.text
        assert not Ticket.objects.unrestricted("test").exists()

    def test_what_is_typed_finds_the_solution_among_the_first_three(self, cast, known):
        for number in range(20):
            make_faq(cast.upi, "PUBLIC", question=f"Non riesco a entrare nella sala {number}")

        page = cast.browser("clerk").get(NEW, {"subject": "non riesco ad entrare con spid"})

        assert "Accesso con SPID annullato: che cosa faccio?" in self.shown(page)[:3]

    @pytest.mark.parametrize("who", ["clerk", "stranger"])
    def test_what_is_typed_finds_nothing_that_the_person_does_not_read(self, cast, known, who):
        shown = self.shown(cast.browser(who).get(NEW, {"subject": "come invio bozza"}))

        assert shown == [f"{'Treviso' if who == 'clerk' else 'Brescia'}: come invio?"]

    def test_solved_like_this_sends_nothing_and_counts_once(self, cast, known):
        topic, rows = known
        form = {
            "topic": topic.pk, "subject": "Come invio?", "source": "",
            "form_key": "0b7c1a3e-0b7c-4b7c-8b7c-0b7c1a3e0b7c", "solved": str(rows["treviso"].public_id),
        }  # fmt: skip

        answers = [cast.browser("clerk").post(NEW, form) for _ in range(2)]

        assert {answer.url for answer in answers} == {reverse("helpdesk:home")}
        assert not Ticket.objects.unrestricted("test").exists()
        assert SolvedWithFaq.objects.unrestricted("test").get().faq == rows["treviso"]

    def test_a_solution_that_one_does_not_read_is_not_counted(self, cast, known):
        key = "0b7c1a3e-0b7c-4b7c-8b7c-0b7c1a3e0b7c"
        hidden = known[1]["brescia"]
        for solved in (str(hidden.public_id), "niente"):
            cast.browser("clerk").post(NEW, {"solved": solved, "form_key": key})
        with pytest.raises(Refused):
            actions.solve_with_faq(actor=cast.actor("clerk"), faq=hidden, form_key=key)

        assert not SolvedWithFaq.objects.unrestricted("test").exists()

    def test_the_form_costs_as_many_queries_with_five_solutions_as_with_one(self, cast, known):
        topic, _rows = known
        counts = []
        for number in range(3):
            make_faq(
                cast.treviso, "PROVINCE", question=f"Ancora {number}?", module="sua", topic="sua.request"
            )
            browser = cast.browser("clerk")
            browser.get(NEW)
            with CaptureQueriesContext(connection) as queries:
                browser.get(NEW, {"topic": topic.pk})
            counts.append(len(queries))

        assert len(set(counts)) == 1


class TestBeforeAndAfterSending:
    @pytest.mark.parametrize(
        ("text", "warned"),
        [("Il codice RSSMRA80A01H501U non passa", True), ("IBAN IT60X0542811101000000123456", True),
         ("La gara SUA-2027-0042 del 12/03/2027 vale 1.200.000 euro", False)],
    )  # fmt: skip
    def test_a_tax_code_or_an_iban_is_pointed_out_once_and_never_stops_anybody(self, cast, text, warned):
        topic = HelpTopic.objects.get(code="sua.request")
        form = {"topic": topic.pk, "subject": "Aiuto", "source": text}

        first = cast.browser("clerk").post(NEW, form)
        sent_at_once = Ticket.objects.unrestricted("test").count()
        second = cast.browser("clerk").post(NEW, {**form, "warned": "1"}) if warned else first

        assert (first.status_code, sent_at_once) == ((200, 0) if warned else (302, 1))
        assert second.status_code == 302
        if warned:
            assert (text in unescape(first.text), 'name="warned"' in first.text) == (True, True)

    def test_the_confirmation_says_who_answers_when_and_that_no_procedure_begins(self, cast):
        topic = HelpTopic.objects.get(code="sua.request")
        form = {"topic": topic.pk, "subject": "Aiuto", "source": "Non va"}

        page = cast.browser("clerk").post(NEW, form, follow=True).text

        ticket = Ticket.objects.unrestricted("test").get()
        words = (ticket.number, cast.desk.name, "09:00-18:00", "non avvia un procedimento amministrativo")
        assert [word in page for word in words] == [True] * 4
        assert re.search("Aperto adesso|Apre ", page)

    def test_the_confirmation_is_for_who_asked(self, cast):
        number = make_ticket(cast.actor("clerk")).number
        address = reverse("helpdesk:request_sent", args=[number])

        statuses = {who: cast.browser(who).get(address).status_code for who in ("clerk", "agent", "stranger")}

        assert statuses == {"clerk": 200, "agent": 404, "stranger": 404}
