"""The community's first page: what is new, what waits, of the network and of one territory."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base import dated
from pico.base.dates import today
from pico.community import actions
from tests.community.test_forum_pages import words
from tests.factories.blog import make_article
from tests.factories.forum import make_category, make_reply, make_topic
from tests.factories.library import make_folder, put
from tests.factories.organisations import make_regional_upi

pytestmark = pytest.mark.django_db
HOME = "/community/"
TREVISO, BRESCIA = "/community/territorio/treviso/", "/community/territorio/brescia/"
VENETO = "/community/territorio/upi-veneto/"


@pytest.fixture
def talk(cast):
    """One discussion for each kind of reader, named after who may read it."""
    rows = {}
    for name, owner, level in (
        ("Per tutti", cast.treviso, "PUBLIC"),
        ("Per la rete", cast.brescia, "NETWORK"),
        ("Per la Marca", cast.treviso, "PROVINCE"),
        ("Per la Provincia", cast.treviso, "ORGANISATION"),
        ("Per Brescia", cast.brescia, "PROVINCE"),
    ):
        category = make_category(owner, level, area="SUA" if level == "PROVINCE" else "GENERAL")
        rows[name] = make_topic(category, title=name)
        put(make_folder(owner, level=level), f"{name}.txt")
    return rows


READ = {
    "": ["Per tutti"],
    "clerk": ["Per la Marca", "Per la rete", "Per tutti"],
    "officer": ["Per la Marca", "Per la Provincia", "Per la rete", "Per tutti"],
    "stranger": ["Per Brescia", "Per la rete", "Per tutti"],
}


@pytest.mark.parametrize("who", READ)
def test_everybody_finds_what_they_may_read_and_nothing_else(cast, talk, who):
    page = cast.browser(who).get(HOME)
    assert sorted(row["title"] for row in page.context["topics"]) == READ[who]
    assert sorted(row["title"] for row in page.context["documents"]) == [f"{name}.txt" for name in READ[who]]


@pytest.mark.parametrize(
    ("who", "url", "titles"),
    [
        ("clerk", TREVISO, ["Per la Marca", "Per tutti"]),
        ("clerk", BRESCIA, ["Per la rete"]),
        ("stranger", TREVISO, ["Per tutti"]),
        ("", TREVISO, ["Per tutti"]),
        ("", BRESCIA, []),
    ],
)
def test_a_territory_gathers_what_its_bodies_own(cast, talk, who, url, titles):
    page = cast.browser(who).get(url)
    assert sorted(row["title"] for row in page.context["topics"]) == titles
    assert sorted(row["title"] for row in page.context["documents"]) == [f"{name}.txt" for name in titles]


def test_what_a_municipality_shares_is_part_of_its_province_s_territory(cast):
    put(make_folder(cast.oderzo, level="NETWORK"), "oderzo.txt")
    page = cast.browser("stranger").get(TREVISO)
    assert [row["title"] for row in page.context["documents"]] == ["oderzo.txt"]


class TestARegion:
    @pytest.fixture
    def union(self, cast):
        return make_regional_upi(cast.treviso.region)

    def test_gathers_what_its_provinces_their_bodies_and_its_union_own(self, cast, talk, union):
        put(make_folder(cast.oderzo, level="REGION"), "oderzo.txt")
        make_topic(make_category(union, "REGION"), title="Del Veneto")
        seen = {who: cast.browser(who).get(VENETO) for who in ("clerk", "stranger", "")}
        titles = [sorted(row["title"] for row in page.context["topics"]) for page in seen.values()]
        assert titles == [["Del Veneto", "Per la Marca", "Per tutti"], ["Per tutti"], ["Per tutti"]]
        assert "oderzo.txt" in [row["title"] for row in seen["clerk"].context["documents"]]
        assert "oderzo.txt" not in words(seen["stranger"])

    def test_leads_to_its_provinces_and_they_to_it(self, cast, union):
        assert f'href="{TREVISO}"' in words(cast.browser("clerk").get(VENETO))
        assert f'href="{BRESCIA}"' not in words(cast.browser("clerk").get(VENETO))
        assert f'href="{VENETO}"' in words(cast.browser("clerk").get(TREVISO))
        assert f'href="{VENETO}"' not in words(cast.browser("clerk").get(BRESCIA))

    def test_says_who_is_there(self, cast, union):
        page = cast.browser("clerk").get(VENETO)
        assert page.context["audience"].startswith("Enti della regione Veneto:")
        assert page.context["directory_url"].endswith(f"?regione={cast.treviso.region.code}")


@pytest.mark.parametrize("slug", ["oderzo", "atlantide"])
def test_only_provinces_and_regional_unions_have_a_territory(cast, slug):
    assert cast.browser("clerk").get(f"/community/territorio/{slug}/").status_code == 404


def test_the_verticals_link_here_with_their_area(cast, talk):
    page = cast.browser("clerk").get(f"{HOME}?area=sua")
    assert [row["title"] for row in page.context["topics"]] == ["Per la Marca"]
    assert [row["title"] for row in page.context["documents"]] == []


def test_an_area_that_does_not_exist_filters_nothing_and_is_said(cast, talk):
    page = cast.browser("clerk").get(f"{HOME}?area=atlantide")
    assert (len(page.context["topics"]), "Filtro non valido" in words(page)) == (3, True)


class TestWhatWaits:
    def waiting(self, cast, who: str) -> list[str]:
        return [item.what for item in cast.browser(who).get(HOME).context["waiting"]]

    def test_a_moderator_finds_the_decisions_and_others_do_not(self, cast):
        place = make_category(cast.treviso, "PROVINCE", new_topics="APPROVAL")
        make_topic(place, actor=cast.actor("clerk"))
        topic = actions.approve_topic(
            actor=cast.actor("editor"), topic=make_topic(place, actor=cast.actor("officer"))
        )
        post = make_reply(topic, actor=cast.actor("officer"))
        actions.flag_post(actor=cast.actor("clerk"), post=post, reason="OTHER")
        assert self.waiting(cast, "editor")[0] == "2 decisioni di moderazione"
        assert self.waiting(cast, "clerk") == ["1 discussione con novità"]
        assert self.waiting(cast, "stranger") == []

    def test_nothing_waits_for_who_has_read_everything(self, cast):
        topic = make_topic(make_category(cast.treviso, "PROVINCE"))
        cast.browser("clerk").get(reverse("community:topic", args=[topic.public_id]))
        assert self.waiting(cast, "clerk") == []

    def test_a_visitor_reads_of_nothing_that_waits(self, cast, talk):
        assert cast.browser().get(HOME).context["waiting"] == []


def test_dates_of_the_next_month_are_shown_to_who_sees_their_rows(cast, monkeypatch):
    def entries(user, first, last):
        assert (first, last) == (today(), today() + timedelta(days=30))
        return [dated.DatedEntry(key="a", title="Termine", kind="Prova", day=today(), url="/")]

    monkeypatch.setitem(dated.sources._entries, "prova", dated.DatedSource("prova", "Prova", entries))
    assert "Termine" in words(cast.browser("clerk").get(HOME))
    assert "Termine" not in words(cast.browser().get(HOME))


def test_the_page_asks_the_same_of_the_database_at_one_row_and_at_three(cast):
    place, folder = make_category(cast.treviso, "PROVINCE"), make_folder(cast.treviso, level="PROVINCE")
    client = cast.browser("clerk")
    asked = []
    for rows in (1, 2):
        for _ in range(rows):
            make_topic(place)
            put(folder)
        client.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            client.get(HOME)
        asked.append(len(queries))
    assert asked == [23, 23]


PLACES = {
    "": (["Categoria PUBLIC"], ["Cartella PUBLIC"]),
    "stranger": (["Categoria PUBLIC"], ["Cartella PUBLIC"]),
    "clerk": (["Categoria PROVINCE", "Categoria PUBLIC"], ["Cartella PROVINCE", "Cartella PUBLIC"]),
}


@pytest.mark.parametrize("who", PLACES)
def test_a_territory_lists_the_categories_and_folders_one_may_see(cast, who):
    for level in ("PUBLIC", "PROVINCE", "INVITED"):
        make_category(cast.treviso, level, name=f"Categoria {level}")
        make_folder(cast.treviso, f"Cartella {level}", level=level)
    make_category(cast.brescia, "PUBLIC", name="Categoria di Brescia")
    make_folder(cast.brescia, "Cartella di Brescia", level="PUBLIC")
    page = cast.browser(who).get(TREVISO)
    lists = [[row["name"] for row in page.context[name]] for name in ("categories", "folders")]
    assert tuple(lists) == PLACES[who]


def test_a_territory_says_who_is_there_in_numbers_to_who_signs_in(cast):
    assert "2 enti" in words(cast.browser("clerk").get(TREVISO))
    assert "Chi c'è" not in words(cast.browser().get(TREVISO))


def test_a_territory_shows_the_newest_articles_one_may_read(cast):
    for level in ("PUBLIC", "ORGANISATION"):
        make_article(cast.actor("officer"), level, title=f"Articolo {level}")
    seen = {
        who: [card["title"] for card in cast.browser(who).get(TREVISO).context["articles"]]
        for who in ("", "clerk", "officer")
    }
    assert seen == {
        "": ["Articolo PUBLIC"], "clerk": ["Articolo PUBLIC"],
        "officer": ["Articolo ORGANISATION", "Articolo PUBLIC"],
    }  # fmt: skip


def test_a_territory_asks_the_same_of_the_database_at_one_row_and_at_three(cast):
    client, asked = cast.browser("clerk"), []
    for rows in (1, 2):
        for _ in range(rows):
            place = make_category(cast.treviso, "PROVINCE")
            make_topic(place)
            put(make_folder(cast.treviso, level="PROVINCE"))
            make_article(cast.actor("officer"))
        client.get(TREVISO)
        with CaptureQueriesContext(connection) as queries:
            client.get(TREVISO)
        asked.append(len(queries))
    assert (asked[0], asked[1]) == (26, 26)
