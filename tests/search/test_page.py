"""The search page: a visitor's on a site, a person's in the reserved area."""

import re

import pytest
from django.urls import reverse

from pico.search.models import RecentSearch
from tests.factories.organisations import make_province
from tests.factories.portal import make_news, make_site
from tests.factories.sua import Cast, make_sent
from tests.search.test_engine import HOSTILE

pytestmark = pytest.mark.django_db
PAGE = "/cerca/"


@pytest.fixture
def treviso(client):
    site = make_site()
    client.defaults["HTTP_HOST"] = "treviso.localhost"
    return site


@pytest.fixture
def brescia():
    return make_site(make_province("brescia"))


def text_of(response):
    return " ".join(response.content.decode().split())


class TestVisitors:
    def test_they_find_the_pages_of_this_site_and_of_no_other(self, client, treviso, brescia):
        make_news(treviso, "Ponte sul Piave riaperto")
        make_news(brescia, "Ponte sul Mella chiuso")
        page = text_of(client.get(PAGE, {"testo": "ponti"}))
        assert "Ponte sul Piave riaperto" in page
        assert "Ponte sul Mella chiuso" not in page
        assert "1 risultato" in page

    def test_the_whole_network_leads_to_the_other_site(self, client, treviso, brescia):
        make_news(brescia, "Ponte sul Mella chiuso")
        page = text_of(client.get(PAGE, {"testo": "ponte", "dove": "rete"}))
        assert 'href="http://brescia.localhost/novita/ponte-sul-mella-chiuso/"' in page

    def test_no_cookie_is_set_and_search_engines_stay_out(self, client, treviso):
        response = client.get(PAGE, {"testo": "ponte"})
        assert (response.cookies, response["X-Robots-Tag"]) == ({}, "noindex")

    def test_what_is_unpublished_is_gone_at_once(self, client, treviso):
        from pico.portal.actions import unpublish_page
        from tests.factories.portal import ACTOR

        news = make_news(treviso, "Ponte sul Piave riaperto")
        unpublish_page(actor=ACTOR, site=treviso, page=news)
        assert "Nessun risultato" in text_of(client.get(PAGE, {"testo": "ponte"}))

    def test_a_suspended_site_is_not_found(self, client, treviso, brescia):
        from pico.portal.actions import suspend_site
        from tests.factories.portal import ACTOR

        make_news(brescia, "Ponte sul Mella chiuso")
        suspend_site(actor=ACTOR, site=brescia, reason="prova")
        page = text_of(client.get(PAGE, {"testo": "ponte", "dove": "rete"}))
        assert "Ponte sul Mella chiuso" not in page

    def test_no_tender_and_no_body_of_the_directory_is_theirs(self, client, treviso):
        tender = make_sent(Cast())
        for typed in (tender.number, "Arredi", "Oderzo"):
            page = text_of(client.get(PAGE, {"testo": typed, "dove": "rete"}))
            assert "Nessun risultato" in page


class TestPeople:
    @pytest.fixture
    def cast(self, client, treviso):
        return Cast()

    def test_they_find_their_tenders_by_number_and_the_neighbours_find_nothing(self, client, cast):
        tender = make_sent(cast)
        other = Cast("Asolo")
        for person, expected in ((cast.operator, True), (cast.sua, True), (other.operator, False)):
            client.force_login(person)
            page = text_of(client.get(PAGE, {"testo": tender.number}))
            assert (reverse("sua:detail", args=[tender.public_id]) in page) == expected
            assert ("Nessun risultato" in page) != expected

    def test_facets_narrow_and_count(self, client, cast, treviso):
        make_news(treviso, "Comune di Oderzo: nuova biblioteca")
        client.force_login(cast.operator)
        page = text_of(client.get(PAGE, {"testo": "oderzo"}))
        assert '<span>Notizia</span> <span class="pico-count">1</span>' in page
        narrowed = text_of(client.get(PAGE, {"testo": "oderzo", "tipo": "news"}))
        assert "1 risultato" in narrowed
        assert "Togli il filtro" in narrowed

    def test_a_choice_that_is_not_offered_counts_as_not_made(self, client, cast):
        client.force_login(cast.operator)
        given = {"testo": "oderzo", "tipo": "x", "ente": "-1", "periodo": "8", "pagina": "0", "ordina": "x"}
        assert client.get(PAGE, given).status_code == 200

    def test_a_foreign_body_as_a_filter_answers_like_one_that_is_not_there(self, client, cast):
        tender = make_sent(cast)
        client.force_login(Cast("Asolo").operator)
        answers = [
            re.sub(r"contesto=[^\"]*", "", text_of(client.get(PAGE, {"testo": tender.number, "ente": pk})))
            .replace(str(pk), "N")
            .split('id="results"')[1]
            for pk in (cast.body.pk, 999_999)
        ]
        assert answers[0] == answers[1]

    def test_the_last_ten_searches_are_theirs_alone_and_go_at_one_press(self, client, cast):
        client.force_login(cast.operator)
        for number in range(12):
            client.get(PAGE, {"testo": f"parola{number}fine"})
        client.get(PAGE, {"testo": "parola5fine"})
        page = text_of(client.get(PAGE))
        assert [f"parola{n}fine" in page for n in (0, 1, 5, 11)] == [False, False, True, True]
        assert RecentSearch.objects.visible_to(cast.operator).count() == 10
        assert RecentSearch.objects.visible_to(cast.operator).first().text == "parola5fine"
        client.force_login(cast.sua)
        assert "parola5fine" not in text_of(client.get(PAGE))
        client.force_login(cast.operator)
        client.post(reverse("search:erase_recent"))
        assert RecentSearch.objects.visible_to(cast.operator).count() == 0

    def test_the_page_costs_the_same_at_one_and_twenty_results(
        self, client, cast, treviso, django_assert_max_num_queries
    ):
        client.force_login(cast.operator)
        costs = []
        for number in (1, 3, 20):
            for n in range(number):
                make_news(treviso, f"Viabilità {number}: lavori {n}")
            client.get(PAGE, {"testo": f"viabilità {number}"})
            with django_assert_max_num_queries(24) as captured:
                response = client.get(PAGE, {"testo": f"viabilità {number}"})
            assert response.status_code == 200
            costs.append(len(captured))
        assert len(set(costs)) == 1


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_gets_a_page(client, treviso, typed):
    response = client.get(PAGE, {"testo": typed.encode("utf-8", "surrogatepass")[:4000]})
    assert response.status_code in {200, 422}


def test_without_a_word_the_page_says_what_to_do_and_keeps_what_was_typed(client, treviso):
    response = client.get(PAGE, {"testo": '"*"'})
    assert response.status_code == 422
    assert "Scrivi almeno una parola." in text_of(response)
    assert "&quot;*&quot;" in text_of(response)


def test_pages_of_results_lead_on(client, treviso):
    for number in range(25):
        make_news(treviso, f"Ponte {number}")
    first = text_of(client.get(PAGE, {"testo": "ponte"}))
    assert "25 risultati" in first
    assert 'rel="next"' in first
    second = text_of(client.get(PAGE, {"testo": "ponte", "pagina": 2}))
    assert ('rel="next"' in second, 'rel="prev"' in second) == (False, True)
    assert second.count('class="pico-row-title"') == 5
