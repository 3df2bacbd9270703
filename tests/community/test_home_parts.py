"""Each block of the community's first page, of a territory and of an area; and the lists that it leads to."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pico.base import dated
from pico.base.dates import today
from pico.community import actions
from pico.questionnaires.models import Invitation
from tests.community.test_forum_pages import words
from tests.factories.accounts import make_member, make_membership
from tests.factories.blog import make_article, make_comment
from tests.factories.forum import make_category, make_reply, make_topic
from tests.factories.library import make_folder, put
from tests.factories.organisations import make_province, make_regional_upi
from tests.factories.questionnaires import make_questionnaire, make_round

pytestmark = pytest.mark.django_db
HOME, TREVISO, BRESCIA = "/community/", "/community/territorio/treviso/", "/community/territorio/brescia/"
EVERYWHERE = [HOME, f"{HOME}?area=sua", TREVISO, f"{TREVISO}?area=sua", BRESCIA, f"{BRESCIA}?area=sit"]


def waiting(client, url: str) -> list[str]:
    return [item.what for item in client.get(url).context["waiting"]]


class TestSurveys:
    @pytest.fixture
    def asked(self, cast):
        """Surveys that ask Oderzo or its people, of Treviso and of Brescia, and some that ask others."""
        days = lambda count: timezone.now() + timedelta(days=count)  # noqa: E731
        own, other = make_questionnaire(cast.treviso), make_questionnaire(cast.brescia)
        make_round(own, cast.oderzo, title="Sale", subject="SUA", closes_at=days(3))
        make_round(own, title="Persone", unit="PERSON", audience="PROVINCE", subject="SIT", closes_at=days(4))
        make_round(other, cast.oderzo, title="Laghi", subject="SUA", closes_at=days(5))
        make_round(own, cast.treviso, title="Solo alla Provincia", subject="SUA", closes_at=days(6))
        make_round(other, title="Solo a Brescia", unit="PERSON", audience="PROVINCE", closes_at=days(7))
        make_round(own, cast.oderzo, title="Non ancora", is_open=False, closes_at=days(8))

    def test_those_one_can_still_answer_wait_with_the_day_they_close(self, cast, asked):
        items = cast.browser("clerk").get(HOME).context["waiting"]
        found = [(item.what, item.action, item.whose, item.due) for item in items]
        treviso, brescia = str(cast.treviso), str(cast.brescia)
        assert found == [
            ("Sale", "Rispondi", treviso, today() + timedelta(days=3)),
            ("Persone", "Rispondi", treviso, today() + timedelta(days=4)),
            ("Laghi", "Rispondi", brescia, today() + timedelta(days=5)),
        ]

    def test_of_the_territory_and_of_the_area(self, cast, asked):
        client = cast.browser("clerk")
        assert {url: waiting(client, url) for url in EVERYWHERE} == {
            HOME: ["Sale", "Persone", "Laghi"],
            f"{HOME}?area=sua": ["Sale", "Laghi"],
            TREVISO: ["Sale", "Persone"],
            f"{TREVISO}?area=sua": ["Sale"],
            BRESCIA: ["Laghi"],
            f"{BRESCIA}?area=sit": [],
        }

    def test_of_a_region_too(self, cast, asked):
        make_regional_upi(cast.treviso.region)
        assert waiting(cast.browser("clerk"), "/community/territorio/upi-veneto/") == ["Sale", "Persone"]

    def test_one_that_was_turned_down_waits_no_more(self, cast, asked):
        mine = Invitation.objects.unrestricted("test").filter(round__title="Sale", organisation=cast.oderzo)
        mine.update(declined_at=timezone.now())
        assert waiting(cast.browser("clerk"), HOME) == ["Persone", "Laghi"]

    def test_a_visitor_is_asked_nothing(self, cast, asked):
        page = cast.browser().get(TREVISO)
        assert (page.context["waiting"], "Sale" in words(page)) == ([], False)


class TestDecisions:
    @pytest.fixture
    def editor(self, cast):
        """Davide edits in Treviso and in Brescia, and in each something of three kinds waits for him."""
        make_membership(cast.editor, cast.brescia, "editor")
        for body, area, writer in (
            (cast.treviso, "SUA", cast.actor("officer")), (cast.brescia, "SIT", cast.actor("stranger")),
        ):  # fmt: skip
            place = make_category(body, "NETWORK", area=area, new_topics="APPROVAL")
            make_topic(place, actor=writer)
            post = make_reply(make_topic(place), actor=writer)
            actions.flag_post(actor=cast.actor("clerk"), post=post, reason="OTHER")
            article = make_article(writer, "NETWORK", area=area)
            comment = make_comment(article, writer)
            actions.flag_comment(actor=cast.actor("clerk"), comment=comment, reason="OTHER")
        # One more in Treviso, of no vertical.
        make_topic(make_category(cast.treviso, "NETWORK", new_topics="APPROVAL"), actor=cast.actor("clerk"))
        return cast.browser("editor")

    def test_are_counted_by_territory_and_area(self, cast, editor):
        found = {url: [one for one in waiting(editor, url) if "decision" in one] for url in EVERYWHERE}
        assert found == {
            HOME: ["7 decisioni di moderazione"],
            f"{HOME}?area=sua": ["3 decisioni di moderazione"],
            TREVISO: ["4 decisioni di moderazione"],
            f"{TREVISO}?area=sua": ["3 decisioni di moderazione"],
            BRESCIA: ["3 decisioni di moderazione"],
            f"{BRESCIA}?area=sit": ["3 decisioni di moderazione"],
        }

    def test_are_of_nobody_else(self, cast, editor):
        for who in ("clerk", "officer"):
            assert not [one for one in waiting(cast.browser(who), HOME) if "decision" in one]


class TestNews:
    def test_are_counted_by_territory_and_area_and_lead_to_exactly_these(self, cast):
        for body, area, count in (
            (cast.treviso, "SUA", 1),
            (cast.treviso, "SIT", 2),
            (cast.brescia, "SUA", 4),
        ):
            place = make_category(body, "NETWORK", area=area)
            for _ in range(count):
                make_topic(place)
        make_topic(make_category(cast.brescia, "ORGANISATION", area="SUA"))
        client = cast.browser("clerk")
        found = {}
        for url in EVERYWHERE:
            items = client.get(url).context["waiting"]
            listed = [len(client.get(item.url).context["rows"]) for item in items]
            found[url] = ([int(item.what.split()[0]) for item in items], listed)
        expected = {HOME: 7, EVERYWHERE[1]: 5, TREVISO: 3, EVERYWHERE[3]: 1, BRESCIA: 4}
        assert found == {url: ([n], [n]) for url, n in expected.items()} | {EVERYWHERE[5]: ([], [])}


class TestDates:
    @pytest.fixture
    def entries(self, cast, monkeypatch):
        """Dates of Oderzo at Treviso's desk, of Brescia, of another module, of nobody; more than fit."""

        def of_sua(user, first, last):
            for key, bodies in (
                ("Oderzo", (cast.oderzo.pk, cast.treviso.pk)), ("Brescia", (cast.brescia.pk,)), ("Tutti", ()),
            ):  # fmt: skip
                yield entry(key, bodies)

        def of_other(user, first, last):
            for number in range(8):
                yield entry(f"Altro {number}", (cast.brescia.pk,))
            yield entry("Zeta", (cast.treviso.pk,))

        def entry(key, bodies):
            return dated.DatedEntry(key, key, "Termine", today(), "/x/", bodies=bodies)

        known = dated.sources._entries
        monkeypatch.setitem(known, "sua", dated.DatedSource("sua", "Gare", of_sua))
        monkeypatch.setitem(known, "prova", dated.DatedSource("prova", "Prova", of_other))

    def test_are_of_the_territory_and_of_the_area(self, cast, entries):
        client = cast.browser("clerk")
        found = {url: [one.title for one in client.get(url).context["dates"]] for url in EVERYWHERE}
        first = [f"Altro {number}" for number in range(8)]
        assert found == {
            HOME: first[:6],
            f"{HOME}?area=sua": ["Brescia", "Oderzo", "Tutti"],
            TREVISO: ["Oderzo", "Zeta"],
            f"{TREVISO}?area=sua": ["Oderzo"],
            BRESCIA: first[:6],
            f"{BRESCIA}?area=sit": [],
        }

    def test_of_no_vertical_are_those_of_other_modules(self, cast, entries):
        shown = cast.browser("clerk").get(f"{TREVISO}?area=general").context["dates"]
        assert [one.title for one in shown] == ["Zeta"]

    def test_lead_to_the_calendar_with_the_same_ones(self, cast, entries):
        client = cast.browser("clerk")
        urls = {url: client.get(url).context["calendar_url"] for url in EVERYWHERE}
        calendar = "/area-riservata/calendario/"
        assert urls == {
            HOME: calendar,
            f"{HOME}?area=sua": f"{calendar}?modulo=sua",
            TREVISO: f"{calendar}?territorio=treviso",
            f"{TREVISO}?area=sua": f"{calendar}?modulo=sua&territorio=treviso",
            BRESCIA: f"{calendar}?territorio=brescia",
            f"{BRESCIA}?area=sit": f"{calendar}?territorio=brescia",
        }
        shown = client.get(urls[f"{TREVISO}?area=sua"])
        assert [one.title for one in shown.context["entries"]] == ["Oderzo"]
        assert "modulo=sua&amp;territorio=treviso" in shown.content.decode().split('rel="next"')[0][-200:]

    def test_a_territory_that_is_none_filters_no_date_and_is_said(self, cast, entries):
        page = cast.browser("clerk").get("/area-riservata/calendario/?territorio=oderzo")
        assert (len(page.context["entries"]), "Filtro non valido: territorio" in words(page)) == (12, True)


class TestWhoIsHere:
    @pytest.fixture
    def active(self, cast):
        """SUA is on in Belluno, with two people, and off in Treviso and Brescia."""
        belluno = make_province("belluno", verticals=("sua",))
        belluno.region = cast.treviso.region
        belluno.save()
        for _ in range(2):
            make_member(belluno)
        make_regional_upi(cast.treviso.region)

    def test_is_told_of_the_territory_and_of_where_the_service_of_the_area_is_on(self, cast, active):
        client = cast.browser("clerk")
        veneto, belluno = "/community/territorio/upi-veneto/", "/community/territorio/belluno/"
        asked = [HOME, f"{HOME}?area=sua", f"{veneto}?area=sua", belluno, f"{TREVISO}?area=sua", TREVISO]
        where = "dove è attivo il servizio SUA"
        assert [client.get(url).context["audience"] for url in asked] == [
            "Tutta la rete: 4 enti, 6 persone",
            f"Tutta la rete: 1 ente, 2 persone, {where}",
            f"Enti della regione Veneto: 1 ente, 2 persone, {where}",
            "Enti del territorio: Provincia di Belluno: 1 ente, 2 persone",
            f"Enti del territorio: Provincia di Treviso: 0 enti, 0 persone, {where}",
            "Enti del territorio: Provincia di Treviso: 2 enti, 3 persone",
        ]

    def test_leads_to_these_bodies_in_the_directory(self, cast, active):
        client = cast.browser("clerk")
        url = client.get(f"{HOME}?area=sua").context["directory_url"]
        assert url.endswith("?servizio=sua")
        assert [row["body"].slug for row in client.get(url).context["rows"]] == ["belluno"]

    def test_is_not_told_to_visitors(self, cast, active):
        for url in (HOME, TREVISO):
            page = cast.browser().get(url)
            assert (page.context["audience"], "Chi c'è" in unescape(words(page))) == ("", False)


class TestLinksToTheLists:
    """From each block to its whole list, with the territory and the area of the page."""

    @pytest.fixture
    def rows(self, cast):
        for body, name in ((cast.treviso, "Treviso"), (cast.oderzo, "Oderzo"), (cast.brescia, "Brescia")):
            for area in ("SUA", "SIT"):
                make_topic(make_category(body, "NETWORK", area=area), title=f"{name} {area}")
                put(make_folder(body, f"{name} {area}", level="NETWORK", area=area), f"{name} {area}.txt")
        for who, name in (("officer", "Treviso"), ("clerk", "Oderzo"), ("stranger", "Brescia")):
            for area in ("SUA", "SIT"):
                make_article(cast.actor(who), "NETWORK", area=area, title=f"{name} {area}")

    LISTS = {
        "discussions": lambda page: [row["title"] for row in page.context["rows"]],
        "blog": lambda page: [row["title"] for row in page.context["cards"]],
        "library": lambda page: [row["name"] for row in page.context["rows"]],
    }

    @pytest.mark.parametrize("name", LISTS)
    def test_hold_the_rows_of_the_territory_and_the_area(self, cast, rows, name):
        client, found = cast.browser("clerk"), {}
        for url in EVERYWHERE[1:5]:
            page = client.get(url)
            link = page.context["urls"][name]
            assert f'href="{link.replace("&", "&amp;")}"' in page.content.decode()
            found[url] = sorted(self.LISTS[name](client.get(link)))
        ours, theirs = ["Oderzo SUA", "Treviso SUA"], ["Brescia SIT", "Brescia SUA"]
        assert found == {
            f"{HOME}?area=sua": ["Brescia SUA", *ours],
            TREVISO: ["Oderzo SIT", "Oderzo SUA", "Treviso SIT", "Treviso SUA"],
            f"{TREVISO}?area=sua": ours,
            BRESCIA: theirs,
        }

    @pytest.mark.parametrize("name", [*LISTS, "forum", "surveys"])
    def test_the_territory_is_a_filter_that_is_seen_and_taken_away(self, cast, rows, name):
        client, url = cast.browser("clerk"), reverse(f"community:{name}")
        seen = client.get(url, {"territorio": "treviso"}).content.decode()
        assert "Togli il filtro </span>Territorio: Provincia di Treviso" in seen
        assert "Territorio" not in re.sub(r"(?s)<nav.*?</nav>", "", client.get(url).content.decode())

    @pytest.mark.parametrize("name", [*LISTS, "forum", "surveys"])
    @pytest.mark.parametrize("wrong", ["oderzo", "atlantide", "tre\x00viso", "<b>", "x" * 500])
    def test_a_territory_that_is_none_filters_nothing_and_is_said(self, cast, rows, name, wrong):
        client, url = cast.browser("clerk"), reverse(f"community:{name}")
        page, whole = client.get(url, {"territorio": wrong}), client.get(url)
        shown = self.LISTS.get(name, lambda page: str(page.context.get("groups", page.context.get("rows"))))
        assert (page.status_code, shown(page)) == (200, shown(whole))
        assert "Filtro non valido: territorio" in page.content.decode()

    def test_the_area_goes_along_to_other_territories(self, cast, rows):
        make_regional_upi(cast.treviso.region)
        seen = cast.browser("clerk").get(f"{TREVISO}?area=sua").content.decode()
        assert 'href="/community/territorio/upi-veneto/?area=sua"' in seen
        assert 'href="/community/?area=sua"' in seen
        seen = cast.browser("clerk").get(f"{HOME}?area=sua").content.decode()
        assert 'href="/community/territorio/treviso/?area=sua"' in seen


def test_a_territory_with_all_that_waits_asks_the_same_at_one_row_and_at_three(cast):
    """Whoever decides in two Provinces, with surveys, proposals and dates: no row brings a question."""
    make_membership(cast.editor, cast.brescia, "editor")
    own, client, asked = make_questionnaire(cast.treviso), cast.browser("editor"), []
    for rows in (1, 2):
        for _ in range(rows):
            make_round(own, cast.treviso, subject="SUA")
            place = make_category(cast.treviso, "NETWORK", area="SUA", new_topics="APPROVAL")
            make_topic(place, actor=cast.actor("clerk"))
            make_topic(place)
        client.get(f"{TREVISO}?area=sua")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{TREVISO}?area=sua")
        asked.append(len(queries))
    assert asked[0] == asked[1]
