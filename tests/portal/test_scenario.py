"""The scenario of portal.md 6, sentence by sentence, through the pages as people use them."""

import re
from html import unescape

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import WorkflowState

from pico.accounts.actions import reconcile_cms_groups
from pico.notifications.models import Notification
from pico.portal.actions import look_after_issues, set_up_approval
from pico.portal.models import Issue, NewsPage, Placement
from tests.factories.accounts import make_member, make_membership
from tests.factories.newsletter import ACTOR, make_newsletter, make_subscribers
from tests.factories.organisations import make_entitlement, make_other_body, make_province, make_regional_upi
from tests.factories.portal import make_event, make_national_site, make_news, make_site, make_topic
from tests.factories.sua import Cast, make_sent
from tests.portal.editing import section
from tests.portal.test_editor import fields
from tests.queue import work

TITLE = "Gara aggregata energia elettrica 2027: al via la raccolta dei fabbisogni"
SLUG = "gara-aggregata-energia-elettrica-2027"
SHOWN = f"/novita/da/treviso/{SLUG}/"
EVENT = "Assemblea delle Province venete"
AREA = "/area-riservata/portale"
SWITCH = "/enti/treviso/moduli/sua/"


def words(answer) -> str:
    return unescape(answer.content.decode())


def read(host: str, path: str):
    """Open a page as anybody who reads a site."""
    return Client(HTTP_HOST=f"{host}.localhost").get(path)


class Story:
    """The sites and people of the scenario, each with a browser of their own on their own site."""

    def __init__(self, clock) -> None:
        self.clock = clock
        make_national_site()
        self.cast = Cast("Asolo")
        treviso, asolo = self.cast.province, self.cast.body
        veneto, lombardia = (
            make_regional_upi(treviso.region),
            make_regional_upi(make_province("brescia").region),
        )
        vicenza, brescia = make_province("vicenza"), make_province("brescia")
        bodies = (veneto, lombardia, treviso, vicenza, brescia)
        self.sites = {site.slug: site for site in map(make_site, bodies)}
        self.chiara = make_member(treviso, "editor", given_name="Chiara", family_name="Zanatta")
        self.paolo = make_member(treviso, "administrator", given_name="Paolo", family_name="Bressan")
        self.elena = make_member(veneto, "administrator", given_name="Elena", family_name="Rossi")
        self.vera = make_member(vicenza, "administrator")
        self.grappa = make_other_body("Unione Montana del Grappa", treviso)
        make_entitlement(self.grappa)
        self.clerk = self.cast.operator
        make_membership(self.clerk, self.grappa, "member")
        self.asolo = asolo
        set_up_approval(actor=ACTOR)
        reconcile_cms_groups(actor=ACTOR)
        self.topic = make_topic("Appalto pubblico")
        for number in range(4):  # newer than the item: on the home without being highlighted there is no room
            make_news(self.sites["upi-veneto"], f"Notizia di UPI Veneto {number}", day="2026-11-25")
        self.event = make_event(self.sites["upi-veneto"], EVENT)
        self.newsletter = make_newsletter(self.sites["upi-veneto"], "Province venete in rete")
        make_subscribers(self.newsletter, 1200)
        make_subscribers(self.newsletter, 3, state="PENDING")

    def browser(self, person, site: str) -> Client:
        client = Client(HTTP_HOST=f"{site}.localhost")
        client.force_login(person)
        return client

    @property
    def item(self) -> NewsPage:
        return NewsPage.objects.get(title=TITLE)

    def placement(self, target: str) -> Placement:
        return Placement.objects.unrestricted("test").get(item=self.item.pk, target=self.sites[target])

    def told(self, person, kind: str) -> list[str]:
        work()
        rows = Notification.objects.visible_to(person).filter(event__kind=kind).select_related("event")
        return [row.event.data["title"] for row in rows]


def shows(host: str, *paths: str) -> list[bool]:
    return [TITLE in words(read(host, path)) for path in paths]


def news(story: Story, **changes) -> dict:
    topics = {"topics": [story.topic.pk], "summary": "I Comuni comunicano i consumi."}
    return fields(title=TITLE, slug=SLUG, **topics, **changes)


def chiara_writes_and_submits(story: Story) -> None:
    client, here = story.browser(story.chiara, "treviso"), section(story.sites["treviso"])
    path = f"/redazione/pages/add/portal/newspage/{here.pk}/"
    assert client.get(path).status_code == 200
    assert client.post(path, news(story, **{"action-submit": "1"})).status_code == 302
    assert (story.item.live, story.item.owner, list(story.item.topics.all())) == (
        False, story.chiara, [story.topic],
    )  # fmt: skip
    assert shows("treviso", "/", "/novita/", f"/novita/{SLUG}/") == [False] * 3


def paolo_approves_at_ten(story: Story) -> None:
    client, item = story.browser(story.paolo, "treviso"), story.item
    assert TITLE in words(client.get(f"{AREA}/"))
    state = item.current_workflow_task_state
    path = f"/redazione/pages/workflow/action/{item.pk}/approve/{state.pk}/"
    assert client.post(path, {"comment": ""}).status_code in {200, 302}
    published = timezone.localtime(story.item.first_published_at)
    assert (published.strftime("%d.%m.%Y %H:%M"), WorkflowState.objects.get().status) == (
        "25.11.2026 10:00", "approved",
    )  # fmt: skip
    assert shows("treviso", "/", "/novita/", f"/novita/{SLUG}/") == [True] * 3


def and_proposes_it_up_to_upi_veneto(story: Story) -> None:
    client = story.browser(story.paolo, "treviso")
    path = f"{AREA}/condivisioni/nuova/{story.item.pk}/"
    assert "UPI Veneto" in words(client.get(path))
    where = f"up-{story.sites['upi-veneto'].pk}"
    assert client.post(path, {"where": where, "note": "Riguarda tutti i Comuni"}).status_code == 302
    row = story.placement("upi-veneto")
    assert (row.state, row.direction, row.proposed_by) == ("PROPOSED", "UP", story.paolo)
    assert story.told(story.elena, "portal.placement.proposed") == [TITLE]
    assert shows("upi-veneto", "/", "/novita/", SHOWN) == [False] * 3


def elena_accepts_and_highlights_it(story: Story) -> None:
    client = story.browser(story.elena, "upi-veneto")
    page = words(client.get(f"{AREA}/condivisioni/"))
    row = story.placement("upi-veneto")
    assert f"{AREA}/condivisioni/{row.public_id}/" in page
    answer = client.post(f"{AREA}/condivisioni/{row.public_id}/accetta/", {"highlighted": "on"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.highlighted, row.decided_by) == ("ACCEPTED", True, story.elena)
    assert story.told(story.paolo, "portal.placement.accepted") == [TITLE]


def the_home_shows_it_with_its_origin_and_vicenza_does_not(story: Story) -> None:
    home = read("upi-veneto", "/")
    first = next(block.content for block in home.context["blocks"] if block.said.code == "NEWS")[0]
    assert (first.title, first.url) == (TITLE, SHOWN)
    assert "da Provincia di Treviso" in words(home)
    assert shows("vicenza", "/", "/novita/", SHOWN) == [False] * 3


def elena_proposes_it_down_to_all_provinces_of_veneto(story: Story) -> None:
    client, row = story.browser(story.elena, "upi-veneto"), story.placement("upi-veneto")
    assert client.post(f"{AREA}/condivisioni/{row.public_id}/inoltra/", {"where": "all"}).status_code == 302
    rows = Placement.objects.unrestricted("test").filter(via=story.sites["upi-veneto"])
    assert list(rows.values_list("target__slug", "direction", "state")) == [("vicenza", "DOWN", "ACCEPTED")]


def vicenza_lists_it_brescia_never(story: Story) -> None:
    assert shows("vicenza", "/", "/novita/", SHOWN, "/rss/novita.xml") == [True] * 4
    assert "da Provincia di Treviso" in words(read("vicenza", "/novita/"))
    assert shows("brescia", "/", "/novita/", SHOWN, "/rss/novita.xml") == [False] * 4


def vicenza_removes_it_with_a_reason_upi_veneto_keeps_it(story: Story) -> None:
    client, row = story.browser(story.vera, "vicenza"), story.placement("vicenza")
    path = f"{AREA}/condivisioni/{row.public_id}/rimuovi/"
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Abbiamo già la nostra gara"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason) == ("REMOVED", "Abbiamo già la nostra gara")
    assert shows("vicenza", "/", "/novita/", SHOWN, "/rss/novita.xml") == [False] * 4
    assert shows("upi-veneto", "/", "/novita/", SHOWN, "/rss/novita.xml") == [True] * 4
    assert story.told(story.elena, "portal.placement.removed") == [TITLE]


def paolo_corrects_the_date_and_upi_veneto_shows_it_at_once(story: Story) -> None:
    assert "20 novembre 2026" in words(read("upi-veneto", SHOWN))
    path = f"/redazione/pages/{story.item.pk}/edit/"
    form = news(story, date="2026-11-24", **{"action-publish": "1"})
    assert story.browser(story.paolo, "treviso").post(path, form).status_code == 302
    page = words(read("upi-veneto", SHOWN))
    assert ("24 novembre 2026" in page, "20 novembre 2026" in page) == (True, False)
    assert story.told(story.elena, "portal.placement.changed") == [TITLE]


def the_newsletter_takes_the_item_and_an_event(story: Story) -> Issue:
    client, area = story.browser(story.elena, "upi-veneto"), f"{AREA}/newsletter"
    acting = {"acting": story.sites["upi-veneto"].organisation_id}
    new = f"{area}/{story.newsletter.pk}/numeri/nuovo/"
    client.post(new, {**acting, "subject": "Le Province venete a novembre", "preheader": "In breve"})
    issue = Issue.objects.unrestricted("test").get()
    block = f"{area}/numeri/{issue.pk}/blocchi/nuovo/contenuto/"
    offered = words(client.get(block))
    assert f"{TITLE} (da Provincia di Treviso)" in offered
    for page in (story.item, story.event):
        assert client.post(block, {**acting, "page": page.pk}).status_code == 302
    return issue


def it_is_tested_approved_and_sent_to_1200_confirmed_subscribers(story: Story, issue: Issue) -> None:
    client, here = story.browser(story.elena, "upi-veneto"), f"{AREA}/newsletter/numeri/{issue.pk}"
    acting = {"acting": story.sites["upi-veneto"].organisation_id}
    mail.outbox.clear()
    client.post(f"{here}/prova/", acting)
    work()
    tests = [message.to for message in mail.outbox if message.subject.startswith("[Prova]")]
    assert tests == [[story.elena.email]]
    for page, state in (("revisione", "IN_REVIEW"), ("approvazione", "APPROVED"), ("invio", "SENDING")):
        assert client.post(f"{here}/{page}/", acting).status_code == 302
        issue.refresh_from_db()
        assert issue.state == state
    for _minute in range(3):  # 600 leave in a minute
        work()
        story.clock.shift(61)
    look_after_issues(actor=ACTOR)
    issue.refresh_from_db()
    assert (issue.state, issue.recipients, issue.delivered) == ("SENT", 1200, 1200)
    sent = sent_mails(issue)
    assert len({message.to[0] for message in sent}) == len(sent) == 1200
    assert [text in sent[0].body for text in (TITLE, "da Provincia di Treviso", EVENT)] == [True] * 3


def sent_mails(issue: Issue) -> list:
    return [message for message in mail.outbox if message.subject == issue.subject]


def and_archived_in_public(story: Story, issue: Issue) -> str:
    """Return the link to the item in the issue that was sent."""
    assert f"/newsletter/{issue.pk}/" in words(read("upi-veneto", "/newsletter/"))
    page = words(read("upi-veneto", f"/newsletter/{issue.pk}/"))
    assert (TITLE in page, EVENT in page) == (True, True)
    link = re.search(rf"/newsletter/{issue.pk}/contenuto/\d+/", sent_mails(issue)[0].body)[0]
    assert read("upi-veneto", link).url == SHOWN
    return link


def paolo_unpublishes_and_it_is_gone_everywhere(story: Story, issue: Issue, link: str) -> None:
    work()
    found = "/cerca/?testo=fabbisogni"
    everywhere = ("/", "/novita/", "/rss/novita.xml", "/atom/novita.xml", found, "/sitemap.xml")
    assert shows("upi-veneto", *everywhere[:5]) == [True] * 5
    assert f"/novita/{SLUG}/" in words(read("treviso", "/sitemap.xml"))
    answer = story.browser(story.paolo, "treviso").post(f"/redazione/pages/{story.item.pk}/unpublish/")
    assert answer.status_code == 302
    for host in ("treviso", "upi-veneto", "vicenza"):
        assert shows(host, *everywhere) == [False] * 6
        assert SLUG not in words(read(host, "/sitemap.xml"))
    assert read("upi-veneto", SHOWN).status_code == 404
    gone = read("upi-veneto", link)
    assert (gone.status_code, "Contenuto non più disponibile" in words(gone)) == (410, True)
    archived = words(read("upi-veneto", f"/newsletter/{issue.pk}/"))
    assert "Contenuto non più disponibile" in archived


def trevisos_administrator_switches_sua_off_and_on_again(story: Story) -> None:
    for _number in range(3):
        make_sent(story.cast)
    client = story.browser(story.paolo, "treviso")
    assert "Stazione unica appaltante" in words(read("treviso", "/"))
    asked = client.post(SWITCH, {"state": "OFF"})
    assert (asked.status_code, "Richieste in corso: <strong>3</strong>" in words(asked)) == (422, True)
    assert read("treviso", "/gare/").status_code == 200
    assert client.post(SWITCH, {"state": "OFF", "confirmed": "on"}).status_code == 302
    assert "Stazione unica appaltante" not in words(read("treviso", "/"))
    assert read("treviso", "/gare/").status_code == 404
    assert client.post(SWITCH, {"state": "ACTIVE"}).status_code == 302
    assert "Stazione unica appaltante" in words(read("treviso", "/"))
    assert read("treviso", "/gare/").status_code == 200
    sua = words(story.browser(story.cast.sua, "treviso").get("/sua/gare/"))
    assert sua.count("Arredi per la biblioteca comunale") >= 3


def asolos_clerk_switches_organisation_and_a_form_of_another_tab_answers_409(story: Story) -> None:
    client = story.browser(story.clerk, "treviso")
    client.post("/ente/cambia/", {"organisation": story.asolo.pk})
    assert "/sua/richieste/nuova/" in words(client.get("/area-riservata/"))
    form = words(client.get("/sua/richieste/nuova/"))
    opened_for = re.search(r'name="acting" value="(\d+)"', form)[1]
    key = re.search(r'name="form_key" value="([^"]+)"', form)[1]
    assert opened_for == str(story.asolo.pk)
    client.post("/ente/cambia/", {"organisation": story.grappa.pk})
    area = words(client.get("/area-riservata/"))
    assert ("Unione Montana del Grappa" in area, "/sua/richieste/nuova/" in area) == (True, False)
    sent = {"title": "Nuova palestra", "contract_object": "WORKS", "form_key": key, "acting": opened_for}
    answer = client.post("/sua/richieste/nuova/", sent)
    assert answer.status_code == 409
    assert "Stai agendo per Unione Montana del Grappa: vuoi continuare?" in words(answer)
    assert 'name="title" value="Nuova palestra"' in words(answer)


@pytest.mark.walk
@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_scenario():
    with time_machine.travel("2026-11-25T10:00:00+01:00") as clock:
        story = Story(clock)
        chiara_writes_and_submits(story)
        paolo_approves_at_ten(story)
        and_proposes_it_up_to_upi_veneto(story)
        elena_accepts_and_highlights_it(story)
        the_home_shows_it_with_its_origin_and_vicenza_does_not(story)
        elena_proposes_it_down_to_all_provinces_of_veneto(story)
        vicenza_lists_it_brescia_never(story)
        vicenza_removes_it_with_a_reason_upi_veneto_keeps_it(story)
        paolo_corrects_the_date_and_upi_veneto_shows_it_at_once(story)
        issue = the_newsletter_takes_the_item_and_an_event(story)
        it_is_tested_approved_and_sent_to_1200_confirmed_subscribers(story, issue)
        link = and_archived_in_public(story, issue)
        paolo_unpublishes_and_it_is_gone_everywhere(story, issue, link)
        trevisos_administrator_switches_sua_off_and_on_again(story)
        asolos_clerk_switches_organisation_and_a_form_of_another_tab_answers_409(story)
