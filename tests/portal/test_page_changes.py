"""Every way of publishing, withdrawing, moving and deleting a page ends in one place, which others hear."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Revision

from pico.accounts.actions import reconcile_cms_groups
from pico.base.actor import Actor
from pico.journal.models import Entry
from pico.portal import published
from pico.portal.actions import unpublish_page
from pico.portal.models import NewsPage, SectionPage
from pico.portal.writing import writing
from pico.search.models import SearchEntry
from tests.factories.accounts import make_member
from tests.factories.portal import ACTOR, make_news, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """What a listener hears, in words: (what, title, again)."""
    told = []
    registry = published.Registry("listener to page changes")
    registry.add("test", lambda change: told.append((change.what.value, change.page.title, change.again)))
    monkeypatch.setattr(published, "listeners", registry)
    return told


@pytest.fixture(scope="module")
def site_of_the_file(for_the_module):
    return make_site()


@pytest.fixture
def site(site_of_the_file, db):
    return deepcopy(site_of_the_file)


def draft_on(site, title="Nuovo ponte", **fields) -> NewsPage:
    section = SectionPage.objects.child_of(site.wagtail_site.root_page).get(role="NEWS")
    page = section.add_child(instance=NewsPage(title=title, live=False, **fields))
    page.save_revision()
    return page


def found(page) -> list[str]:
    entries = SearchEntry.objects.of_everybody().filter(target_type="portal.newspage", target_id=page.pk)
    return list(entries.values_list("title", flat=True))


def lines(page) -> list[str]:
    rows = Entry.objects.unrestricted("test").filter(object_id=str(page.pk), verb__startswith="portal.")
    return list(rows.order_by("pk").values_list("verb", flat=True))


def test_an_action_that_publishes_and_withdraws_is_heard(site, heard):
    news = make_news(site, "Chiusa la provinciale 34")
    unpublish_page(actor=ACTOR, site=site, page=news)
    assert heard == [
        ("PUBLISHED", "Chiusa la provinciale 34", False),
        ("UNPUBLISHED", "Chiusa la provinciale 34", False),
    ]


def test_an_editors_publication_correction_and_withdrawal_are_heard_written_and_found(site, heard):
    page = draft_on(site)
    assert (heard, found(page)) == ([], [])

    page.get_latest_revision().publish()
    page = NewsPage.objects.get(pk=page.pk)
    page.title = "Nuovo ponte sul Piave"
    page.save_revision().publish()
    assert found(page) == ["Nuovo ponte sul Piave"]
    NewsPage.objects.get(pk=page.pk).unpublish()

    assert heard == [
        ("PUBLISHED", "Nuovo ponte", False),
        ("PUBLISHED", "Nuovo ponte sul Piave", True),
        ("UNPUBLISHED", "Nuovo ponte sul Piave", False),
    ]
    assert lines(page) == ["portal.newspage.published", "portal.page.corrected", "portal.page.unpublished"]
    assert found(page) == []


def test_a_page_published_again_after_its_withdrawal_is_no_correction(site, heard):
    page = draft_on(site)
    for _time in range(2):
        NewsPage.objects.get(pk=page.pk).get_latest_revision().publish()
        NewsPage.objects.get(pk=page.pk).unpublish()
    assert [again for what, _title, again in heard if what == "PUBLISHED"] == [False, False]


def test_the_clock_publishes_and_withdraws_by_the_same_path_and_says_why(site, heard):
    soon = timezone.now() + timedelta(minutes=5)
    page = draft_on(site, go_live_at=soon, expire_at=soon + timedelta(days=1))
    page.get_latest_revision().publish()
    assert (heard, NewsPage.objects.get(pk=page.pk).live) == ([], False)

    past = timezone.now() - timedelta(minutes=1)
    revision = Revision.objects.get(object_id=str(page.pk))
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    call_command("publish_scheduled")
    Page.objects.filter(pk=page.pk).update(expire_at=past)
    call_command("publish_scheduled")

    assert [what for what, _title, _again in heard] == ["PUBLISHED", "UNPUBLISHED"]
    rows = Entry.objects.unrestricted("test").filter(object_id=str(page.pk), verb__startswith="portal.")
    assert set(rows.values_list("reason", flat=True)) == {"data decisa dalla redazione"}


def test_a_live_page_with_a_version_for_a_later_day_stays_until_then(site, heard):
    news = make_news(site, "Bando")
    news.go_live_at = timezone.now() + timedelta(days=1)
    news.save_revision().publish()
    assert heard[-1] == ("PUBLISHED", "Bando", False)
    assert NewsPage.objects.get(pk=news.pk).live


def test_a_page_under_another_address_is_heard_with_what_stands_below(site, heard):
    news = make_news(site, "Bando")
    target = SectionPage.objects.child_of(site.wagtail_site.root_page).get(role="TERRITORY")
    news.move(target, pos="last-child")
    assert heard[-1] == ("MOVED", "Bando", False)
    assert NewsPage.objects.get(pk=news.pk).path_on_site == "/territorio/bando/"


def test_a_new_slug_is_a_new_address(site, heard, django_capture_on_commit_callbacks):
    news = make_news(site, "Bando")
    news.slug = "bando-2027"
    with django_capture_on_commit_callbacks(execute=True):
        news.save_revision().publish()
    assert [what for what, _title, _again in heard] == ["PUBLISHED", "PUBLISHED", "MOVED"]


def test_a_deleted_page_is_withdrawn_first_and_found_no_more(site, heard):
    news = make_news(site, "Bando")
    number = news.pk
    Page.objects.get(pk=number).delete()
    assert [what for what, _title, _again in heard] == ["PUBLISHED", "UNPUBLISHED", "DELETED"]
    assert SearchEntry.objects.of_everybody().filter(target_id=number).count() == 0


def test_the_line_names_who_wrote_and_for_which_body(site, heard):
    page = draft_on(site)
    publisher = make_member(site.organisation, "administrator")
    reconcile_cms_groups(actor=ACTOR)
    with writing(Actor(publisher, site.organisation)):
        page.get_latest_revision().publish(user=publisher)
    row = Entry.objects.unrestricted("test").get(verb="portal.newspage.published")
    assert (row.actor_id, row.organisation_id, row.category) == (
        publisher.pk,
        site.organisation_id,
        "publication",
    )
