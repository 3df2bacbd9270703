"""What publishers look at after an issue left, what they have to do before, and the table they take away."""

import pytest
from django.test import Client

from pico.base import exports
from pico.journal.models import Entry
from pico.notifications.models import Event, Notification, Work
from pico.portal import actions
from pico.portal.models import Issue, IssueDelivery, Subscriber
from tests.factories.accounts import make_member
from tests.factories.newsletter import ACTOR, make_issue, make_newsletter, make_subscribers
from tests.factories.organisations import make_province
from tests.factories.portal import make_site
from tests.portal.test_newsletter_staff import AREA, browser, post
from tests.queue import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make_site()


def results(issue) -> str:
    return f"{AREA}numeri/{issue.pk}/esiti/"


def with_results(site) -> Issue:
    """Return an issue of which one message arrived, one came back, one is uncertain, one was not sent."""
    newsletter = make_newsletter(site)
    make_subscribers(newsletter, 4)
    issue = make_issue(newsletter, upto="SENDING")
    rows = list(IssueDelivery.objects.unrestricted("test").filter(issue=issue).order_by("pk"))
    for row, fields in zip(
        rows,
        (
            {"address": "arrivato@ente.example", "state": "SENT"},
            {
                "address": "tornato@ente.example",
                "state": "SENT",
                "returned": "HARD",
                "error": "550 5.1.1 ignoto",
            },
            {"address": "incerto@ente.example", "state": "UNCERTAIN"},
            {"address": "uscito@ente.example", "state": "SKIPPED", "error": "no longer subscribed"},
        ),
        strict=True,
    ):
        IssueDelivery.objects.unrestricted("test").filter(pk=row.pk).update(**fields)
    return issue


class TestResults:
    def test_each_message_shows_its_outcome_and_the_words_of_the_mail_server(self, site):
        issue = with_results(site)
        page = browser(site.organisation, "administrator").get(results(issue)).content.decode()
        shown = (
            "arrivato@ente.example", "Inviata", "Indirizzo che rifiuta", "550 5.1.1 ignoto", "Incerta",
            "si è disiscritto prima dell&#x27;invio",
        )  # fmt: skip
        assert [words for words in shown if words not in page] == []
        assert "no longer subscribed" not in page

    @pytest.mark.parametrize(
        ("query", "left"),
        [
            ("esito=SENT", {"arrivato"}),
            ("esito=HARD", {"tornato"}),
            ("esito=UNCERTAIN", {"incerto"}),
            ("testo=USCITO", {"uscito"}),
            ("esito=inventato", {"arrivato", "tornato", "incerto", "uscito"}),
        ],
    )
    def test_filters_keep_what_one_looks_for(self, site, query, left):
        issue = with_results(site)
        page = browser(site.organisation, "administrator").get(f"{results(issue)}?{query}").content.decode()
        everyone = ("arrivato", "tornato", "incerto", "uscito")
        assert {name for name in everyone if f"{name}@ente.example" in page} == left

    def test_editors_and_strangers_see_no_address(self, site):
        issue = with_results(site)
        brescia = make_site(make_province("brescia")).organisation
        assert browser(site.organisation, "editor").get(results(issue)).status_code == 404
        assert browser(brescia, "administrator").get(results(issue)).status_code == 404
        assert browser(brescia, "administrator", "brescia.localhost").get(results(issue)).status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_costs_the_same_however_long(self, site, number, django_assert_num_queries):
        newsletter = make_newsletter(site)
        make_subscribers(newsletter, number)
        issue = make_issue(newsletter, upto="SENDING")
        client = browser(site.organisation, "administrator")
        client.get(results(issue))
        with django_assert_num_queries(10):
            client.get(results(issue))


class TestLongExport:
    def test_a_long_table_is_written_by_a_job_for_its_publisher_alone(self, site, monkeypatch):
        monkeypatch.setattr(exports, "LONG", 1)
        newsletter, other = make_newsletter(site), make_newsletter(site, "Altra")
        make_subscribers(newsletter, 2)
        make_subscribers(other)
        left = make_subscribers(newsletter, state="UNSUBSCRIBED")[0]
        Subscriber.objects.unrestricted("test").filter(pk=left.pk).update(end_reason="=HYPERLINK(1)")
        person = make_member(site.organisation, "administrator")
        client = Client(HTTP_HOST="treviso.localhost")
        client.force_login(person)
        url = f"{AREA}{newsletter.pk}/iscritti/esporta.csv?newsletter={other.pk}"
        assert client.get(url).status_code == 200
        answer = post(client, url, site.organisation)
        assert answer.url.startswith("/lavori/")
        work()
        made = Work.objects.visible_to(person).get()
        table = b"".join(client.get(made.result_url).streaming_content).decode()
        lines = table.splitlines()
        assert (made.state, len(lines)) == ("DONE", 1 + 3)
        assert "'=HYPERLINK(1)" in table
        entry = Entry.objects.unrestricted("test").get(verb="portal.newsletter.exported")
        assert (entry.actor_id, entry.changes["rows"]) == (person.pk, 3)

    def test_a_job_gives_nothing_to_who_no_longer_publishes(self, site, monkeypatch):
        monkeypatch.setattr(exports, "LONG", 1)
        newsletter = make_newsletter(site)
        make_subscribers(newsletter, 2)
        person = make_member(site.organisation, "administrator")
        client = Client(HTTP_HOST="treviso.localhost")
        client.force_login(person)
        post(client, f"{AREA}{newsletter.pk}/iscritti/esporta.csv", site.organisation)
        person.memberships.unrestricted("test").update(role="editor")
        work()
        assert Work.objects.visible_to(person).get().file_path is not None
        assert Work.objects.visible_to(person).get().state != "DONE"


class TestToDo:
    def todo(self, site, role) -> str:
        return browser(site.organisation, role).get("/area-riservata/").content.decode()

    def test_publishers_read_what_waits_for_them_and_editors_what_came_back(self, site):
        newsletter = make_newsletter(site)
        make_issue(newsletter, "In attesa", upto="IN_REVIEW")
        make_issue(newsletter, "Pronto", upto="APPROVED")
        make_issue(newsletter, "Bozza qualunque")
        back = make_issue(newsletter, "Da rivedere", upto="IN_REVIEW")
        actions.STEPS["returned"](actor=ACTOR, issue=back, note="Manca la data")
        words = (
            "Leggi e approva il numero «In attesa»", "Invia il numero approvato «Pronto»",
            "Correggi il numero «Da rivedere»", "«Bozza qualunque»",
        )  # fmt: skip
        seen = {
            role: [w in self.todo(site, role) for w in words]
            for role in ("administrator", "editor", "member")
        }
        assert seen == {
            "administrator": [True, True, True, False],
            "editor": [False, False, True, False],
            "member": [False, False, False, False],
        }

    def test_another_sites_issues_are_nobodys_task_here(self, site):
        foreign = make_newsletter(make_site(make_province("brescia")))
        make_issue(foreign, "SEGRETO di Brescia", upto="IN_REVIEW")
        assert "SEGRETO" not in self.todo(site, "administrator")

    def test_publishers_are_told_that_an_issue_waits(self, site):
        publisher = make_member(site.organisation, "administrator")
        editor = make_member(site.organisation, "editor")
        make_issue(make_newsletter(site), "In attesa", upto="IN_REVIEW")
        work()
        event = Event.objects.unrestricted("test").get(kind="portal.issue.submitted")
        told = Notification.objects.unrestricted("test").filter(event=event).values_list("person", flat=True)
        assert (list(told), editor.pk in told) == ([publisher.pk], False)
