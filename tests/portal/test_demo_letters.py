"""The demo of what travels and of the newsletters: loaded by the real loaders, twice."""

from collections import Counter

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from pico.base.jobs import jobs
from pico.notifications.models import Mailing
from pico.portal.demo import letters, loading, placements, ratings
from pico.portal.models import Issue, IssueDelivery, Newsletter, PageRating, Placement, PortalSite, Subscriber
from tests.factories.accounts import make_member
from tests.factories.organisations import make_national_upi, make_province, make_regional_upi

pytestmark = [pytest.mark.walk, pytest.mark.django_db]
WHY = "the test looks at every row"


@pytest.fixture(scope="module", autouse=True)
def demo(for_the_module):
    """Six bodies, five of them with their publisher, filled once for the file."""
    bodies = {"upi": make_national_upi()}
    for slug in ("treviso", "vicenza", "brescia", "pesaro-urbino"):
        bodies[slug] = make_province(slug)
    bodies["upi-veneto"] = make_regional_upi(bodies["treviso"].region)
    for slug, email in placements.PUBLISHERS.items():
        make_member(bodies[slug], "administrator", email=email)
    loading.load()
    for loader in (placements, letters, ratings):
        loader.load()


def counts():
    guarded = (Placement, Newsletter, Subscriber, Issue, IssueDelivery, PageRating)
    return [model.objects.unrestricted(WHY).count() for model in guarded]


def test_loading_twice_changes_nothing():
    first = counts()
    for loader in (placements, letters, ratings):
        loader.load()
    assert counts() == first


def test_there_is_an_item_in_each_state_and_one_that_was_sent_on():
    rows = Placement.objects.unrestricted(WHY)
    assert {state for state, n in Counter(rows.values_list("state", flat=True)).items() if n} == {
        "PROPOSED", "ACCEPTED", "REFUSED", "WITHDRAWN", "REMOVED",
    }  # fmt: skip
    assert rows.filter(via__slug="upi-veneto", target__slug="vicenza", state="ACCEPTED").count() == 1
    assert not rows.filter(target__slug="brescia", via__slug="upi-veneto").exists()


def test_the_archive_of_upi_veneto_opens_with_an_item_of_treviso_and_nobody_is_written_to():
    browser = Client(HTTP_HOST="upi-veneto.localhost")
    page = browser.get("/newsletter/")
    issues = list(page.context["page"])
    assert [issue.subject for issue in issues] == [
        "Gare aggregate 2027 e corsi di primavera", "Pi.Co. arriva in tutte le Province venete",
    ]  # fmt: skip
    assert "da Provincia di Treviso" in browser.get(f"/newsletter/{issues[0].pk}/").content.decode()
    assert Newsletter.objects.unrestricted(WHY).count() == 2
    assert sorted(Issue.objects.unrestricted(WHY).values_list("state", flat=True)) == [
        "DRAFT", "IN_REVIEW", "SENT", "SENT",
    ]  # fmt: skip
    assert Mailing.objects.count() == 2
    sending = DBTaskResult.objects.filter(task_path=jobs.get("notifications.send_batch").task.module_path)
    assert sending.count() == 0


def test_every_reader_has_an_address_that_cannot_exist():
    addresses = Subscriber.objects.unrestricted(WHY).values_list("email", flat=True)
    assert len(addresses) == 125
    assert {address.rpartition(".")[2] for address in addresses} == {"example"}


def test_the_dashboard_of_judgements_has_months_pages_and_comments_of_three_sites():
    rows = PageRating.objects.unrestricted(WHY)
    per_site = Counter(rows.values_list("site__slug", flat=True))
    assert per_site == {"treviso": 35, "brescia": 34, "upi-veneto": 33}
    assert rows.dates("day", "month").count() >= 6
    assert rows.exclude(text="").count() >= 20
    assert PortalSite.objects.get(slug="treviso").auto_accept_regional is False
