"""Filters by area, period and state of the lists of the community: they narrow, complain, and stay."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.base.dates import ROME, today
from pico.community import actions
from pico.community.models import Article, Flag, Practice, Topic
from pico.files.models import Folder
from tests.community.test_forum_pages import words
from tests.factories.accounts import make_membership
from tests.factories.blog import make_article, make_comment, make_draft
from tests.factories.forum import make_category, make_reply, make_topic
from tests.factories.library import make_folder, put
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db
AREAS = ("SUA", "SIT", "GENERAL")
WRONG_DAY = {"dal": "31/02/2026", "al": "01/01/0001"}
SENTENCES = ["Inserisci una data valida.", "Scrivi una data fra il 1861 e il 2199."]


def day(ago: int) -> str:
    return f"{today() - timedelta(days=ago):%d/%m/%Y}"


def put_back(model, pk: int, column: str, ago: int) -> None:
    """Let a row be of a day that has passed: noon in Rome."""
    noon = datetime.combine(today() - timedelta(days=ago), datetime.min.time(), ROME) + timedelta(hours=12)
    model.objects.unrestricted("test").filter(pk=pk).update(**{column: noon})


class List:
    """A list of the community in which three rows lie: two of Treviso and one of Brescia, of three areas.

    Today, ten and twenty days ago; one more that nobody of the viewers sees.
    """

    def __init__(self, name: str, who: str, shown) -> None:
        self.name, self.who, self.shown = name, who, shown

    def get(self, cast, **query):
        return cast.browser(self.who).get(reverse(f"community:{self.name}"), query)

    def rows(self, cast, **query) -> list[str]:
        return sorted(self.shown(self.get(cast, **query).context))


def _categories(context) -> list[str]:
    return [row["name"] for group in context["groups"] for row in group["rows"]]


def _waiting(context) -> list[str]:
    """Return what waits as ``proposta SUA``, ``segnalazione SUA`` and so on, however the page groups it."""
    found = [row["topic"].title for row in context["proposals"]]
    found += [f"intervento {row['topic'].title.split()[-1]}" for row in context["flagged"]]
    found += [row["title"] for row in context["articles"]]
    return found + [f"commento {row['comment'].article.area}" for row in context["comments"]]


LISTS = {
    "forum": List("forum", "clerk", _categories),
    "discussions": List("discussions", "clerk", lambda context: [row["title"] for row in context["rows"]]),
    "blog": List("blog", "clerk", lambda context: [row["title"] for row in context["cards"]]),
    "blog_mine": List("blog_mine", "officer", lambda context: [row["title"] for row in context["rows"]]),
    "practices": List(
        "practices", "clerk", lambda context: [row["title"].removesuffix(".txt") for row in context["rows"]]
    ),
    "library": List("library", "clerk", lambda context: [row["name"] for row in context["rows"]]),
    "moderation": List("moderation", "editor", _waiting),
}


def _make_forum(cast, area: str, owner, ago: int, more: str = "") -> None:
    place = make_category(owner, "NETWORK", area=area, name=f"{area}{more}")
    put_back(Topic, make_topic(place, title=area).pk, "last_post_at", ago)


def _make_blog(cast, area: str, owner, ago: int, more: str = "") -> None:
    writer = cast.actor("officer" if owner == cast.treviso else "stranger")
    article = make_article(writer, "NETWORK", area=area, title=area)
    put_back(Article, article.pk, "published_at", ago)


def _make_mine(cast, area: str, owner, ago: int, more: str = "") -> None:
    article = make_article(cast.actor("officer"), "NETWORK", area=area, title=area)
    put_back(Article, article.pk, "updated_at", ago)


def _make_practice(cast, area: str, owner, ago: int, more: str = "") -> None:
    """A discussion, an article and a document, one of each area."""
    target = {
        "SUA": lambda: make_topic(make_category(owner, "NETWORK", area=area), title=area),
        "SIT": lambda: make_article(cast.actor("officer"), "NETWORK", area=area, title=area),
        "GENERAL": lambda: put(make_folder(owner, level="NETWORK", area=area), f"{area}.txt"),
    }[area]()
    marked = make_practice(target, place=owner)
    put_back(Practice, marked.pk, "marked_at", ago)


def _make_folder(cast, area: str, owner, ago: int, more: str = "") -> None:
    folder = make_folder(owner, f"{area}{more}", level="NETWORK", area=area)
    put_back(Folder, folder.pk, "updated_at", ago)


def _make_waiting(cast, area: str, owner, ago: int, more: str = "") -> None:
    """A proposal, a reported post, an article to review and a reported comment."""
    clerk, writer = cast.actor("clerk"), cast.actor("officer" if owner == cast.treviso else "stranger")
    place = make_category(owner, "NETWORK", area=area, new_topics="APPROVAL")
    proposal = make_topic(place, actor=clerk, title=f"proposta {area}")
    put_back(Topic, proposal.pk, "created_at", ago)
    post = make_reply(make_topic(place, title=f"aperta {area}"), actor=writer)
    actions.flag_post(actor=clerk, post=post, reason="OTHER")
    draft = make_draft(writer, title=f"articolo {area}", area=area)
    actions.publish_article(actor=writer, article=draft, level="PUBLIC")
    put_back(Article, draft.pk, "submitted_at", ago)
    comment = make_comment(make_article(writer, "NETWORK", area=area), writer)
    actions.flag_comment(actor=clerk, comment=comment, reason="OTHER")
    for flag in Flag.objects.unrestricted("test").filter(created_at__date=today()):
        put_back(Flag, flag.pk, "created_at", ago)


MAKE = {
    "forum": _make_forum, "discussions": _make_forum, "blog": _make_blog, "blog_mine": _make_mine,
    "practices": _make_practice, "library": _make_folder, "moderation": _make_waiting,
}  # fmt: skip


def _all_of(name: str, *areas: str) -> list[str]:
    if name != "moderation":
        return sorted(areas)
    return sorted(
        f"{kind} {area}" for area in areas for kind in ("proposta", "intervento", "articolo", "commento")
    )


@pytest.fixture
def filled(cast, request):
    name = request.getfixturevalue("name")
    make_membership(cast.editor, cast.brescia, "editor")
    owners = {"SUA": cast.treviso, "SIT": cast.treviso, "GENERAL": cast.brescia}
    for area, ago in (("GENERAL", 20), ("SIT", 10), ("SUA", 0)):
        MAKE[name](cast, area, owners[area], ago)
    return LISTS[name]


@pytest.mark.parametrize("name", LISTS)
class TestEachList:
    def test_by_area_as_the_verticals_link(self, cast, filled, name):
        found = {area: filled.rows(cast, area=area.lower()) for area in ("", *AREAS, "SAPE")}
        assert found == {
            "": _all_of(name, *AREAS),
            **{area: _all_of(name, area) for area in AREAS},
            "SAPE": [],
        }

    def test_by_period(self, cast, filled, name):
        asked = {
            "since": {"dal": day(10)}, "until": {"al": day(10)}, "between": {"dal": day(11), "al": day(9)},
            "never": {"dal": day(9), "al": day(1)},
        }  # fmt: skip
        found = {key: filled.rows(cast, **query) for key, query in asked.items()}
        assert found == {
            "since": _all_of(name, "SIT", "SUA"), "until": _all_of(name, "GENERAL", "SIT"),
            "between": _all_of(name, "SIT"), "never": [],
        }  # fmt: skip

    def test_a_day_that_is_none_filters_nothing_and_is_said_beside_its_field(self, cast, filled, name):
        page = filled.get(cast, area="marte", **WRONG_DAY)
        assert (page.status_code, sorted(filled.shown(page.context))) == (200, _all_of(name, *AREAS))
        form = page.context["filters"]
        assert [form.errors["dal"][0], form.errors["al"][0]] == SENTENCES
        shown = words(page)
        for field, sentence in zip(("dal", "al"), SENTENCES, strict=True):
            beside = shown.split(f'id="id_{field}_error"')[1][:400]
            assert sentence in beside
        assert ('value="31/02/2026"' in shown, "Filtro non valido: area" in shown) == (True, True)

    def test_those_that_make_sense_filter_beside_those_that_do_not(self, cast, filled, name):
        assert filled.rows(cast, area="sua", **WRONG_DAY) == _all_of(name, "SUA")

    def test_nothing_with_these_filters_says_how_to_go_on(self, cast, filled, name):
        assert "Azzera filtri" in words(filled.get(cast, area="sape"))

    def test_costs_the_same_with_and_without_more_rows(self, cast, filled, name):
        query = {"area": "sua", "dal": day(30), "al": day(0)}
        filled.get(cast, **query)
        asked = []
        for more in ("a", "b"):
            with CaptureQueriesContext(connection) as queries:
                filled.get(cast, **query)
            asked.append(len(queries))
            for number in range(2):
                MAKE[name](cast, "SUA", cast.treviso, 0, f" {more}{number}")
        assert asked[0] == asked[1]
        assert len(filled.rows(cast, **query)) >= 3


def test_one_s_own_articles_by_state(cast):
    clerk = cast.actor("clerk")
    make_draft(clerk, title="In corso", area="SUA")
    make_article(clerk, "NETWORK", title="Uscito", area="SUA")
    make_draft(cast.actor("officer"), title="Altrui", area="SUA")
    mine = LISTS["blog_mine"]
    mine = List(mine.name, "clerk", mine.shown)
    assert mine.rows(cast) == ["In corso", "Uscito"]
    assert mine.rows(cast, stato="DRAFT") == ["In corso"]
    assert mine.rows(cast, stato="PUBLISHED", area="sua") == ["Uscito"]
    assert mine.rows(cast, stato="PUBLISHED", area="sit") == []
    assert mine.rows(cast, testo="corso") == ["In corso"]
    page = mine.get(cast, stato="FINITO")
    assert (len(page.context["rows"]), "Filtro non valido: stato" in words(page)) == (2, True)


@pytest.mark.parametrize(("name", "rows"), [("blog_mine", 26), ("practices", 26), ("moderation", 26)])
def test_the_filters_stay_from_page_to_page(cast, name, rows):
    place = make_category(cast.treviso, "NETWORK", area="SUA", new_topics="APPROVAL")
    for number in range(rows):
        if name == "moderation":
            make_topic(place, actor=cast.actor("clerk"), title=f"P{number}")
        else:
            article = make_article(cast.actor("officer"), "NETWORK", area="SUA", title=f"P{number}")
            if name == "practices":
                make_practice(article)
    other = LISTS[name]
    MAKE[name](cast, "SIT", cast.treviso, 0)
    query = {"area": "sua", "dal": day(1), "al": day(0)}
    first = other.get(cast, **query)
    assert first.context["page"].paginator.count == rows
    link = next(
        part for part in first.content.decode().split('href="') if part.startswith("?") and "pagina=2" in part
    )
    second = cast.browser(other.who).get(
        reverse(f"community:{name}") + link.split('"')[0].replace("&amp;", "&")
    )
    assert (len(other.shown(second.context)), second.context["page"].number) == (1, 2)
    assert not set(other.shown(first.context)) & set(other.shown(second.context))


def test_the_older_discussions_are_of_the_same_period_and_area(cast):
    sua, sit = (make_category(cast.treviso, "NETWORK", area=area) for area in ("SUA", "SIT"))
    for number in range(27):
        make_topic(sua, title=f"D{number}")
        make_topic(sit, title=f"Altro {number}")
    shown = LISTS["discussions"]
    first = shown.get(cast, area="sua", dal=day(0))
    link = (
        first.content.decode().split('rel="next"')[0].split('href="')[-1].split('"')[0].replace("&amp;", "&")
    )
    second = cast.browser("clerk").get(reverse("community:discussions") + link)
    found = shown.shown(first.context) + shown.shown(second.context)
    assert sorted(found) == sorted(f"D{number}" for number in range(27))


def test_the_file_of_good_practices_holds_the_rows_of_the_list(cast):
    for area, ago in (("GENERAL", 20), ("SIT", 10), ("SUA", 0)):
        _make_practice(cast, area, cast.treviso, ago)
    shown = LISTS["practices"].get(cast, area="sit", dal=day(15))
    url = shown.context["csv_url"]
    lines = b"".join(cast.browser("clerk").get(url)).decode().strip().splitlines()
    assert ([line.split(";")[0].strip('"') for line in lines[1:]], "area=sit" in url) == (["SIT"], True)


def test_a_category_is_of_a_period_by_the_discussions_that_the_reader_sees(cast):
    """A proposal that waits is no discussion yet: it must not tell others that somebody wrote."""
    place = make_category(cast.treviso, "NETWORK", name="Attesa", new_topics="APPROVAL")
    make_topic(place, actor=cast.actor("officer"))
    assert LISTS["forum"].rows(cast) == ["Attesa"]
    assert LISTS["forum"].rows(cast, dal=day(1)) == []


def test_what_waits_for_a_moderator_by_territory_as_the_first_page_links(cast):
    make_membership(cast.editor, cast.brescia, "editor")
    _make_waiting(cast, "SUA", cast.treviso, 0)
    _make_waiting(cast, "SIT", cast.brescia, 0)
    waits = LISTS["moderation"]
    page = cast.browser("editor").get("/community/territorio/brescia/")
    item = next(one for one in page.context["waiting"] if "decision" in one.what)
    shown = waits.shown(cast.browser("editor").get(item.url).context)
    assert (item.what, sorted(shown)) == ("4 decisioni di moderazione", _all_of("moderation", "SIT"))
    assert waits.rows(cast, territorio="atlantide") == _all_of("moderation", "SIT", "SUA")
