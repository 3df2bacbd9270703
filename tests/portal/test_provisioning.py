"""Making sites."""

import pytest
from django.core.management import call_command
from wagtail.models import Collection, Page
from wagtail.models import Site as WagtailSite

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.portal.actions import create_network, create_site, create_sites, seed_topics
from pico.portal.models import HomePage, PortalSite, SectionPage, Topic
from tests.factories.accounts import make_member
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)
from tests.factories.portal import ACTOR

pytestmark = pytest.mark.django_db


def lines(verb):
    return Entry.objects.unrestricted("the test reads the journal").filter(verb=verb)


def test_a_new_site_has_home_sections_collection_and_is_in_draft():
    site = create_site(actor=ACTOR, organisation=make_province())

    home = HomePage.objects.get(pk=site.wagtail_site.root_page_id)
    sections = SectionPage.objects.child_of(home).order_by("path")
    assert (site.slug, site.state, home.slug, home.live) == ("treviso", "DRAFT", "treviso", True)
    assert [(section.role, section.url_path) for section in sections] == [
        ("ADMINISTRATION", "/treviso/organizzazione/"),
        ("NEWS", "/treviso/novita/"),
        ("SERVICES", "/treviso/servizi/"),
        ("TERRITORY", "/treviso/territorio/"),
        ("PROJECT", "/treviso/progetto/"),
    ]
    assert site.collection.name == "Provincia di Treviso"
    assert lines("portal.site.created").count() == 1


def test_upi_sites_list_the_provinces_instead_of_a_territory():
    site = create_site(actor=ACTOR, organisation=make_regional_upi())
    roles = SectionPage.objects.child_of(site.wagtail_site.root_page).values_list("role", flat=True)
    assert set(roles) == {"ADMINISTRATION", "NEWS", "SERVICES", "PROVINCES", "PROJECT"}


def test_made_twice_a_site_is_there_once():
    treviso = make_province()
    first = create_site(actor=ACTOR, organisation=treviso)
    again = create_site(actor=ACTOR, organisation=treviso)

    assert (first, PortalSite.objects.count(), HomePage.objects.count()) == (again, 1, 1)
    assert lines("portal.site.created").count() == 1


def test_the_tree_is_sound_after_many_sites_at_once():
    bodies = [make_national_upi(), make_province(), make_province("brescia"), make_province("vicenza")]
    create_sites(actor=ACTOR, organisations=bodies[:2])
    create_sites(actor=ACTOR, organisations=bodies)

    assert [list(problem) for problem in Page.find_problems()] == [[], [], [], [], []]
    assert [list(problem) for problem in Collection.find_problems()] == [[], [], [], [], []]
    assert PortalSite.objects.count() == 4


def test_pages_can_be_added_after_by_wagtail_itself():
    site = create_site(actor=ACTOR, organisation=make_province())
    home = site.wagtail_site.root_page.specific
    home.add_child(instance=SectionPage(title="Altro", slug="altro", role="NEWS"))

    assert [list(problem) for problem in Page.find_problems()] == [[], [], [], [], []]


def test_wagtails_own_welcome_page_gives_way_to_upi():
    root = Page.get_first_root_node()
    welcome = root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    WagtailSite.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)

    create_site(actor=ACTOR, organisation=make_national_upi())

    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert WagtailSite.objects.get(is_default_site=True).hostname == "upi.localhost"


@pytest.mark.parametrize("role", ["administrator", "editor"])
def test_a_province_does_not_make_sites_itself(role):
    treviso = make_province()
    actor = Actor(make_member(treviso, role), treviso)

    with pytest.raises(Refused):
        create_site(actor=actor, organisation=treviso)

    assert PortalSite.objects.count() == 0


def test_the_national_administrator_makes_sites():
    upi = make_national_upi()
    actor = Actor(make_member(upi, "administrator"), upi)
    assert create_site(actor=actor, organisation=make_province()).slug == "treviso"


def test_a_municipality_has_no_site():
    oderzo = make_municipality_body("Oderzo", make_province())
    with pytest.raises(Refused, match="Hanno un sito"):
        create_site(actor=ACTOR, organisation=oderzo)


def test_the_cost_of_a_site_does_not_grow_with_the_network(django_assert_max_num_queries):
    create_site(actor=ACTOR, organisation=make_province("brescia"))
    treviso = make_province()
    with django_assert_max_num_queries(60):
        create_site(actor=ACTOR, organisation=treviso)


def test_topics_come_from_the_official_lists_once():
    added = seed_topics(actor=ACTOR)

    assert (added, seed_topics(actor=ACTOR)) == (28, 0)
    assert set(Topic.objects.values_list("source", flat=True)) == {"MODEL", "EUROVOC"}


def test_a_new_network_has_upi_online_and_the_provinces_in_draft(capsys):
    make_national_upi()
    make_regional_upi()
    make_province()
    make_province("palermo", subtype="METROPOLITAN_CITY")

    call_command("create_sites")
    call_command("create_sites")

    states = dict(PortalSite.objects.values_list("slug", "state"))
    assert states == {"upi": "ONLINE", "upi-veneto": "DRAFT", "treviso": "DRAFT"}
    assert capsys.readouterr().out == "3 new sites\nnothing to add\n"


def test_a_network_brings_its_topics():
    make_national_upi()
    create_network(actor=ACTOR)
    assert Topic.objects.active().count() == 28
