"""Wagtail's own search of pages: what upstream finds, in one match."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelsearch.backends.database import SearchBackend as Upstream
from wagtail.models import Page
from wagtail.search import index

from pico.search.page_search import SearchBackend
from tests.factories.portal import make_news, make_site

pytestmark = pytest.mark.django_db
TITLES = ("Ponte sul Piave", "Ponte ponte ponte", "Strada chiusa", "Il ponte della Priula riaperto", "Scuole")


@pytest.fixture
def pages():
    site = make_site()
    made = [make_news(site, title) for title in TITLES]
    for page in made:
        index.insert_or_update_object(page)
    return made


@pytest.mark.parametrize("typed", ["ponte", "piave ponte", "priula", "niente", "scuole"])
@pytest.mark.parametrize("way", ["search", "autocomplete"])
def test_it_finds_what_upstream_finds_in_the_same_order(pages, typed, way):
    rows = Page.objects.all()
    ours, theirs = (
        [page.pk for page in getattr(backend({}), way)(typed, rows)] for backend in (SearchBackend, Upstream)
    )
    assert ours == theirs


def test_one_match_is_enough(pages):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = list(SearchBackend({}).search("ponte", Page.objects.all()))
    assert len(found) == 3
    if connection.vendor == "sqlite":
        assert sum(query["sql"].count("MATCH") for query in asked) == 1


def test_other_orders_and_counts_work_too(pages):
    backend = SearchBackend({})
    by_title = backend.search("ponte", Page.objects.order_by("title"), order_by_relevance=False)
    assert [page.title for page in by_title] == sorted(title for title in TITLES if "onte" in title)
    assert backend.search("ponte", Page.objects.all()).count() == 3


def test_the_installation_uses_it():
    from wagtail.search.backends import get_search_backend

    expected = "SqlitePageSearch" if connection.vendor == "sqlite" else "PostgresSearchBackend"
    assert type(get_search_backend()).__name__ == expected
