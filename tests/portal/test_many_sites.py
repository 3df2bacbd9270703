"""What a reader's page asks of the database does not grow with the network (portal.md 6, point 4)."""

from datetime import date

import pytest
from django.test import Client

from pico.portal import hosts
from pico.portal.actions._tree import _plant
from pico.portal.models import NewsPage, PortalSite, SectionPage
from pico.portal.models.sites import new_stamp
from tests.factories.organisations import make_national_upi
from tests.factories.portal import make_event, make_many_sites, make_site, make_topic

pytestmark = pytest.mark.django_db
HOME, NEWS = 10, 6  # at most 15 and 12


@pytest.fixture(scope="module")
def treviso(for_the_module):
    """A site with 110 news and an event; the network around it grows from test to test."""
    make_national_upi()
    site = make_site()
    section = SectionPage.objects.child_of(site.wagtail_site.root_page).get(role="NEWS")
    pages = [
        NewsPage(title=f"Notizia {n}", slug=f"notizia-{n}", summary="Sommario.", date=date(2026, 11, 20))
        for n in range(110)
    ]
    about = NewsPage.topics.through
    topic = make_topic()
    _plant(section, pages)
    about.objects.bulk_create(about(newspage_id=page.pk, topic=topic) for page in pages)
    make_event(site)
    return site


@pytest.mark.parametrize("sites", [3, 20])
def test_the_table_of_sites_is_read_at_one_cost(treviso, sites, django_assert_num_queries):
    make_many_sites(sites - 1, make_national_upi())
    PortalSite.objects.update(stamp=new_stamp())
    with django_assert_num_queries(5):
        assert len(hosts.sites().by_organisation) == sites


@pytest.mark.parametrize("sites", [3, 100])
def test_home_and_news_cost_the_same_on_three_and_on_a_hundred_sites(
    treviso, sites, django_assert_num_queries
):
    make_many_sites(sites - 1, make_national_upi())
    reader = Client(HTTP_HOST="treviso.localhost")
    reader.get("/")  # reads the table of sites

    with django_assert_num_queries(HOME):
        reader.get("/")
    for rows in (25, 100):
        with django_assert_num_queries(NEWS):
            assert len(reader.get(f"/novita/?righe={rows}").context["cards"]) == rows
